import Foundation
import Shared
import Synchronization
import TestSupport
import Testing

/// A real service told to end (SIGTERM) while 200 mutations are under way.
@Suite(.serialized) struct DrainProcessTests {
    /// Four connections of fifty: below the 64 that one may have in flight.
    private static let connections = 4
    private static let each = 50

    @Test func ofTwoHundredMutationsAtSIGTERMNoneIsLostAndNoneDoneTwice() async throws {
        try await TestPostgres.withDatabase { database in
            try await RegistryProcess.run(on: database) { registry in
                let sockets = try (0..<Self.connections).map { _ in try registry.connect() }
                // Every mutation has begun and none can end while the table is locked.
                try await database.withLease { lock in
                    try await lock.script("BEGIN; LOCK TABLE registry.units IN ACCESS EXCLUSIVE MODE")
                    for (number, socket) in sockets.enumerated() {
                        try socket.send((0..<Self.each).map { Self.create(number * Self.each + $0) }.joined())
                    }
                    let watcher = try registry.connect()
                    #expect(
                        try await eventually {
                            try watcher.send(#"{"jsonrpc":"2.0","method":"rpc.stats","id":1}"# + "\n")
                            return try watcher.line().contains("\"callsInFlight\":200")
                        })
                    kill(registry.pid, SIGTERM)
                    #expect(try await eventually { registry.hasLogged("draining") })
                    try await lock.script("ROLLBACK")
                }
                var answered: Set<Int> = []
                for socket in sockets {
                    for _ in 0..<Self.each {
                        let line = try socket.line()
                        #expect(line.contains("\"result\""), "\(line)")
                        if let id = line.firstMatch(of: /"id":(\d+)}/)?.1 { answered.insert(Int(id) ?? -1) }
                    }
                }
                #expect(answered == Set(0..<Self.connections * Self.each))
                #expect(try await registry.status(within: .seconds(25)) == 0)
            }
            let units = try await database.one(Self.units)
            #expect(units == Int64(Self.connections * Self.each))
        }
    }

    private static func create(_ number: Int) -> String {
        #"{"jsonrpc":"2.0","method":"registry.units.create","params":{"key":"school:排空/\#(number)","kind":"secondary_local","name":"排空\#(number)","_meta":{"idempotencyKey":"drain-\#(number)"}},"id":\#(number)}"#
            + "\n"
    }

    private static let units = Statement("SELECT count(*) FROM registry.units WHERE key LIKE 'school:排空/%'") { row in
        try row.next(Int64.self)
    }
}

/// The program `registry` on a database of a test.
private final class RegistryProcess: Sendable {
    /// What it has said and how it ended, told from other threads.
    private final class Facts: Sendable {
        private let state = Mutex((log: "", status: Int32?.none))

        var log: String { state.withLock(\.log) }
        var status: Int32? { state.withLock(\.status) }
        func logged(_ text: String) { state.withLock { $0.log += text } }
        func ended(_ status: Int32) { state.withLock { $0.status = status } }
    }

    private let process: Process
    private let key = APIKey.generate()
    private let folder: String
    private let facts = Facts()

    var pid: pid_t { process.processIdentifier }

    func hasLogged(_ event: String) -> Bool { facts.log.contains("\"event\":\"\(event)\"") }

    static func run(on database: Database, _ body: (RegistryProcess) async throws -> Void) async throws {
        let registry = try RegistryProcess(database)
        defer { registry.end() }
        guard try await eventually(within: .seconds(60), { registry.hasLogged("listening") }) else {
            throw ClusterFailure(description: registry.facts.log)
        }
        try await body(registry)
    }

    private init(_ database: Database) throws {
        folder = "/tmp/week-drain-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let files = try [
            "accepted": KeysFile.text([AcceptedKey(principal: "administrator", roles: [.provinceAdmin], key: key)]),
            "signing": SigningKeys.generate().text, "personal": PersonalKeys.generate().text,
        ]
        for (name, text) in files { try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8) }
        process = Process()
        process.executableURL = URL(fileURLWithPath: ProgramRun.path(of: "registry"))
        let conninfo = database.configuration.parameters.map { "\($0.key)='\($0.value)'" }.joined(separator: " ")
        process.environment = [
            "WEEK_DATABASE": conninfo, "WEEK_KEYS_FILE": folder + "/accepted", "WEEK_LISTEN": "127.0.0.1:0",
            "WEEK_SIGNING_KEYS_FILE": folder + "/signing", "WEEK_PERSONAL_KEYS_FILE": folder + "/personal",
        ]
        let errors = Pipe()
        process.standardError = errors
        process.standardInput = FileHandle.nullDevice
        process.terminationHandler = { [facts] in facts.ended($0.terminationStatus) }
        errors.fileHandleForReading.readabilityHandler = { [facts] in
            facts.logged(String(decoding: $0.availableData, as: UTF8.self))
        }
        try process.run()
    }

    /// An authenticated connection.
    func connect() throws -> LineSocket {
        let log = facts.log
        guard let match = log.firstMatch(of: /"event":"listening"[^\n]*"port":(\d+)/), let port = Int(match.1) else {
            throw ClusterFailure(description: log)
        }
        let socket = try LineSocket(to: HostPort(host: "127.0.0.1", port: port))
        try socket.send(#"{"jsonrpc":"2.0","method":"rpc.auth","params":{"key":"\#(key.text)"},"id":0}"# + "\n")
        _ = try socket.line()
        return socket
    }

    /// Its exit status, once it has ended.
    func status(within limit: Duration) async throws -> Int32? {
        _ = try await eventually(within: limit) { facts.status != nil }
        return facts.status
    }

    private func end() {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        try? FileManager.default.removeItem(atPath: folder)
    }
}
