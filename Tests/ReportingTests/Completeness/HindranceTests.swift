import Shared
import TestSupport
import Testing

@testable import Reporting

/// Why something is missing, by name and as of any instant.
@Suite struct HindranceTests {
    private static let form = FormDefinition(
        key: "annex3", title: "活动情况统计表", annex: "附件3", origin: .reconstruction, fields: Fixture.form.fields,
        parts: [FormPart(key: "sealedScan", label: "盖章扫描件", required: true, types: [.document], most: 1)])

    private static let scan = Array("%PDF-1.7 盖章".utf8)

    private static let times = [
        "2026-05-17T09:00:00+08:00", "2026-05-18T09:00:00+08:00", "2026-05-19T09:00:00+08:00",
        "2026-05-20T09:00:00+08:00",
    ].map { Fixture.at($0) }

    private func missing(
        _ reporting: TestReporting, of unit: UnitKey = Fixture.college, at: Instant? = nil, knownAt: Instant? = nil
    ) async throws -> Completeness.Missing? {
        let explained = try await reporting.ask(
            ReportingAPI.ExplainCompleteness.self, .init(item: "annex3", at: at, knownAt: knownAt))
        return explained.missing.first { $0.unit.key == unit }
    }

    private func save(
        _ reporting: TestReporting, _ rule: RuleKey, of unit: UnitKey, _ files: [ManifestEntry]? = nil
    ) async throws {
        let open = try await reporting.submission(rule, of: unit)
        try await reporting.tell(
            ReportingAPI.SaveSubmission.self,
            .init(id: open.id, expectRevision: open.revision, payload: ["sessionsTotal": 3], attachments: files))
    }

    @Test func n29ADraftWithoutItsScanSaysSoAtEveryInstant() async throws {
        try await TestReporting.runCampaign { reporting in
            try await reporting.tell(
                ReportingAPI.PublishForm.self, .init(campaign: Fixture.campaign.key, form: Self.form))
            reporting.clock.set(Self.times[0])
            try await save(reporting, "annex3.college", of: Fixture.college)
            let lacking = try await missing(reporting)
            #expect(lacking?.why == .attachmentMissing && lacking?.lacks == ["盖章扫描件"])
            // It is named, and not stored.
            reporting.clock.set(Self.times[1])
            let digest = DigestAlgorithm.sha256.digest(Self.scan).hex
            try await save(
                reporting, "annex3.college", of: Fixture.college, [.init(part: "sealedScan", digest: digest)])
            #expect(try await missing(reporting)?.why == .attachmentMissing)
            // Once it is stored nothing is lacking, though nobody saved again.
            reporting.clock.set(Self.times[2])
            try await reporting.store(Self.scan, unit: Fixture.college, name: "扫描件.pdf")
            let complete = try await missing(reporting)
            #expect(complete?.why == .draftOnly && complete?.lacks == [])
            #expect(try await missing(reporting, at: Self.times[1])?.why == .attachmentMissing)
            #expect(try await missing(reporting, knownAt: Self.times[1])?.why == .attachmentMissing)
            // Given up again, it is lacking again.
            reporting.clock.set(Self.times[3])
            try await reporting.tell(
                ReportingAPI.DropBlob.self, .init(unit: Fixture.college, digest: digest))
            #expect(try await missing(reporting)?.why == .attachmentMissing)
        }
    }

    @Test func aNewVersionOfTheFormSaysWhatDraftsLackNow() async throws {
        try await TestReporting.runCampaign { reporting in
            reporting.clock.set(Self.times[0])
            try await save(reporting, "annex3.college", of: Fixture.college)
            #expect(try await missing(reporting)?.why == .draftOnly)
            try await reporting.tell(
                ReportingAPI.PublishForm.self, .init(campaign: Fixture.campaign.key, form: Self.form))
            #expect(try await missing(reporting)?.lacks == ["盖章扫描件"])
        }
    }

