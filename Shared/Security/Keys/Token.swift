#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A short-lived proof that its bearer came with a key: a JWT (RFC 7519) in compact form, signed by Ed25519 (RFC 8037), the
/// name of the suite in its header. Verified by the public key alone.
package struct Token: Sendable, Hashable {
    /// Whose it is.
    package let principal: String
    /// The prefix of the key it was issued to: the token ends with that key.
    package let keyPrefix: String
    /// Seconds since 1970.
    package let issuedAt: Int64
    /// The first second at which it is no longer accepted.
    package let expiresAt: Int64

    package init(principal: String, keyPrefix: String, issuedAt: Int64, expiresAt: Int64) {
        self.principal = principal
        self.keyPrefix = keyPrefix
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
    }

    /// The longest token that is looked at.
    static let mostBytes = 2_048

    private struct Header: Codable {
        let alg: String
        let kid: String
        let suite: String
        let typ: String
    }

    private struct Claims: Codable {
        let iss: String
        let sub: String
        let key: String
        let iat: Int64
        let exp: Int64
    }

    package func text(signedBy signer: TokenSigner) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let header = Header(alg: "EdDSA", kid: signer.kid, suite: SignatureSuite.international.rawValue, typ: "JWT")
        let claims = Claims(iss: "registry", sub: principal, key: keyPrefix, iat: issuedAt, exp: expiresAt)
        let signed =
            Base64URL.encode(try encoder.encode(header)) + "." + Base64URL.encode(try encoder.encode(claims))
        return signed + "." + Base64URL.encode(try signer.key.sign(Array(signed.utf8)))
    }

    /// What the token says when one of the keys has signed it; nil for everything else. Whether its time is over is for
    /// the caller to say, who has the clock.
    ///
    /// - Parameter keys: by `kid`.
    package init?(_ text: String, verifiedBy keys: [String: PublicKey]) {
        guard text.utf8.count <= Self.mostBytes else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let header: Header = Self.read(parts[0]), header.alg == "EdDSA",
            header.suite == SignatureSuite.international.rawValue, let key = keys[header.kid],
            let signature = Base64URL.decode(parts[2]),
            key.isValid(signature, for: Array((parts[0] + "." + parts[1]).utf8)),
            let claims: Claims = Self.read(parts[1]), claims.iss == "registry"
        else { return nil }
        self.init(principal: claims.sub, keyPrefix: claims.key, issuedAt: claims.iat, expiresAt: claims.exp)
    }

    private static func read<Part: Decodable>(_ text: String) -> Part? {
        Base64URL.decode(text).flatMap { try? JSONDecoder().decode(Part.self, from: Data($0)) }
    }
}

/// The registry's key for tokens, and the name that tokens call it by.
package struct TokenSigner: Sendable {
    package let key: PrivateKey
    /// SubjectPublicKeyInfo in PEM.
    package let publicKey: String
    /// The first 16 hexadecimal digits of SHA-256 over the public key's PEM.
    package let kid: String

    /// Throws when the text is no Ed25519 key in PEM.
    package init(pem: String) throws {
        key = try PrivateKey(pem: pem)
        guard key.suite == .international else { throw OpenSSLError("read a key: tokens are signed by Ed25519") }
        publicKey = try key.publicKey.pem
        kid = String(DigestAlgorithm.sha256.digest(publicKey).hex.prefix(16))
    }
}
