import Foundation
import Shared

/// The folder that holds one cluster: `$WEEK_HOME`, `.week/` by default. Two homes never share anything.
struct Home: Sendable {
    /// Absolute.
    let path: String

    init(path: String) {
        self.path = URL(fileURLWithPath: path).standardizedFileURL.path
    }

    init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        self.init(path: environment["WEEK_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? ".week")
    }

    var logs: String { path + "/logs" }
    var keys: String { path + "/keys" }
    /// The accepted keys, as every service reads them.
    var acceptedKeys: String { keys + "/accepted.json" }
    var administratorKey: String { path + "/admin.key" }
    var outbox: String { path + "/outbox" }
    /// The rehearsal's clock; absent in a home that lives in real time.
    var clock: String { path + "/clock" }
    /// Held by the `week up` that runs this home.
    var lock: String { path + "/lock" }
    private var settingsFile: String { path + "/home.json" }
    private var runFile: String { path + "/run.json" }

    func log(of process: String) -> String { "\(logs)/\(process).log" }
    func key(of principal: String) -> String { "\(keys)/\(principal).key" }
    /// What a service signs receipts and its ledger with.
    func signingKeys(of service: ServiceName) -> String { "\(keys)/\(service.rawValue).signing.json" }
    /// What the registry keeps contacts under, and reporting the personal fields of forms.
    func personalKeys(of service: ServiceName) -> String { "\(keys)/\(service.rawValue).personal.json" }
    /// By which the registry signs tokens.
    var tokenKey: String { keys + "/token.pem" }
    func databasePassword(of role: String) -> String { "\(keys)/\(role).password" }

    /// What was decided when the home was made; nil before.
    var settings: HomeSettings? {
        get throws {
            guard let text = try WholeFile.read(settingsFile) else { return nil }
            do {
                return try JSONDecoder().decode(HomeSettings.self, from: Data(text.utf8))
            } catch {
                throw Complaint("\(settingsFile) cannot be read (\(error)). Restore it, or move \(path) away.")
            }
        }
    }

    /// Makes the folders and writes the settings, which makes the folder a home.
    func make(_ settings: HomeSettings) throws {
        try makeFolders()
        try WholeFile.write(json(settings), to: settingsFile)
    }

    func makeFolders() throws {
        for folder in [path, logs, outbox] { try makeFolder(folder, mode: 0o755) }
        try makeFolder(keys, mode: 0o700)
    }

    /// The addresses of the run in progress, or of one that was killed; nil after a clean stop.
    var run: RunState? {
        get throws {
            try WholeFile.read(runFile).map { try JSONDecoder().decode(RunState.self, from: Data($0.utf8)) }
        }
    }

    func save(_ run: RunState) throws { try WholeFile.write(json(run), to: runFile) }
    func forgetRun() { unlink(runFile) }

    private func makeFolder(_ folder: String, mode: Int) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: mode])
        } catch {
            throw Complaint("\(folder) cannot be made: \(error.localizedDescription)")
        }
    }

    private func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
    }
}

/// What is decided once, when a home is made.
struct HomeSettings: Codable, Equatable {
    /// A rehearsal has a clock of its own that `week clock set` moves. It cannot become a real cluster, nor the reverse:
    /// what was recorded at played instants would stand among real ones.
    let rehearsal: Bool
    /// The folder of PostgreSQL's files. Not always inside the home: user postgres must be able to enter it.
    let database: String
    /// The folder of PostgreSQL's socket: a socket's path ends at 107 bytes.
    let socket: String
}

/// Where a run listens: what the other commands need to find it.
struct RunState: Codable, Equatable {
    let addresses: ServiceAddresses
    /// Where each tells by HTTP how it is: /readyz, /healthz, /metrics.
    let health: ServiceAddresses
    /// Whether the campaign is loaded and the first answers were given.
    let isOpen: Bool
}