    @Test func q7ACityThatWaitsForItsSchoolsNamesThem() async throws {
        try await TestReporting.runCampaign { reporting in
            reporting.clock.set(Self.times[0])
            #expect(try await missing(reporting, of: Fixture.city)?.why == .notStarted)
            try await save(reporting, "annex3.city", of: Fixture.city)
            let waiting = try await missing(reporting, of: Fixture.city)
            #expect(waiting?.why == .childMissing && waiting?.lacks == ["名称 \(Fixture.school)"])
            reporting.clock.set(Self.times[1])
            try await reporting.file("annex3.school", of: Fixture.school)
            #expect(try await missing(reporting, of: Fixture.city)?.why == .draftOnly)
            #expect(try await missing(reporting, of: Fixture.city, at: Self.times[0])?.why == .childMissing)
        }
    }

    @Test func whatCountsOnAcceptanceWaitsForTheReviewOrForThoseBelow() {
        func missing(_ below: [Hindrances.Below]) -> Completeness.Missing? {
            let filed = Fixture.stored(
                countsOn: .accepted,
                filings: Filings(credits: [Fixture.credit("s", .submission, at: "2026-05-18T09:00:00+08:00")]))
            var hindrances = Hindrances()
            hindrances.below[filed.id] = below
            return CompletenessSets([filed], at: Fixture.due, hindrances: hindrances).missing.first
        }
        #expect(missing([])?.why == .awaitingReview)
        // Q7: of what was filed, those below that filed and are not decided about hold it up as well.
        let waiting = missing([.init(name: "甲校", hasFiled: false), .init(name: "乙校", hasFiled: true)])
        #expect(waiting?.why == .childMissing && waiting?.lacks == ["甲校", "乙校"])
    }

    @Test func n30TheLastReminderStandsWithWhatIsMissing() async throws {
        try await TestReporting.runCampaign { reporting in
            reporting.clock.set(Self.times[2])
            let owed = try await reporting.obligation("annex3.college", of: Fixture.college)
            #expect(try await missing(reporting)?.lastReminder == nil)
            for (step, day) in [("annex3/before-2", 0), ("annex3/before-1", 1)] {
                try await reporting.tellIntent(owed, step: step, sentAt: Self.times[day])
            }
            // Planned and not sent: nobody was told by it.
            try await reporting.tellIntent(owed, step: "annex3/on-day", sentAt: nil)
            let last = try await missing(reporting)?.lastReminder
            #expect(last?.step == "annex3/before-1" && last?.at == Self.times[1] && last?.to == Fixture.college)
            #expect(try await missing(reporting, at: Self.times[0])?.lastReminder?.step == "annex3/before-2")
            #expect(try await missing(reporting, knownAt: Self.times[0])?.lastReminder == nil)
        }
    }

    @Test func eachMissingThingLeadsToItsRemindersAndSoDoesABulletin() async throws {
        try await TestReporting.runCampaign { reporting in
            reporting.clock.set(Self.times[2])
            let link = try await missing(reporting)?.reminders
            #expect(link?.method == NotificationsAPI.Explain.contract.name)
            let params = try RawJSON(encoding: try #require(link?.params)).decoded(
                as: NotificationsAPI.Explain.Params.self)
            let owed = try await reporting.obligation("annex3.college", of: Fixture.college)
            #expect(params.obligation == owed.id && params.campaign == Fixture.campaign.key)
            let issued = try await reporting.tell(ReportingAPI.IssueBulletin.self, .init())
            #expect(issued.missing.map(\.unit.key) == [Fixture.city, Fixture.college])
            #expect(issued.missing.first?.obligations.count == 4)
            let unit = try RawJSON(encoding: try #require(issued.missing.first?.reminders.params))
            #expect(try unit.decoded(as: NotificationsAPI.Explain.Params.self).unit == Fixture.city)
            // Whatever comes later, the bulletin names those it named.
            reporting.clock.set(Self.times[3])
            try await reporting.file("annex3.college", of: Fixture.college)
            let again = try await reporting.ask(ReportingAPI.GetBulletin.self, .init(number: 1))
            #expect(again.missing == issued.missing && again.reproduced == true)
        }
    }
}
