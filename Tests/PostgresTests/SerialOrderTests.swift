import Postgres
import TestSupport
import Testing

/// Any mix of good and bad calls of any number of callers gives each what some serial order of the same calls, each
/// alone, would have given it, also when connections are cut anywhere.
@Suite struct SerialOrderTests {
    private static let schema = """
        CREATE TABLE keys (key int8 PRIMARY KEY, who int8 NOT NULL);
        CREATE TABLE parents (id int8 PRIMARY KEY);
        CREATE TABLE slots (
            slot int8 NOT NULL CONSTRAINT slots_slot_unique UNIQUE, who int8 NOT NULL,
            parent int8 NOT NULL REFERENCES parents, weight int8 NOT NULL CHECK (weight > 0)
        );
        INSERT INTO parents VALUES (1)
        """

    /// The divisor hangs on a column, so that it is not computed before the gate has opened.
    static let take = Statement(
        """
        WITH gate AS (
            INSERT INTO keys (key, who) VALUES ($1, $2) ON CONFLICT ON CONSTRAINT keys_pkey DO NOTHING RETURNING who
        ), effect AS (
            INSERT INTO slots (slot, who, parent, weight)
            SELECT $3, who, $4, 100 / (who - who + $5) FROM gate RETURNING 1
        )
        SELECT count(*) FROM effect
        """, Int64.self, Int64.self, Int64.self, Int64.self, Int64.self, access: .groupable
    ) { row in try row.next(Int64.self) }

    private static let owner = Statement("SELECT who FROM keys WHERE key = $1", Int64.self) { row in
        try row.next(Int64.self)
    }
    private static let insert = Statement(
        "INSERT INTO slots (slot, who, parent, weight) VALUES ($1, $2, 1, 1)", Int64.self, Int64.self, access: .write)
    private static let count = Statement(
        "SELECT count(*) FROM slots WHERE slot >= $1 AND slot < $1 + 10", Int64.self
    ) { row in try row.next(Int64.self) }
    private static let divide = Statement("SELECT 1 / $1::int8", Int64.self)
    private static let allKeys = Statement("SELECT key, who FROM keys") { row in
        (try row.next(Int64.self), try row.next(Int64.self))
    }
    private static let allSlots = Statement("SELECT slot, who FROM slots") { row in
        (try row.next(Int64.self), try row.next(Int64.self))
    }

    private static let familySize = 6

    /// Families of calls that want the same few keys and slots. Family f has the keys and slots 10f…10f + 9.
    private static func calls(families: Range<Int>, seed: UInt64) -> [SerialCall] {
        var random = Generator(state: seed)
        return families.flatMap { family in
            (0..<familySize).map { place in
                let base = Int64(family) * 10
                let slot = base + Int64(random.next() % 3)
                let kind: SerialCall.Kind =
                    switch random.next() % 10 {
                    case 0: .count
                    case 1: .pair(slots: [base + 1, base + 2])
                    case 2: .pair(slots: [base + 2, base])
                    default:
                        .take(
                            key: base + Int64(random.next() % 3), slot: slot,
                            flaw: random.next() % 4 == 0 ? SerialCall.Flaw.allCases.randomElement(using: &random) : nil)
                    }
                return SerialCall(number: Int64(family * familySize + place), family: family, kind: kind)
            }
        }.shuffled(using: &random)
    }

    private static func perform(_ call: SerialCall, on database: Database) async throws -> SerialCall.Outcome {
        do {
            switch call.kind {
            case .take(let key, let slot, let flaw):
                let parent: Int64 = flaw == .missingParent ? 2 : 1
                let divisor: Int64 = flaw == .zeroDivisor ? 0 : flaw == .negativeWeight ? -1 : 1
                if try await database.one(take, key, call.number, slot, parent, divisor) == 1 { return .done }
                // Taken, perhaps by an earlier sending of this very call.
                return try await database.one(owner, key) == call.number ? .done : .taken
            case .pair(let slots):
                try await database.transaction(attempts: 20) { tx in
                    for slot in slots { try await tx.execute(insert, slot, call.number) }
                }
                return .done
            case .count:
                let request = count.one(Int64(call.family) * 10)
                // With a task that waits for it, and without.
                return .counted(
                    try await call.number.isMultiple(of: 2) ? database.answer(request) : database.begun(request))
            }
        } catch let fault as PostgresError {
            switch fault.code {
            case .server(let state): return .refused(state)
            case .connectionLost: return .lost
            case .outcomeUnknown: return .unknown
            default: throw fault
            }
        }
    }

