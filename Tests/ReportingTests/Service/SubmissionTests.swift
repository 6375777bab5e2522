import Shared
import TestSupport
import Testing

@testable import Reporting

@Suite struct SubmissionTests {
    @Test func fromTheFirstDraftToAFiledVersion() async throws {
        try await TestReporting.runCampaign { reporting in
            reporting.clock.set(Fixture.at("2026-05-18T09:00:00+08:00"))
            let open = try await reporting.submission("annex3.city")
            #expect(open.state == .draft && open.revision == 1)
            #expect(try await reporting.submission("annex3.city").id == open.id)
            let saved = try await reporting.tell(
                ReportingAPI.SaveSubmission.self,
                .init(id: open.id, expectRevision: 1, payload: ["sessionsTotal": 2, "reading": 3]))
            #expect(saved.revision == 2 && saved.draft == ["sessionsTotal": 2, "reading": 3])
            let explained = try await reporting.ask(
                ReportingAPI.ExplainCompleteness.self, .init(item: "annex3"))
            #expect(explained.missing.first { $0.unit.key == Fixture.city }?.why == .childMissing)
            let validation = try await reporting.ask(ReportingAPI.ValidateSubmission.self, .init(id: open.id))
            #expect(!validation.passes && validation.findings.map(\.rule) == ["strandsWithinTotal"])
            let fault = await reporting.expectFault(.submissionInvalid) {
                try await reporting.tell(ReportingAPI.FinalizeSubmission.self, .init(id: open.id, expectRevision: 2))
            }
            #expect(fault?.violations.map(\.path) == ["payload.reading"])
            let filed = try await reporting.tell(
                ReportingAPI.FinalizeSubmission.self,
                .init(id: open.id, expectRevision: 2, payload: ["sessionsTotal": 4, "reading": 3]))
            #expect(filed.state == .submitted && filed.draft == nil)
            #expect(filed.versions.map(\.timeliness) == [.onTime])
            #expect(try await reporting.obligation("annex3.city").status == .satisfiedOnTime)
        }
    }

    @Test func q2TheClientsClaimChangesNothing() async throws {
        try await TestReporting.runCampaign { reporting in
            reporting.clock.set(Fixture.due)
            let open = try await reporting.submission("annex3.city")
            let filed = try await reporting.tell(
                ReportingAPI.FinalizeSubmission.self,
                .init(
                    id: open.id, expectRevision: 1, payload: ["sessionsTotal": 1],
                    claimedAt: Fixture.at("2026-05-19T09:00:00+08:00")))
            #expect(filed.versions.map(\.receivedAt) == [Fixture.due])
            #expect(filed.versions.map(\.timeliness) == [.late])
            #expect(try await reporting.obligation("annex3.city").status == .satisfiedLate)
        }
    }

    @Test func q2TheLastInstantIsInTime() async throws {
        try await TestReporting.runCampaign { reporting in
            reporting.clock.set(Fixture.due.adding(microseconds: -1))
            try await reporting.file("annex3.city")
            #expect(try await reporting.obligation("annex3.city").status == .satisfiedOnTime)
        }
    }

    @Test func q1VersionsNeverChangeAndNeverGoAway() async throws {
        try await TestReporting.runCampaign { reporting in
            let filed = try await reporting.file("annex3.city")
            let database = reporting.harness.database
            let changes = [
                Statement("UPDATE submission_versions SET payload = '{}'", access: .write),
                Statement("DELETE FROM submission_versions", access: .write),
                Statement("TRUNCATE submission_versions CASCADE", access: .write),
            ]
            for statement in changes {
                await #expect(throws: PostgresError.self) { try await database.execute(statement) }
            }
            let again = try await reporting.tell(
                ReportingAPI.FinalizeSubmission.self,
                .init(id: filed.id, expectRevision: filed.revision, payload: ["sessionsTotal": 5]))
            #expect(again.versions.map(\.n) == [1, 2])
            let versions = try await reporting.ask(ReportingAPI.ListSubmissionVersions.self, .init(id: filed.id))
            #expect(versions.versions.map(\.payload) == [["sessionsTotal": 3], ["sessionsTotal": 5]])
            for version in versions.versions {
                #expect(try CanonicalJSON(version.payload ?? .null).digest.hex == version.digest)
            }
            let difference = try await reporting.ask(
                ReportingAPI.DiffSubmission.self, .init(id: filed.id, from: 1, to: 2))
            #expect(difference.changes == [.init(path: "sessionsTotal", before: 3, after: 5)])
            await reporting.expectFault(.versionUnknown) {
                try await reporting.ask(ReportingAPI.DiffSubmission.self, .init(id: filed.id, from: 1, to: 9))
            }
        }
    }

