import Shared
import Synchronization
import TestSupport
import Testing

@testable import Reporting

/// The night of a deadline: 96 units finalize in the last two seconds while reads storm, and the database cannot keep up.
@Suite struct DeadlineNightTests {
    private static let units = (1...96).map { UnitKey("moe:night-\($0)") }

    @Test func q2NobodyLosesTheirTimeToAQueue() async throws {
        try await TestReporting.runCampaign { reporting in
            for unit in Self.units {
                try await reporting.tellUnit(unit, .higherEducation, flags: ["higher_vocational"])
            }
            try await reporting.catchUp()
            reporting.clock.set(Fixture.due.adding(.seconds(-600)))
            var drafts: [(unit: UnitKey, submission: Submission)] = []
            for unit in Self.units { drafts.append((unit, try await reporting.submission("annex3.college", of: unit))) }
            reporting.clock.set(Fixture.due.adding(.seconds(-2)))
            // Everybody's writes wait behind this lock: the calls are read, and stand in a queue.
            let lock = await reporting.harness.database.hold { try await $0.execute(BulletinStatements.holdFilings) }
            let night = try Night(reporting: reporting, drafts: drafts)
            let idle = try await night.callsInFlight()
            async let filed = night.fileAll()
            try await night.wait(until: { try await night.callsInFlight() == idle + 96 })
            async let storm: Int = night.storm()
            try await night.wait(until: { night.answered > 100 })
            // Longer than a caller waits for a connection: nobody may be sent away to come again after midnight.
            let patience = ContinuousClock.now + reporting.harness.database.configuration.leaseWait + .seconds(1)
            try await night.wait(until: { ContinuousClock.now > patience })
            // Midnight passes while all of them wait.
            reporting.clock.set(Fixture.due.adding(.seconds(30)))
            try await lock.release()
            let submissions = try await filed
            night.end()
            #expect(try await storm > 100)
            #expect(submissions.count == 96)
            for submission in submissions {
                let version = try #require(submission.versions.last)
                #expect(version.receivedAt < Fixture.due && version.timeliness == .onTime)
            }
            let league = try await reporting.ask(ReportingAPI.ExplainCompleteness.self, .init(item: "annex3"))
            #expect(league.satisfied.filter { $0.timeliness == .onTime }.count == 96)
            // The next one is late, by the same clock.
            let late = try await reporting.file("annex3.college", of: Fixture.college)
            #expect(late.versions.last?.timeliness == .late)
        }
    }
}

/// The callers of the night.
private final class Night: Sendable {
    let reporting: TestReporting
    let drafts: [(unit: UnitKey, submission: Submission)]
    private let clients: [RPCClient]
    private let hasEnded = Atomic(false)
    private let reads = Atomic(0)

    init(reporting: TestReporting, drafts: [(unit: UnitKey, submission: Submission)]) throws {
        self.reporting = reporting
        self.drafts = drafts
        // Each below the 64 calls that one connection carries at a time.
        clients = try (0..<4).map { _ in
            try reporting.harness.client(principal: "tester", roles: [.unitReporter, .provinceAdmin])
        }
    }

    /// Reads answered so far.
    var answered: Int { reads.load(ordering: .relaxed) }

    func end() {
        hasEnded.store(true, ordering: .relaxed)
        for client in clients { client.close() }
    }

    func fileAll() async throws -> [Submission] {
        try await withThrowingTaskGroup(of: Submission.self) { group in
            for (index, draft) in drafts.enumerated() {
                group.addTask { [clients] in
                    try await clients[index % clients.count].call(
                        ReportingAPI.FinalizeSubmission.self,
                        .init(
                            id: draft.submission.id, expectRevision: draft.submission.revision,
                            payload: ["sessionsTotal": 12]),
                        options: CallOptions(idempotencyKey: "night-\(index)"))
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    /// Reads one after another on several callers until the night ends; how many were answered.
    func storm() async throws -> Int {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask { [self] in
                    while !hasEnded.load(ordering: .relaxed) {
                        _ = try await reporting.obligation("annex3.city")
                        reads.add(1, ordering: .relaxed)
                    }
                }
            }
            try await group.waitForAll()
        }
        return answered
    }

    func callsInFlight() async throws -> Int {
        try await reporting.ask(ProtocolAPI.Stats.self, .init()).callsInFlight
    }

    func wait(until holds: () async throws -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < end {
            if try await holds() { return }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw Fault(.deadlineExceeded, "the night did not come so far within a minute")
    }
}
