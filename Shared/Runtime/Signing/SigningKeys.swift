package import Contracts
import JSONRPC
import Security
package import Values

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The keys by which a service signs, as a file holds them (`WEEK_SIGNING_KEYS_FILE`): one of each suite that signs, those
/// that signed before without their private half, and the key of keyed digests.
package struct SigningKeys: Codable, Sendable, Equatable {
    /// 32 random bytes in hexadecimal, for digests of what must not be guessed. It stays when signing keys are replaced.
    package let digestKey: String
    package let keys: [Key]

    package struct Key: Codable, Sendable, Equatable {
        package let id: String
        package let suite: CryptographicSuite
        /// PEM.
        package let publicKey: String
        /// PEM; absent once another key has taken its place.
        package let privateKey: String?
        package let from: Instant?
        package let until: Instant?
    }

    /// A key of each suite, valid from the beginning.
    package static func generate() throws -> SigningKeys {
        SigningKeys(
            digestKey: Hex.encode(SecureRandom.bytes(32)),
            keys: try CryptographicSuite.allCases.map { try key($0, from: nil) })
    }

    /// New signing keys in place of those that sign; the former stay listed.
    ///
    /// - Parameters:
    ///   - suites: whose keys are replaced.
    ///   - now: the cluster's clock.
    package func rotated(_ suites: [CryptographicSuite], at now: Instant) throws -> SigningKeys {
        let former = keys.map { key in
            guard suites.contains(key.suite), key.privateKey != nil else { return key }
            // Running services take the new key up within seconds; until then they sign with this one.
            return Key(
                id: key.id, suite: key.suite, publicKey: key.publicKey, privateKey: nil, from: key.from,
                until: now.adding(.seconds(60)))
        }
        return SigningKeys(digestKey: digestKey, keys: former + (try suites.map { try Self.key($0, from: now) }))
    }

    private static func key(_ suite: CryptographicSuite, from: Instant?) throws -> Key {
        let key = try PrivateKey.generate(suite.signing)
        let publicKey = try key.publicKey
        return Key(
            id: try publicKey.id, suite: suite, publicKey: try publicKey.pem, privateKey: try key.pem, from: from,
            until: nil)
    }

    package var text: String {
        get throws {
            var writer = JSONWriter()
            try writer.encode(self)
            return String(decoding: writer.bytes, as: UTF8.self) + "\n"
        }
    }

    /// Throws `ConfigurationError` when the file cannot be read or holds anything else.
    package static func read(_ path: String) throws -> SigningKeys {
        let name = ConfigurationKeys.signingKeysFile.environmentName
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else {
            throw ConfigurationError(key: name, problem: "\(path) cannot be read")
        }
        guard let keys = try? JSONDocument.parse(data).root.decode(SigningKeys.self, path: "keys") else {
            // Not what it says, which may be a private key.
            throw ConfigurationError(key: name, problem: "\(path) holds no signing keys")
        }
        return keys
    }
}
