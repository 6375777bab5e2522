import Foundation
import Shared
import TestSupport
import Testing

/// What happens when processes are killed (-9) in the middle of it.
@Suite(.serialized) struct KillTests {
    @Test func aKilledServiceIsMissedWithinTheDeadlineAndComesBack() async throws {
        try await TestHome.with { home in
            try await home.up()
            let refusal = try await refusalWhileReportingIsKilled(home)
            #expect(refusal.errors.contains("DEPENDENCY_UNAVAILABLE"))
            // Nobody else suffers.
            let units = try await home.call(RegistryAPI.ListUnits.self, .init(limit: 1))
            #expect(units.items.count == 1)
            let back = try await eventually(within: .seconds(60)) {
                try await preview(home).status == 0
            }
            #expect(back, "reporting was not started again")
        }
    }

    @Test func aKilledRunStartsAgainAndLosesNothing() async throws {
        try await TestHome.with { home in
            try await home.up()
            let opened = try await home.call(
                ReportingAPI.OpenSubmission.self,
                .init(campaign: "anhui-2026", rule: "annex3.city", unit: "gb2260:340100/教育"))
            let obligations = try await obligations(home)
            #expect(obligations.count == 550)

            // The supervisor alone: its services and PostgreSQL live on without it.
            try await home.kill(try home.pids(named: "week"))
            #expect(try home.pid(of: .registry) != nil)
            #expect(try await home.up().contains("Stopped what a killed run had left"))
            #expect(try await home.call(ReportingAPI.GetSubmission.self, .init(id: opened.id)) == opened)

            try await home.killEverything()
            let said = try await home.up()
            #expect(said.contains("obligations: 474 to 安徽省教育厅, 76 to cities"))
            #expect(said.contains("unchanged: 550"))
            #expect(try await home.call(ReportingAPI.GetSubmission.self, .init(id: opened.id)) == opened)
            #expect(try await self.obligations(home) == obligations)

            #expect(try await home.week("down", within: .seconds(150)).status == 0)
            #expect(try home.pids().isEmpty)
        }
    }

    /// Kills reporting again and again until a service that needs it is seen to answer so.
    private func refusalWhileReportingIsKilled(_ home: TestHome) async throws -> ProgramOutput {
        var last: ProgramOutput?
        let seen = try await eventually(within: .seconds(60)) {
            if let pid = try home.pid(of: .reporting) { kill(pid, SIGKILL) }
            let answer = try await preview(home)
            last = answer
            return answer.errors.contains("reporting service")
        }
        #expect(seen, "notifications never missed reporting: \(last?.errors ?? "")")
        return try #require(last)
    }

    /// A call of notifications that needs reporting; it is bounded by its own deadline.
    private func preview(_ home: TestHome) async throws -> ProgramOutput {
        try await home.week(
            "call", "notifications.plan.preview", #"{"campaign": "anhui-2026"}"#, "--timeout", "5",
            within: .seconds(10))
    }

    private func obligations(_ home: TestHome) async throws -> Set<ID<Obligation>> {
        var ids: Set<ID<Obligation>> = []
        var after: String?
        repeat {
            let page = try await home.call(ReportingAPI.ListObligations.self, .init(after: after, limit: 500))
            ids.formUnion(page.items.map(\.id))
            after = page.next
        } while after != nil
        return ids
    }
}
