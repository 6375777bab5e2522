import COpenSSL

/// A key that signs. Kept as PKCS#8 in PEM, so that plain `openssl` reads it.
package struct PrivateKey: Sendable {
    package let suite: SignatureSuite
    private let key: KeyHandle

    package static func generate(_ suite: SignatureSuite) throws -> PrivateKey {
        let context = try require(EVP_PKEY_CTX_new_from_name(nil, suite.keyType, nil), "make a key")
        defer { EVP_PKEY_CTX_free(context) }
        try require(EVP_PKEY_keygen_init(context), "make a key")
        var key: OpaquePointer?
        try require(EVP_PKEY_generate(context, &key), "make a key")
        return PrivateKey(suite: suite, key: KeyHandle(owning: try require(key, "make a key")))
    }

    private init(suite: SignatureSuite, key: KeyHandle) {
        self.suite = suite
        self.key = key
    }

    /// Reads `-----BEGIN PRIVATE KEY-----`; throws when it is no key of one of the suites.
    package init(pem: String) throws {
        self.init(key: try KeyHandle(pem: pem))
        guard key.isOf(suite) else { throw OpenSSLError("read a key: neither Ed25519 nor SM2") }
    }

    /// The 32 bytes of an Ed25519 key (RFC 8032 §5.1.5).
    package init(ed25519 seed: [UInt8]) throws {
        let key = EVP_PKEY_new_raw_private_key_ex(nil, "ED25519", nil, seed, seed.count)
        self.init(suite: .international, key: KeyHandle(owning: try require(key, "read a key")))
    }

    private init(key: KeyHandle) {
        self.init(suite: key.isOf(.national) ? .national : .international, key: key)
    }

    package var pem: String {
        get throws { try key.pem }
    }

    package var publicKey: PublicKey {
        get throws {
            let file = try MemoryFile()
            try require(PEM_write_bio_PUBKEY(file.bio, key.pointer), "write a key")
            return try PublicKey(pem: file.text)
        }
    }

    /// Ed25519: 64 bytes. SM2: the ASN.1 sequence of r and s, about 71 bytes, another one each time.
    package func sign(_ message: [UInt8]) throws -> [UInt8] {
        try key.withSignatureContext(suite, EVP_DigestSignInit) { context in
            var length = 0
            try require(EVP_DigestSign(context, nil, &length, message, message.count), "sign")
            var signature = [UInt8](repeating: 0, count: length)
            try require(EVP_DigestSign(context, &signature, &length, message, message.count), "sign")
            return Array(signature.prefix(length))
        }
    }
}
