package import Contracts
import Logging
package import Security
import Synchronization

/// The signing keys of a process, read again while it runs, so that a rotation needs no restart.
package final class SigningKeyRing: Sendable {
    private struct Loaded: Sendable {
        let file: SigningKeys
        let signers: [CryptographicSuite: Signer]
        let verifiers: [String: PublicKey]
        let digestKey: [UInt8]
    }

    private let path: String?
    private let logger: Logger
    private let loaded: Mutex<Loaded>

    static let rereadInterval: Duration = .seconds(2)

    /// Throws `ConfigurationError` when the file cannot be used.
    package convenience init(path: String, logger: Logger) throws {
        try self.init(SigningKeys.read(path), path: path, logger: logger)
    }

    /// Keys that stand in no file, for tests of what lies beneath a service.
    package convenience init(_ keys: SigningKeys, logger: Logger) throws {
        try self.init(keys, path: nil, logger: logger)
    }

    private init(_ keys: SigningKeys, path: String?, logger: Logger) throws {
        self.path = path
        self.logger = logger
        loaded = Mutex(try Self.load(keys, path: path))
    }

    /// The key that signs for a suite now.
    package func signer(_ suite: CryptographicSuite) throws -> Signer {
        guard let signer = loaded.withLock({ $0.signers[suite] }) else {
            throw ConfigurationError(
                key: ConfigurationKeys.signingKeysFile.environmentName, problem: "no key signs for \(suite.rawValue)")
        }
        return signer
    }

    /// A key by its id, also one that signs no more; nil when it is none of the service's.
    package func publicKey(_ id: String) -> PublicKey? { loaded.withLock { $0.verifiers[id] } }

    package var published: [PublishedKey] {
        loaded.withLock { loaded in
            loaded.file.keys.map { key in
                PublishedKey(
                    id: key.id, suite: key.suite, publicKey: key.publicKey, from: key.from, until: key.until)
            }
        }
    }

    /// A digest that shows equality and nothing else: HMAC-SHA-256 under the service's own key.
    package func keyedDigest(of bytes: some Collection<UInt8>) -> Digest {
        DigestAlgorithm.sha256.authenticationCode(of: bytes, key: loaded.withLock { $0.digestKey })
    }

    /// Reads the file again and again until the task is cancelled. A file that cannot be used leaves the keys as they are.
    func run() async {
        var complained = false
        while !Task.isCancelled {
            try? await Task.sleep(for: Self.rereadInterval)
            do {
                try reread()
                complained = false
            } catch {
                if !complained { logger.error("signing_keys_unusable", metadata: ["error": "\(error)"]) }
                complained = true
            }
        }
    }

    package func reread() throws {
        guard let path else { return }
        let file = try SigningKeys.read(path)
        guard file != loaded.withLock({ $0.file }) else { return }
        let next = try Self.load(file, path: path)
        loaded.withLock { $0 = next }
        logger.notice("signing_keys_changed", metadata: ["keys": .stringConvertible(file.keys.count)])
    }

    private static func load(_ file: SigningKeys, path: String?) throws -> Loaded {
        func wrong(_ problem: String) -> ConfigurationError {
            ConfigurationError(
                key: ConfigurationKeys.signingKeysFile.environmentName, problem: "\(path ?? "the keys"): \(problem)")
        }
        guard let digestKey = Hex.decode(file.digestKey), digestKey.count == 32 else {
            throw wrong("digestKey must be 32 bytes in hexadecimal")
        }
        var signers: [CryptographicSuite: Signer] = [:]
        var verifiers: [String: PublicKey] = [:]
        for key in file.keys {
            guard let publicKey = try? PublicKey(pem: key.publicKey), publicKey.suite == key.suite.signing,
                (try? publicKey.id) == key.id
            else { throw wrong("the public key \(key.id) is not what it says") }
            verifiers[key.id] = publicKey
            guard let text = key.privateKey else { continue }
            guard let privateKey = try? PrivateKey(pem: text), (try? privateKey.publicKey.id) == key.id else {
                throw wrong("the private key \(key.id) is not what it says")
            }
            // The last one listed signs.
            signers[key.suite] = Signer(id: key.id, suite: key.suite, key: privateKey)
        }
        return Loaded(file: file, signers: signers, verifiers: verifiers, digestKey: digestKey)
    }
}

/// A key with its name.
package struct Signer: Sendable {
    package let id: String
    package let suite: CryptographicSuite
    private let key: PrivateKey

    init(id: String, suite: CryptographicSuite, key: PrivateKey) {
        self.id = id
        self.suite = suite
        self.key = key
    }

    package func sign(_ message: [UInt8]) throws -> [UInt8] { try key.sign(message) }
}