    /// Runs all calls at once, with reads that fail among them, and compares with the serial model.
    private static func expectSerial(
        _ calls: [SerialCall], on databases: [Database], checking direct: Database, _ hint: String
    ) async throws {
        let outcomes = try await withThrowingTaskGroup(of: (SerialCall, SerialCall.Outcome)?.self) { group in
            for (place, call) in calls.enumerated() {
                let database = databases[place % databases.count]
                group.addTask { (call, try await perform(call, on: database)) }
                guard place.isMultiple(of: 9) else { continue }
                group.addTask {
                    let error = await #expect(throws: PostgresError.self) {
                        try await place.isMultiple(of: 2)
                            ? database.answer(divide.count(0)) : database.begun(divide.count(0))
                    }
                    #expect(error?.sqlState == "22012" || error?.code == .connectionLost)
                    return nil
                }
            }
            var outcomes: [(call: SerialCall, outcome: SerialCall.Outcome)] = []
            for try await entry in group { if let entry { outcomes.append(entry) } }
            return outcomes
        }
        let (keys, slots) = try await direct.pipeline(allKeys.all(), allSlots.all())
        for (family, heard) in Dictionary(grouping: outcomes, by: \.call.family) {
            let place = Int64(family) * 10..<Int64(family) * 10 + 10
            let end = SerialRows(
                keys: .init(uniqueKeysWithValues: keys.filter { place.contains($0.0) }),
                slots: .init(uniqueKeysWithValues: slots.filter { place.contains($0.0) }))
            #expect(
                SerialOrder.exists(heard, leading: end), "\(hint), family \(family): \(heard) and at the end \(end)")
        }
    }

    /// Where the shared connections of a database are served.
    enum Place: CaseIterable {
        case eventLoops, threads

        var reactors: [any Reactor] { self == .eventLoops ? TestPostgres.eventLoops : [] }
    }

    @Test(arguments: [UInt64(1), 2], Place.allCases)
    func anyMixOfCallsIsSomeSerialOrderOfThem(seed: UInt64, on place: Place) async throws {
        try await TestPostgres.withDatabase(reactors: place.reactors) { database in
            try await database.withLease { try await $0.script(Self.schema) }
            // A second process, as far as PostgreSQL can tell.
            let other = Database(
                configuration: database.configuration, reactors: place.reactors, logger: TestPostgres.logger)
            defer { other.close() }
            let calls = Self.calls(families: 0..<100, seed: seed)
            try await Self.expectSerial(calls, on: [database, other], checking: database, "seed \(seed)")
            try await until { database.figures.writers.outstanding == 0 && database.figures.leases.taken == 0 }
        }
    }

    @Test(arguments: zip([UInt64(5), 6], Place.allCases))
    func cutSessionsLeaveASerialOrder(seed: UInt64, on place: Place) async throws {
        try await TestPostgres.withDatabase(
            reactors: place.reactors, configure: { $0.leaseWait = .seconds(20) }
        ) { database in
            try await database.withLease { try await $0.script(Self.schema) }
            let knife = Task {
                let direct = Database(configuration: database.configuration, logger: TestPostgres.logger)
                defer { direct.close() }
                while !Task.isCancelled {
                    try await terminateOthers(direct)
                    try? await Task.sleep(for: .milliseconds(12))
                }
            }
            let calls = Self.calls(families: 0..<100, seed: seed)
            let direct = Database(configuration: database.configuration, logger: TestPostgres.logger)
            defer { direct.close() }
            do {
                try await Self.expectSerial(calls, on: [database], checking: direct, "seed \(seed)")
            } catch {
                knife.cancel()
                throw error
            }
            knife.cancel()
            try await until { database.figures.writers.outstanding == 0 && database.figures.leases.taken == 0 }
        }
    }

    /// Each run loses its first connections after a number of bytes, in one direction or the other, from the first byte
    /// to the last that such a run sends.
    @Test(arguments: zip([UInt64(7), 8], Place.allCases))
    func connectionsCutAtAnyByteLeaveASerialOrder(seed: UInt64, on place: Place) async throws {
        try await TestPostgres.withDatabase(configure: {
            $0.writers = 1
            $0.readers = 1
            $0.leaseWait = .seconds(20)
        }) { database in
            try await database.withLease { try await $0.script(Self.schema) }
            let whole = try await run(families: 0..<2, seed: seed, on: place, against: database) { _ in nil }
            let step = 61
            let points = max(whole.toServer, whole.toClient) / step
            #expect(points > 20)
            for point in 1...points {
                let family = point * 2
                let bytes = point * step + Int(seed)
                let isToServer = point.isMultiple(of: 2)
                try await run(
                    families: family..<family + 2, seed: seed &+ UInt64(point), on: place, against: database
                ) { number in
                    // The first of each use: a reader, a writer, a lease.
                    guard number < 3 else { return nil }
                    return .init(isToServer ? .toServer : .toClient, after: bytes)
                }
            }
        }
    }

    @discardableResult
    private func run(
        families: Range<Int>, seed: UInt64, on place: Place, against database: Database,
        cut: @escaping @Sendable (Int) -> ConnectionProxy.Cut?
    ) async throws -> ConnectionProxy.Traffic {
        try await ConnectionProxy.with(to: database.configuration, cutting: cut) { proxy in
            let configuration = proxy.configuration(database.configuration)
            let cutOff = Database(
                configuration: configuration, reactors: place.reactors, logger: TestPostgres.logger)
            defer { cutOff.close() }
            let calls = Self.calls(families: families, seed: seed)
            try await Self.expectSerial(calls, on: [cutOff], checking: database, "seed \(seed), families \(families)")
            return proxy.traffic
        }
    }
}
