package import Contracts
import JSONRPC
package import Security

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A key that services accept: whose it is, and enough to recognise it. The key itself is nowhere.
package struct AcceptedKey: Codable, Sendable, Hashable {
    package let principal: String
    package let roles: [Role]
    /// Where the roles begin to reach; nil: everywhere.
    package let unit: UnitKey?
    /// nil: on every track.
    package let tracks: [TrackCode]?
    /// Tells keys apart in lists and logs.
    package let keyPrefix: String
    /// Hexadecimal.
    package let salt: String
    /// SHA-256 over salt and key, hexadecimal.
    package let digest: String

    package init(
        principal: String, roles: [Role], unit: UnitKey? = nil, tracks: [TrackCode]? = nil, key: APIKey
    ) {
        let kept = KeyDigest(of: key)
        self.principal = principal
        self.roles = roles
        self.unit = unit
        self.tracks = tracks
        keyPrefix = key.prefix
        salt = Hex.encode(kept.salt)
        digest = kept.digest.hex
    }

    /// nil when the texts are not what `init(principal:roles:key:)` writes.
    var keyDigest: KeyDigest? {
        guard let salt = Hex.decode(salt), salt.count >= 16, let digest = Digest(hex: digest) else { return nil }
        return KeyDigest(salt: salt, digest: digest)
    }
}

/// The file of accepted keys (`WEEK_KEYS_FILE`): a JSON list, written by `week`, read by every service.
package enum KeysFile {
    /// The file's text: one key per line, so that a reader sees who may come in.
    package static func text(_ keys: [AcceptedKey]) throws -> String {
        let lines = try keys.map { key in
            var writer = JSONWriter()
            try writer.encode(key)
            return "  " + String(decoding: writer.bytes, as: UTF8.self)
        }
        return lines.isEmpty ? "[]\n" : "[\n" + lines.joined(separator: ",\n") + "\n]\n"
    }

    /// Throws `ConfigurationError` when the file cannot be read or holds anything else.
    package static func read(_ path: String) throws -> [AcceptedKey] {
        let name = ConfigurationKeys.keysFile.environmentName
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else {
            throw ConfigurationError(key: name, problem: "\(path) cannot be read")
        }
        do {
            let keys = try JSONDocument.parse(data).root.decode([AcceptedKey].self, path: "keys")
            if let wrong = keys.firstIndex(where: { $0.keyDigest == nil }) {
                throw ConfigurationError(key: name, problem: "\(path): keys[\(wrong)] has no usable salt and digest")
            }
            return keys
        } catch let error as ConfigurationError {
            throw error
        } catch {
            throw ConfigurationError(key: name, problem: "\(path): \(error)")
        }
    }
}
