import Contracts
import Logging
import RPC
import Security
import Synchronization

/// The keys of the file, read again while the process runs: those of the administrator, of the services and of whoever the
/// operator lets in beside the registry. So a fresh cluster works, and services know each other without the registry.
final class KeyRing: Sendable {
    struct Entry: Sendable {
        let principal: Principal
        let digest: KeyDigest
    }

    private let path: String
    private let logger: Logger
    private let entries: Mutex<[String: [Entry]]>
    /// As they stand in the file, to see a change.
    private let keys: Mutex<[AcceptedKey]>

    static let rereadInterval: Duration = .seconds(2)

    /// Throws `ConfigurationError` when the file cannot be used.
    init(path: String, logger: Logger) throws {
        self.path = path
        self.logger = logger
        let keys = try KeysFile.read(path)
        self.keys = Mutex(keys)
        entries = Mutex(Self.entries(keys))
    }

    /// The keys of the prefix; a prefix may be shared by chance.
    func entries(prefix: String) -> [Entry] { entries.withLock { $0[prefix] ?? [] } }

    /// Reads the file again and again until the task is cancelled. A file that cannot be read leaves the keys as they are.
    func run() async {
        var complained = false
        while !Task.isCancelled {
            try? await Task.sleep(for: Self.rereadInterval)
            do {
                try reread()
                complained = false
            } catch {
                if !complained { logger.error("keys_unreadable", metadata: ["error": "\(error)"]) }
                complained = true
            }
        }
    }

    func reread() throws {
        let keys = try KeysFile.read(path)
        guard keys != self.keys.withLock(\.self) else { return }
        self.keys.withLock { $0 = keys }
        entries.withLock { $0 = Self.entries(keys) }
        logger.notice("keys_changed", metadata: ["keys": .stringConvertible(keys.count)])
    }

    private static func entries(_ keys: [AcceptedKey]) -> [String: [Entry]] {
        let entries = keys.compactMap { key in
            key.keyDigest.map { (key.keyPrefix, Entry(principal: key.held, digest: $0)) }
        }
        return Dictionary(grouping: entries, by: \.0).mapValues { $0.map(\.1) }
    }
}

extension AcceptedKey {
    fileprivate var held: Principal {
        let tracks: [TrackCode?] = tracks ?? [nil]
        return Principal(
            name: principal,
            grants: roles.flatMap { role in tracks.map { HeldGrant(role, unit: unit, track: $0) } },
            credential: .key(keyPrefix))
    }
}
