import Shared
import Testing

@testable import Reporting

@Suite struct DraftMigrationTests {
    /// The fixture's form without one field and one column, and with a new one.
    private static let later = FormDefinition(
        key: "annex3", title: "活动情况统计表", annex: "附件3", origin: .official,
        fields: [
            FormField(
                key: "sessionsTotal", label: "活动总场次", type: .integer, unit: "sessions", measure: .sum, required: true),
            FormField(key: "reading", label: "以阅读铸魂", type: .integer, unit: "sessions", measure: .sum),
            FormField(key: "seniors", label: "老年人次", type: .integer, unit: "person-times", measure: .sum),
            FormField(
                key: "activities", label: "活动", type: .rows,
                columns: [FormField(key: "name", label: "名称", type: .text)]),
        ])

    @Test func membersWithoutAFieldGoAndTheOthersStay() {
        let migration = DraftMigration(
            [
                "sessionsTotal": "十二", "remarks": "无",
                "activities": [["name": "甲", "sessions": 2], ["name": "乙"]],
            ], to: Self.later)
        #expect(
            migration.payload
                == ["sessionsTotal": "十二", "activities": [["name": "甲"], ["name": "乙"]]])
        #expect(migration.dropped == ["activities[0].sessions", "remarks"])
        #expect(DraftMigration(nil, to: Self.later).payload == nil)
    }

    @Test func q1ANewVersionMigratesDraftsAndNeverTouchesWhatWasFiled() async throws {
        try await TestReporting.runCampaign { reporting in
            reporting.clock.set(Fixture.at("2026-05-18T09:00:00+08:00"))
            let filed = try await reporting.file("annex3.city", ["sessionsTotal": 3, "remarks": "已报"])
            let open = try await reporting.submission("annex3.college", of: Fixture.college)
            let saved = try await reporting.tell(
                ReportingAPI.SaveSubmission.self,
                .init(id: open.id, expectRevision: open.revision, payload: ["sessionsTotal": 5, "remarks": "草稿"]))
            let published = try await reporting.tell(
                ReportingAPI.PublishForm.self, .init(campaign: Fixture.campaign.key, form: Self.later))
            #expect(published.draftsMigrated == 1)
            #expect(
                published.losses == [.init(submission: open.id, unit: Fixture.college, paths: ["remarks"])])
            let draft = try await reporting.ask(ReportingAPI.GetSubmission.self, .init(id: open.id))
            #expect(draft.draft == ["sessionsTotal": 5] && draft.formVersion == 2)
            // Whoever saves what they read before learns of it.
            await reporting.expectFault(.revisionConflict) {
                try await reporting.tell(
                    ReportingAPI.SaveSubmission.self,
                    .init(id: open.id, expectRevision: saved.revision, payload: ["sessionsTotal": 6]))
            }
            let versions = try await reporting.ask(ReportingAPI.ListSubmissionVersions.self, .init(id: filed.id))
            #expect(versions.versions.first?.payload == ["sessionsTotal": 3, "remarks": "已报"])
            #expect(versions.versions.first?.formVersion == 1)
            #expect(versions.versions.first?.digest == filed.versions.last?.digest)
        }
    }
}
