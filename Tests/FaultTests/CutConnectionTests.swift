import Shared
import TestSupport
import Testing

/// The connection is cut in the middle of a message, stalls, or is slow: a proxy stands between libpq and the server.
@Suite(.serialized) struct CutConnectionTests {
    private static let page = Statement(
        "SELECT n, repeat(chr(65 + (n % 26)::int), 40) FROM generate_series(1, $1::int8) AS n", Int64.self
    ) { row in (number: try row.next(Int64?.self) ?? 0, text: try row.next(String?.self) ?? "") }
    private static let insert = Statement("INSERT INTO entries VALUES ($1)", Int64.self, access: .write)
    private static let count = Statement("SELECT count(*) FROM entries WHERE number = $1", Int64.self) { row in
        try row.next(Int?.self) ?? 0
    }

    @Test func aResultCutAnywhereIsWholeOrAnError() async throws {
        try await PrivateCluster.with { cluster in
            try await ConnectionProxy.with(to: cluster.socket) { proxy in
                let database = try Database.forFaults("host=\(proxy.directory) user=postgres dbname=postgres")
                defer { database.close() }
                let start = proxy.traffic.toClient
                _ = try await database.query(Self.page, 200)
                let length = proxy.traffic.toClient - start
                #expect(length > 200 * 40)
                var cuts = 0
                for bytes in stride(from: 0, to: length, by: length / 40 + 1) {
                    proxy.cut(.toClient, after: bytes)
                    // A read is sent again, so its caller sees nothing of the cut.
                    let rows = try await database.query(Self.page, 200)
                    #expect(rows.count == 200, "cut after \(bytes) bytes")
                    #expect(rows.last?.text == String(repeating: "S", count: 40))
                    if !proxy.isArmed { cuts += 1 }
                    proxy.disarm()
                }
                #expect(cuts > 30, "the connection was cut \(cuts) times")
            }
        }
    }

    @Test(arguments: [ConnectionProxy.Direction.toServer, .toClient])
    func aWriteCutAnywhereIsThereOnceOrItsCallerKnows(_ direction: ConnectionProxy.Direction) async throws {
        try await PrivateCluster.with { cluster in
            try await cluster.sql("CREATE TABLE entries (number int8 NOT NULL)")
            try await ConnectionProxy.with(to: cluster.socket) { proxy in
                let database = try Database.forFaults("host=\(proxy.directory) user=postgres dbname=postgres") {
                    // One connection, so that the cut meets the write.
                    $0.leases = 1
                    $0.readers = 1
                }
                defer { database.close() }
                var unknown = 0
                for bytes in 0..<120 {
                    let number = Int64(bytes)
                    // The connection stands and has the statement prepared.
                    try await database.execute(Self.insert, -1)
                    proxy.cut(direction, after: bytes)
                    var told: PostgresError?
                    do {
                        try await database.execute(Self.insert, number)
                    } catch let error as PostgresError {
                        told = error
                    }
                    proxy.disarm()
                    let rows = try await database.one(Self.count, number)
                    switch told?.code {
                    case nil: #expect(rows == 1, "acknowledged, cut after \(bytes)")
                    case .outcomeUnknown:
                        unknown += 1
                        #expect(rows <= 1)
                    default: #expect(rows == 0, "refused, cut after \(bytes)")
                    }
                }
                #expect(unknown > 0, "some writes were cut while their outcome was on its way")
            }
        }
    }

    @Test func aStalledConnectionCostsItsCallersTheirDeadlineAndNobodyElse() async throws {
        try await PrivateCluster.with { cluster in
            try await ConnectionProxy.with(to: cluster.socket) { proxy in
                let database = try Database.forFaults("host=\(proxy.directory) user=postgres dbname=postgres") {
                    // The one that stalls, and no other.
                    $0.readers = 1
                }
                defer { database.close() }
                _ = try await database.query(Self.page, 10)
                proxy.stallAll()
                let began = ContinuousClock.now
                let stalled = await #expect(throws: PostgresError.self) {
                    try await StatementDeadline.$current.withValue(began + .seconds(1)) {
                        try await database.query(Self.page, 10)
                    }
                }
                #expect(stalled?.code == .deadlineExceeded)
                #expect(ContinuousClock.now - began < .seconds(2))
                // Nothing comes back of it, so it is given up and others take its place.
                let again = ContinuousClock.now
                let rows = try await StatementDeadline.$current.withValue(again + .seconds(20)) {
                    try await database.query(Self.page, 10)
                }
                #expect(rows.count == 10)
                #expect(ContinuousClock.now - again < .seconds(10))
            }
        }
    }

    @Test func aSlowConnectionIsSlowAndRight() async throws {
        try await PrivateCluster.with { cluster in
            try await ConnectionProxy.with(to: cluster.socket) { proxy in
                let database = try Database.forFaults("host=\(proxy.directory) user=postgres dbname=postgres")
                defer { database.close() }
                _ = try await database.query(Self.page, 1)
                proxy.delay(.milliseconds(100))
                let began = ContinuousClock.now
                try await withThrowingTaskGroup(of: Int.self) { group in
                    for rows in 1...64 { group.addTask { try await database.query(Self.page, Int64(rows)).count } }
                    var counts: Set<Int> = []
                    for try await count in group { counts.insert(count) }
                    #expect(counts == Set(1...64))
                }
                // They share round trips: one after the other would take over six seconds.
                #expect(ContinuousClock.now - began < .seconds(3))
            }
        }
    }

    @Test func aServiceLosesAndDoublesNothingWhenItsConnectionsAreCut() async throws {
        try await PrivateCluster.with { cluster in
            try await cluster.sql("CREATE DATABASE week")
            try await ConnectionProxy.with(to: cluster.socket) { proxy in
                let conninfo = "host=\(proxy.directory) user=postgres dbname=week"
                _ = try await ServiceUnderFault.endures(
                    "connections cut in mid-message, then stalled", conninfo: conninfo, on: cluster
                ) { load in
                    var recovery = Duration.zero
                    for round in 0..<(40 * FaultScale.rounds) {
                        proxy.cut(round.isMultiple(of: 3) ? .toServer : .toClient, after: 37 * round)
                        try await load.acknowledges(5)
                        if round.isMultiple(of: 10) {
                            proxy.cutAll()
                            recovery = max(recovery, try await load.acknowledges(1))
                        }
                    }
                    proxy.disarm()
                    proxy.stallAll()
                    return max(recovery, try await load.acknowledges(1))
                }
            }
        }
    }
}
