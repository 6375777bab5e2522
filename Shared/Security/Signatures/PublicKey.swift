import COpenSSL

/// A key that verifies. Kept as SubjectPublicKeyInfo in PEM, so that plain `openssl` reads it.
package struct PublicKey: Sendable {
    package let suite: SignatureSuite
    private let key: KeyHandle

    /// Reads `-----BEGIN PUBLIC KEY-----`; throws when it is no key of one of the suites.
    package init(pem: String) throws {
        let file = try MemoryFile(pem)
        key = KeyHandle(owning: try require(PEM_read_bio_PUBKEY(file.bio, nil, nil, nil), "read a key"))
        suite = key.isOf(.national) ? .national : .international
        guard key.isOf(suite) else { throw OpenSSLError("read a key: neither Ed25519 nor SM2") }
    }

    package var pem: String {
        get throws {
            let file = try MemoryFile()
            try require(PEM_write_bio_PUBKEY(file.bio, key.pointer), "write a key")
            return file.text
        }
    }

    /// Names the key in lists and in what it signed: the suite, and 64 bits of the SHA-256 over its
    /// SubjectPublicKeyInfo. Whoever has the key can compute it.
    package var id: String {
        get throws {
            var bytes: UnsafeMutablePointer<UInt8>?
            let length = i2d_PUBKEY(key.pointer, &bytes)
            guard length > 0, let bytes else { throw OpenSSLError("write a key") }
            defer { CRYPTO_free(bytes, #file, #line) }
            let digest = DigestAlgorithm.sha256.digest(UnsafeBufferPointer(start: bytes, count: Int(length)))
            return "\(suite.rawValue)-\(digest.hex.prefix(16))"
        }
    }

    /// Whether the signature is this key's over exactly this message. A malformed signature is just not valid.
    package func isValid(_ signature: [UInt8], for message: [UInt8]) -> Bool {
        let status = try? key.withSignatureContext(suite, EVP_DigestVerifyInit) { context in
            EVP_DigestVerify(context, signature, signature.count, message, message.count)
        }
        // A refusal leaves its reason on the thread's queue, where the next error would find it.
        ERR_clear_error()
        return status == 1
    }
}
