import Contracts
import Logging
package import RPC
import Security
import Synchronization

/// The accepted keys of a process, read again while it runs: a key taken out of the file opens no further connection.
package final class KeyRing: Authenticator {
    private struct Entry {
        let principal: Principal
        let digest: KeyDigest
    }

    private let path: String
    private let logger: Logger
    private let entries: Mutex<[String: [Entry]]>
    /// As they stand in the file, to see a change.
    private let keys: Mutex<[AcceptedKey]>

    /// Compared with when a prefix is unknown, so that it takes as long as a known one.
    private let nobody = KeyDigest(of: .generate())

    static let rereadInterval: Duration = .seconds(2)

    /// Throws `ConfigurationError` when the file cannot be used.
    package init(path: String, logger: Logger) throws {
        self.path = path
        self.logger = logger
        let keys = try KeysFile.read(path)
        self.keys = Mutex(keys)
        entries = Mutex(Self.entries(keys))
    }

    package func principal(forKey text: String) async -> Principal? {
        guard let key = APIKey(text) else { return nil }
        let candidates = entries.withLock { $0[key.prefix] ?? [] }
        var found: Principal?
        for candidate in candidates where candidate.digest.matches(key) { found = candidate.principal }
        if candidates.isEmpty { _ = nobody.matches(key) }
        return found
    }

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
            key.keyDigest.map { digest in
                (key.keyPrefix, Entry(principal: Principal(name: key.principal, roles: Set(key.roles)), digest: digest))
            }
        }
        // Two keys may share a prefix by chance: all are tried.
        return Dictionary(grouping: entries, by: \.0).mapValues { $0.map(\.1) }
    }
}
