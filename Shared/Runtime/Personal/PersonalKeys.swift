package import Contracts
import JSONRPC
import Security

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The keys under which personal data is kept, as a file holds them (`WEEK_PERSONAL_KEYS_FILE`). The last one encrypts;
/// the others open what was written before, until it is written anew.
package struct PersonalKeys: Codable, Sendable, Equatable {
    package let keys: [Key]

    package struct Key: Codable, Sendable, Equatable {
        /// 16 hexadecimal digits; stands in front of what it encrypted.
        package let id: String
        package let suite: CryptographicSuite
        /// Hexadecimal: 32 bytes of AES-256, or 16 of SM4 and 32 of HMAC-SM3.
        package let key: String
    }

    package init(keys: [Key]) { self.keys = keys }

    package static func generate(_ suite: CryptographicSuite = .international) -> PersonalKeys {
        PersonalKeys(keys: [key(suite)])
    }

    /// With a new key that encrypts from now on.
    package func rotated(to suite: CryptographicSuite) -> PersonalKeys { PersonalKeys(keys: keys + [Self.key(suite)]) }

    private static func key(_ suite: CryptographicSuite) -> Key {
        Key(
            id: Hex.encode(SecureRandom.bytes(PersonalKeyRing.idBytes)), suite: suite,
            key: Hex.encode(SecureRandom.bytes(EncryptionKey.byteCount(suite.signing))))
    }

    package var text: String {
        get throws {
            var writer = JSONWriter()
            try writer.encode(self)
            return String(decoding: writer.bytes, as: UTF8.self) + "\n"
        }
    }

    /// Throws `ConfigurationError` when the file cannot be read or holds anything else; never with what it holds.
    package static func read(_ path: String) throws -> PersonalKeys {
        let name = ConfigurationKeys.personalKeysFile.environmentName
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else {
            throw ConfigurationError(key: name, problem: "\(path) cannot be read")
        }
        guard let keys = try? JSONDocument.parse(Array(data)).root.decode(PersonalKeys.self, path: "keys") else {
            throw ConfigurationError(key: name, problem: "\(path) holds no keys of personal data")
        }
        return keys
    }
}
