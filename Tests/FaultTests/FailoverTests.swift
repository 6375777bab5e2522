import Shared
import TestSupport
import Testing

/// A primary with a synchronous standby. The service knows both (`host=a,b target_session_attrs=read-write`).
@Suite(.serialized) struct FailoverTests {
    @Test func nothingAcknowledgedIsLostWhenTheStandbyTakesOver() async throws {
        try await Pair.with { pair in
            _ = try await ServiceUnderFault.endures(
                "primary killed, synchronous standby promoted", conninfo: pair.conninfo("week"), on: pair.primary,
                then: pair.standby, calm: 100 * FaultScale.rounds
            ) { load in
                try await pair.primary.kill()
                try await load.refuses(1)
                try await pair.standby.promote()
                let recovery = try await load.acknowledges(1)
                try await load.acknowledges(100 * FaultScale.rounds)
                return recovery
            }
        }
    }

    /// While the standby is away a commit stands on the primary alone: its caller's wait ends at its deadline, and the call
    /// is no success then, neither at once nor when it is sent again, until the standby has it.
    @Test func aCommitThatTheStandbyDidNotConfirmIsNoSuccess() async throws {
        try await Pair.with { pair in
            // Fewer than there are leases, each of which a commit holds that waits.
            let verdict = try await ServiceUnderFault.endures(
                "synchronous standby away for a while", conninfo: pair.conninfo("week"), on: pair.primary,
                callers: 4, timeout: .seconds(2), calm: 50, patience: .seconds(3)
            ) { load in
                try await pair.standby.kill()
                // What was confirmed before the kill is still on its way to its callers.
                try await load.refuses(4)
                let acknowledged = load.acknowledged
                try await load.refuses(12)
                try await Self.aRetryIsNoSuccessEither(pair, load.client)
                #expect(
                    load.acknowledged == acknowledged,
                    "nothing is a success while the standby is away, not even where the wait for it was cancelled")
                try await pair.standby.start()
                let recovery = try await load.acknowledges(1)
                try await load.acknowledges(20)
                return recovery
            }
            #expect(verdict.foundByRetry > 0, "commits that stood on the primary alone")
        }
    }

    @Test func theLayerCallsAnUnconfirmedCommitUnknown() async throws {
        try await Pair.with { pair in
            let database = try Database.forFaults(pair.conninfo("week"))
            defer { database.close() }
            try await database.withLease { try await $0.script("CREATE TABLE entries (number int8 NOT NULL)") }
            try await pair.standby.kill()
            let insert = Statement("INSERT INTO entries VALUES ($1)", Int64.self, access: .write)
            let alone = await #expect(throws: PostgresError.self) {
                try await StatementDeadline.$current.withValue(.now + .seconds(1)) {
                    try await database.execute(insert, 1)
                }
            }
            #expect(alone?.code == .outcomeUnknown)
            let transaction = await #expect(throws: PostgresError.self) {
                try await database.transaction(deadline: .now + .seconds(1)) { try await $0.execute(insert, 2) }
            }
            #expect(transaction?.code == .outcomeUnknown)
            let script = await #expect(throws: PostgresError.self) {
                try await database.withLease { lease in
                    try await lease.script("SET statement_timeout = '500ms'")
                    try await lease.script("INSERT INTO entries VALUES (3)")
                }
            }
            #expect(script?.code == .outcomeUnknown)
        }
    }

    /// PostgreSQL does not notice that the caller of a commit has left: without a bound each try would leave a session, until
    /// there is none for anybody.
    @Test func sessionsThatWaitForTheStandbyStayFew() async throws {
        let leases = 4
        try await Pair.with { pair in
            let database = try Database.forFaults(pair.conninfo("week")) {
                $0.leases = leases
                $0.leaseWait = .seconds(1)
            }
            defer { database.close() }
            try await database.withLease { try await $0.script("CREATE TABLE entries (number int8 NOT NULL)") }
            let insert = Statement("INSERT INTO entries VALUES ($1)", Int64.self, access: .write)
            try await database.execute(insert, 0)
            try await pair.standby.kill()
            let end = ContinuousClock.now + .seconds(12)
            await withTaskGroup(of: Void.self) { group in
                for caller in 1...Int64(2 * leases) {
                    group.addTask {
                        while ContinuousClock.now < end {
                            await StatementDeadline.$current.withValue(.now + .milliseconds(200)) {
                                _ = await #expect(throws: PostgresError.self) {
                                    try await database.execute(insert, caller)
                                }
                            }
                        }
                    }
                }
            }
            // Eight that were given up, and those that had a lease by then.
            let waiting = try await pair.waitingSessions()
            #expect((8...8 + leases).contains(waiting), "\(waiting) sessions wait")
            let rows = Statement("SELECT count(*) FROM entries") { row in try row.next(Int64.self) }
            #expect(try await database.one(rows) == 1, "what no standby has is not shown")
            try await pair.standby.start()
            try await until {
                (try? await database.execute(insert, 99)) == 1
            }
            #expect(try await pair.waitingSessions() == 0)
        }
    }

    /// Somebody cancels the waits for the standby, so rows of refused calls are seen on the primary; the same call again
    /// must wait for the standby like the first.
    private static func aRetryIsNoSuccessEither(_ pair: Pair, _ client: RPCClient) async throws {
        let key = "unconfirmed"
        var isThere = false
        for _ in 0..<5 where !isThere {
            let first = await ServiceLoad.create(key, timeout: .seconds(2), client)
            #expect(throws: Fault.self) { try first.get() }
            try await pair.primary.sql(
                "SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
            let rows = try await pair.primary.sql(
                "SELECT count(*) FROM registry.units WHERE key = '\(key)'", in: "week")
            isThere = rows == "1"
        }
        #expect(isThere, "the commit stands on the primary")
        let again = await ServiceLoad.create(key, timeout: .seconds(2), client)
        #expect(throws: Fault.self) { try again.get() }
    }
}

/// A primary and its synchronous standby.
private struct Pair {
    let primary: PrivateCluster
    let standby: PrivateCluster

    static func with<Value: Sendable>(_ body: (Pair) async throws -> Value) async throws -> Value {
        try await PrivateCluster.with { primary in
            try await primary.sql("CREATE DATABASE week")
            return try await primary.withStandby("second") { standby in
                try await primary.sql("ALTER SYSTEM SET synchronous_standby_names = 'second'")
                try await primary.sql("SELECT pg_reload_conf()")
                let end = ContinuousClock.now + .seconds(30)
                while try await primary.sql("SELECT sync_state FROM pg_stat_replication") != "sync" {
                    guard ContinuousClock.now < end else {
                        throw LoadFailure(description: "no standby: \(standby.log)")
                    }
                    try await Task.sleep(for: .milliseconds(50))
                }
                return try await body(Pair(primary: primary, standby: standby))
            }
        }
    }

    /// Sessions with a commit that the standby has not confirmed.
    func waitingSessions() async throws -> Int {
        let count = try await primary.sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
        return Int(count) ?? -1
    }

    func conninfo(_ database: String) -> String { PrivateCluster.conninfo([primary, standby], database) }
}