    @Test func twoWhoFileAtOnceFileOneVersion() async throws {
        try await TestReporting.runCampaign { reporting in
            let open = try await reporting.submission("annex3.city")
            let outcomes = await withTaskGroup(of: FaultKind?.self) { group in
                for number in 0..<6 {
                    group.addTask {
                        do {
                            try await reporting.tell(
                                ReportingAPI.FinalizeSubmission.self,
                                .init(
                                    id: open.id, expectRevision: 1,
                                    payload: ["sessionsTotal": .int(Int64(number))]))
                            return nil
                        } catch { return (error as? Fault)?.kind }
                    }
                }
                return await group.reduce(into: [FaultKind?]()) { $0.append($1) }
            }
            #expect(outcomes.count { $0 == nil } == 1)
            #expect(outcomes.count { $0 == .revisionConflict } == 5)
            #expect(try await reporting.ask(ReportingAPI.GetSubmission.self, .init(id: open.id)).versions.count == 1)
        }
    }

    @Test func theSameCallTwiceIsOneVersion() async throws {
        try await TestReporting.runCampaign { reporting in
            let open = try await reporting.submission("annex3.city")
            let params = ReportingAPI.FinalizeSubmission.Params(
                id: open.id, expectRevision: 1, payload: ["sessionsTotal": 1])
            let first = try await reporting.tell(ReportingAPI.FinalizeSubmission.self, params, key: "k")
            let second = try await reporting.tell(ReportingAPI.FinalizeSubmission.self, params, key: "k")
            #expect(first == second && second.versions.count == 1)
            await reporting.expectFault(.idempotencyMismatch) {
                try await reporting.tell(
                    ReportingAPI.FinalizeSubmission.self,
                    .init(id: open.id, expectRevision: 1, payload: ["sessionsTotal": 2]), key: "k")
            }
        }
    }

    @Test func whatWasWithdrawnCountsNoLonger() async throws {
        try await TestReporting.runCampaign { reporting in
            let filed = try await reporting.file("annex3.city")
            await reporting.expectFault(.reasonRequired) {
                try await reporting.tell(
                    ReportingAPI.WithdrawSubmission.self,
                    .init(id: filed.id, expectRevision: filed.revision, reason: " "))
            }
            let withdrawn = try await reporting.tell(
                ReportingAPI.WithdrawSubmission.self,
                .init(id: filed.id, expectRevision: filed.revision, reason: "口径有误"))
            #expect(withdrawn.state == .withdrawn && withdrawn.versions.count == 1)
            #expect(try await reporting.obligation("annex3.city").satisfiedAt == nil)
            await reporting.expectFault(.submissionState) {
                try await reporting.tell(
                    ReportingAPI.WithdrawSubmission.self,
                    .init(id: filed.id, expectRevision: withdrawn.revision, reason: "again"))
            }
            let again = try await reporting.tell(
                ReportingAPI.FinalizeSubmission.self,
                .init(id: filed.id, expectRevision: withdrawn.revision, payload: ["sessionsTotal": 9]))
            #expect(again.state == .submitted)
        }
    }

    @Test func listsShowNoDrafts() async throws {
        try await TestReporting.runCampaign { reporting in
            let filed = try await reporting.file("annex3.city")
            try await reporting.tell(
                ReportingAPI.SaveSubmission.self,
                .init(id: filed.id, expectRevision: filed.revision, payload: ["sessionsTotal": 8]))
            try await reporting.file("annex3.school", of: Fixture.school)
            let toProvince = try await reporting.ask(
                ReportingAPI.ListSubmissions.self, .init(to: Fixture.province, state: [.submitted]))
            #expect(toProvince.items.map(\.id) == [filed.id])
            #expect(toProvince.items.allSatisfy { $0.draft == nil })
            #expect(try await reporting.ask(ReportingAPI.ListSubmissions.self, .init(limit: 1)).next != nil)
            let changes = try await reporting.changes(of: "submission", count: 5)
            #expect(changes.count == 5 && changes.allSatisfy { $0.data["draft"] ?? .null == .null })
        }
    }

    @Test func whatIsNotThereIsSaid() async throws {
        try await TestReporting.runCampaign { reporting in
            let nobody = ID<Submission>.make(at: Fixture.born)
            await reporting.expectFault(.submissionUnknown) {
                try await reporting.ask(ReportingAPI.GetSubmission.self, .init(id: nobody))
            }
            await reporting.expectFault(.obligationUnknown) {
                try await reporting.submission("annex3.city", of: "nobody")
            }
            await reporting.expectFault(.obligationNotAForm) { try await reporting.submission("material.city") }
            await reporting.expectFault(.invalidParams) {
                try await reporting.tell(ReportingAPI.OpenSubmission.self, .init())
            }
        }
    }
}
