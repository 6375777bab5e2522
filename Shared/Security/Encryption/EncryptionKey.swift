import COpenSSL

/// A key that encrypts with authentication, bound to what the text belongs to: a text that is moved to another record does
/// not open there.
///
/// `INT` is AES-256-GCM; `GM` is SM4-CTR and HMAC-SM3, encrypt then MAC, under two keys.
package struct EncryptionKey: Sendable {
    package let suite: SignatureSuite
    private let cipher: [UInt8]
    /// Empty for AES-256-GCM, which authenticates by itself.
    private let authentication: [UInt8]

    /// How many bytes a suite's key has: 32 of AES-256; 16 of SM4 and 32 of HMAC-SM3.
    package static func byteCount(_ suite: SignatureSuite) -> Int {
        switch suite {
        case .international: 32
        case .national: 16 + 32
        }
    }

    /// nil unless there are exactly `byteCount(suite)` bytes.
    package init?(_ suite: SignatureSuite, bytes: [UInt8]) {
        guard bytes.count == Self.byteCount(suite) else { return nil }
        self.suite = suite
        switch suite {
        case .international: (cipher, authentication) = (bytes, [])
        case .national: (cipher, authentication) = (Array(bytes[..<16]), Array(bytes[16...]))
        }
    }

    /// Encrypts, with fresh random bytes each time: one text never looks the same twice.
    ///
    /// - Parameter record: what the text belongs to; not hidden, and the same when it is opened.
    /// - Returns: the nonce (12 bytes; 16 for `GM`), the text, and the tag (16 bytes; 32 for `GM`).
    package func seal(_ text: [UInt8], for record: [UInt8]) throws -> [UInt8] {
        switch suite {
        case .international:
            let nonce = SecureRandom.bytes(Self.gcmNonce)
            let (sealed, tag) = try CipherRun(encrypting: true, key: cipher, nonce: nonce).gcm(text, record, tag: nil)
            return nonce + sealed + tag
        case .national:
            let nonce = SecureRandom.bytes(Self.block)
            let sealed = nonce + (try CipherRun(encrypting: true, key: cipher, nonce: nonce).ctr(text))
            return sealed + code(of: sealed, record).bytes
        }
    }

    /// The text, or an error when it was changed, belongs to another record or was sealed with another key.
    package func open(_ sealed: [UInt8], for record: [UInt8]) throws -> [UInt8] {
        switch suite {
        case .international:
            guard sealed.count >= Self.gcmNonce + Self.gcmTag else { throw NotAuthentic() }
            let nonce = Array(sealed[..<Self.gcmNonce])
            let end = sealed.count - Self.gcmTag
            return try CipherRun(encrypting: false, key: cipher, nonce: nonce).gcm(
                Array(sealed[Self.gcmNonce..<end]), record, tag: Array(sealed[end...])
            ).text
        case .national:
            guard sealed.count >= Self.block + Digest.byteCount else { throw NotAuthentic() }
            let end = sealed.count - Digest.byteCount
            // Before anything is decrypted.
            guard ConstantTime.equal(code(of: sealed[..<end], record).bytes, Array(sealed[end...])) else {
                throw NotAuthentic()
            }
            return try CipherRun(encrypting: false, key: cipher, nonce: Array(sealed[..<Self.block])).ctr(
                Array(sealed[Self.block..<end]))
        }
    }

    /// What does not open says nothing about why.
    package struct NotAuthentic: Error {}

    private static let gcmNonce = 12
    static let gcmTag = 16
    private static let block = 16

    /// The record's length stands in front, so that no byte can move from the record to the text.
    private func code(of sealed: some Collection<UInt8>, _ record: [UInt8]) -> Digest {
        let length = (0..<8).reversed().map { UInt8(truncatingIfNeeded: record.count >> ($0 * 8)) }
        return DigestAlgorithm.sm3.authenticationCode(of: length + record + sealed, key: authentication)
    }
}

/// One use of a cipher.
private struct CipherRun: ~Copyable {
    private let context: OpaquePointer
    private let isEncrypting: Bool
    private let key: [UInt8]
    private let nonce: [UInt8]

    init(encrypting: Bool, key: [UInt8], nonce: [UInt8]) throws {
        context = try require(EVP_CIPHER_CTX_new(), "prepare a cipher")
        isEncrypting = encrypting
        self.key = key
        self.nonce = nonce
    }

    deinit { EVP_CIPHER_CTX_free(context) }

    func ctr(_ text: [UInt8]) throws -> [UInt8] {
        try start(EVP_sm4_ctr())
        let changed = try update(text)
        try finish()
        return changed
    }

    /// - Parameter tag: to be met; nil while encrypting.
    func gcm(_ text: [UInt8], _ record: [UInt8], tag: [UInt8]?) throws -> (text: [UInt8], tag: [UInt8]) {
        try start(EVP_aes_256_gcm())
        var length: Int32 = 0
        try require(EVP_CipherUpdate(context, nil, &length, record, Int32(record.count)), "authenticate")
        let changed = try update(text)
        var own = tag ?? [UInt8](repeating: 0, count: EncryptionKey.gcmTag)
        if tag != nil {
            let status = EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(own.count), &own)
            try require(status, "authenticate")
        }
        do {
            try finish()
        } catch {
            throw EncryptionKey.NotAuthentic()
        }
        if tag == nil {
            let status = EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(own.count), &own)
            try require(status, "authenticate")
        }
        return (changed, own)
    }

    private func start(_ cipher: OpaquePointer?) throws {
        try require(EVP_CipherInit_ex(context, cipher, nil, key, nonce, isEncrypting ? 1 : 0), "prepare a cipher")
    }

    private func update(_ text: [UInt8]) throws -> [UInt8] {
        // Both ciphers are streams: as many bytes come out as go in.
        var changed = [UInt8](repeating: 0, count: text.count)
        guard !text.isEmpty else { return changed }
        var length: Int32 = 0
        try require(EVP_CipherUpdate(context, &changed, &length, text, Int32(text.count)), "encrypt")
        return changed
    }

    private func finish() throws {
        var rest = [UInt8](repeating: 0, count: 16)
        var length: Int32 = 0
        try require(EVP_CipherFinal_ex(context, &rest, &length), "finish a cipher")
    }
}
