import Foundation
import Shared

/// Secrets as files: made once, kept, readable by their owner only.
enum Secret {
    /// The text of the file, made of 256 random bits when there is none yet.
    static func password(_ path: String) throws -> String {
        if let text = try WholeFile.read(path) { return text.trimmingCharacters(in: .whitespacesAndNewlines) }
        let text = Hex.encode(SecureRandom.bytes(32))
        try WholeFile.write(text + "\n", to: path, mode: 0o600)
        return text
    }

    /// The text of a file that must be there.
    static func existing(_ path: String) throws -> String {
        guard let text = try WholeFile.read(path)?.trimmingCharacters(in: .whitespacesAndNewlines), !text.isEmpty else {
            throw Complaint("\(path) is missing or empty.")
        }
        return text
    }

    /// The signing keys of a service, made when there are none yet.
    static func signingKeys(_ path: String) throws {
        guard try WholeFile.read(path) == nil else { return }
        try WholeFile.write(SigningKeys.generate().text, to: path, mode: 0o600)
    }

    /// The keys of a service's personal data, made when there are none yet.
    static func personalKeys(_ path: String) throws {
        guard try WholeFile.read(path) == nil else { return }
        try WholeFile.write(PersonalKeys.generate().text, to: path, mode: 0o600)
    }

    /// An Ed25519 key in PEM, made when there is none yet: the registry signs tokens by it.
    static func signingKey(_ path: String) throws {
        guard try WholeFile.read(path) == nil else { return }
        try WholeFile.write(PrivateKey.generate(.international).pem, to: path, mode: 0o600)
    }

    /// The key in the file, made when there is none yet.
    static func key(_ path: String) throws -> APIKey {
        guard let text = try WholeFile.read(path) else {
            let key = APIKey.generate()
            try WholeFile.write(key.text + "\n", to: path, mode: 0o600)
            return key
        }
        guard let key = APIKey(text) else {
            throw Complaint("\(path) does not hold a key. Restore it, or remove it: a new one is made by week up.")
        }
        return key
    }
}

extension ServiceName {
    /// Those with a key file of personal data.
    static let keepingPersonalData: [ServiceName] = [.registry, .reporting]
}
