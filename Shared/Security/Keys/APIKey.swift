/// A secret that stands for a principal: `week_` + 8 letters to recognise it by + `_` + 43 letters of 256 random bits.
///
/// The text is shown once, to whom it belongs; what is kept is a `KeyDigest`.
package struct APIKey: Sendable, CustomStringConvertible {
    /// The whole key, as it is typed and sent. Never log it.
    package let text: String
    /// Names the key in lists and logs; says nothing about its secret part.
    package let prefix: String

    package static func generate() -> APIKey {
        // base64url letters with the two signs replaced: a prefix is read aloud and stands in tables.
        let name = Base64URL.encode(SecureRandom.bytes(6)).map { $0 == "-" || $0 == "_" ? "x" : $0 }
        return APIKey(prefix: "week_" + String(name), secret: Base64URL.encode(SecureRandom.bytes(32)))
    }

    private init(prefix: String, secret: String) {
        self.prefix = prefix
        text = prefix + "_" + secret
    }

    /// nil when the text cannot be a key; white space at its ends (a file's newline) does not matter.
    package init?(_ text: String) {
        let letters = Array(text.utf8)
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        guard let first = letters.firstIndex(where: { !isSpace($0) }),
            let last = letters.lastIndex(where: { !isSpace($0) })
        else { return nil }
        let key = letters[first...last]
        guard key.count == 5 + 8 + 1 + 43, key.starts(with: Array("week_".utf8)), key[first + 13] == UInt8(ascii: "_")
        else { return nil }
        let secret = String(decoding: key[(first + 14)...], as: UTF8.self)
        guard Base64URL.decode(secret)?.count == 32 else { return nil }
        self.init(prefix: String(decoding: key[..<(first + 13)], as: UTF8.self), secret: secret)
    }

    /// The prefix only, so that a key printed by mistake is none.
    package var description: String { prefix + "_…" }
}

/// What is kept of a key: enough to recognise it, nothing to reproduce it.
///
/// A key has 256 random bits, so a salted SHA-256 is out of reach of guessing; a slow hash would only slow the service.
package struct KeyDigest: Sendable, Hashable {
    package let salt: [UInt8]
    package let digest: Digest

    package init(salt: [UInt8], digest: Digest) {
        self.salt = salt
        self.digest = digest
    }

    package init(of key: APIKey, salt: [UInt8] = SecureRandom.bytes(16)) {
        self.salt = salt
        digest = DigestAlgorithm.sha256.digest(salt + Array(key.text.utf8))
    }

    /// Takes the same time for right and wrong.
    package func matches(_ key: APIKey) -> Bool { KeyDigest(of: key, salt: salt).digest == digest }
}
