package import Contracts
import Logging
package import Postgres
import Security
import Synchronization

/// Encrypts personal data for the database, and decrypts it for those who may read it.
///
/// A stored value is the key's id (8 bytes) and what `EncryptionKey.seal` gives.
package final class PersonalKeyRing: Sendable {
    private struct Loaded: Sendable {
        let file: PersonalKeys
        let keys: [[UInt8]: EncryptionKey]
        let newest: (id: [UInt8], key: EncryptionKey)
    }

    private let path: String
    private let logger: Logger
    private let loaded: Mutex<Loaded>

    package static let idBytes = 8
    static let rereadInterval: Duration = .seconds(2)

    /// Throws `ConfigurationError` when the file cannot be used.
    package init(path: String, logger: Logger) throws {
        self.path = path
        self.logger = logger
        loaded = Mutex(try Self.load(PersonalKeys.read(path), path))
    }

    /// As it was read last.
    package var file: PersonalKeys { loaded.withLock { $0.file } }

    /// By which algorithms the key that encrypts now does.
    package var newestSuite: CryptographicSuite {
        // The last key of a file that was read is there.
        loaded.withLock { $0.file.keys[$0.file.keys.count - 1].suite }
    }

    /// The id of the key that encrypts now, as it stands in front of what it encrypts.
    package var newestID: Bytes { Bytes(loaded.withLock { $0.newest.id }) }

    /// - Parameter record: the id of the row the text belongs to.
    package func seal(_ text: [UInt8], for record: String) throws -> Bytes {
        let newest = loaded.withLock { $0.newest }
        return Bytes(newest.id + (try newest.key.seal(text, for: Array(record.utf8))))
    }

    /// Throws when the key is not in the file any more, or the value is not the record's.
    package func open(_ sealed: Bytes, for record: String) throws -> [UInt8] {
        let id = Array(sealed.bytes.prefix(Self.idBytes))
        guard let key = loaded.withLock({ $0.keys[id] }) else { throw KeyGone(id: Hex.encode(id)) }
        return try key.open(Array(sealed.bytes.dropFirst(Self.idBytes)), for: Array(record.utf8))
    }

    /// A key that something is encrypted under was taken out of the file.
    package struct KeyGone: Error {
        package let id: String
    }

    /// Reads the file again and again until the task is cancelled. A file that cannot be used leaves the keys as they are.
    package func run() async {
        var complained = false
        while !Task.isCancelled {
            try? await Task.sleep(for: Self.rereadInterval)
            do {
                try reread()
                complained = false
            } catch {
                if !complained { logger.error("personal_keys_unusable", metadata: ["error": "\(error)"]) }
                complained = true
            }
        }
    }

    package func reread() throws {
        let file = try PersonalKeys.read(path)
        guard file != loaded.withLock({ $0.file }) else { return }
        let next = try Self.load(file, path)
        loaded.withLock { $0 = next }
        logger.notice("personal_keys_changed", metadata: ["keys": .stringConvertible(file.keys.count)])
    }

    private static func load(_ file: PersonalKeys, _ path: String) throws -> Loaded {
        func wrong(_ problem: String) -> ConfigurationError {
            ConfigurationError(
                key: ConfigurationKeys.personalKeysFile.environmentName, problem: "\(path): \(problem)")
        }
        var keys: [[UInt8]: EncryptionKey] = [:]
        var newest: (id: [UInt8], key: EncryptionKey)?
        for (index, entry) in file.keys.enumerated() {
            guard let id = Hex.decode(entry.id), id.count == idBytes, let bytes = Hex.decode(entry.key),
                let key = EncryptionKey(entry.suite.signing, bytes: bytes)
            else { throw wrong("keys[\(index)] is not a key of \(entry.suite.rawValue)") }
            keys[id] = key
            newest = (id, key)
        }
        guard let newest else { throw wrong("there is no key") }
        return Loaded(file: file, keys: keys, newest: newest)
    }
}
