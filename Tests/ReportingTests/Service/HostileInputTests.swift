import Shared
import TestSupport
import Testing

@testable import Reporting

@Suite struct HostileInputTests {
    @Test func noTextOfAnyMethodBreaksTheService() async throws {
        try await TestReporting.runCampaign { reporting in
            let complaints = try await HostileInput.complaints(reporting.harness, ReportingAPI.methods)
            #expect(complaints.isEmpty, "\(complaints.joined(separator: "\n"))")
        }
    }

    /// Calls that were made come again, and come in another order: each has its effect once, or none.
    @Test func replayedAndReorderedCallsHaveNoSecondEffect() async throws {
        try await TestReporting.runCampaign { reporting in
            reporting.clock.set(Instant("2026-05-12T10:00:00+08:00")!)  // a literal
            let open = try await reporting.submission("annex3.city")
            let first = ReportingAPI.FinalizeSubmission.Params(
                id: open.id, expectRevision: open.revision, payload: ["sessionsTotal": 3])
            let filed = try await reporting.tell(ReportingAPI.FinalizeSubmission.self, first, key: "first")
            let second = ReportingAPI.FinalizeSubmission.Params(
                id: open.id, expectRevision: filed.revision, payload: ["sessionsTotal": 4])
            _ = try await reporting.tell(ReportingAPI.FinalizeSubmission.self, second, key: "second")
            // Replayed under its key: the stored answer. Under another key, or late: what it was based on is gone.
            let again = try await reporting.tell(ReportingAPI.FinalizeSubmission.self, first, key: "first")
            #expect(again.versions.count == 1)
            for key in ["third", "fourth"] {
                await reporting.expectFault(.revisionConflict) {
                    try await reporting.tell(ReportingAPI.FinalizeSubmission.self, first, key: key)
                }
            }
            await reporting.expectFault(.idempotencyMismatch) {
                try await reporting.tell(ReportingAPI.FinalizeSubmission.self, second, key: "first")
            }
            let stands = try await reporting.ask(ReportingAPI.GetSubmission.self, .init(id: open.id))
            #expect(stands.versions.count == 2)
        }
    }
}
