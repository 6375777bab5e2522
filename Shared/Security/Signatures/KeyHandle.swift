import COpenSSL

/// Owns an EVP_PKEY.
final class KeyHandle: @unchecked Sendable {
    // Unchecked: an EVP_PKEY is not changed after it was made, and OpenSSL allows its use from any thread.
    let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) { self.pointer = pointer }

    /// Reads `-----BEGIN PRIVATE KEY-----`, of any kind.
    convenience init(pem: String) throws {
        let file = try MemoryFile(pem)
        self.init(owning: try require(PEM_read_bio_PrivateKey(file.bio, nil, nil, nil), "read a key"))
    }

    deinit { EVP_PKEY_free(pointer) }

    /// The private key as PKCS#8.
    var pem: String {
        get throws {
            let file = try MemoryFile()
            try require(PEM_write_bio_PKCS8PrivateKey(file.bio, pointer, nil, nil, 0, nil, nil), "write a key")
            return file.text
        }
    }

    func isOf(_ suite: SignatureSuite) -> Bool { EVP_PKEY_is_a(pointer, suite.keyType) == 1 }

    typealias Initialiser = (
        OpaquePointer?, UnsafeMutablePointer<OpaquePointer?>?, OpaquePointer?, OpaquePointer?, OpaquePointer?
    ) -> Int32

    /// A context for one signature or verification.
    func withSignatureContext<Result>(
        _ suite: SignatureSuite, _ initialise: Initialiser, _ body: (OpaquePointer) throws -> Result
    ) throws -> Result {
        let context = try require(EVP_MD_CTX_new(), "prepare a signature")
        defer { EVP_MD_CTX_free(context) }
        switch suite {
        case .international:
            // Ed25519 digests by itself and refuses to be given a digest.
            try require(initialise(context, nil, nil, nil, pointer), "prepare a signature")
            return try body(context)
        case .national:
            // The id is part of what SM2 signs, so it is set before the context is initialised.
            let parameters = try require(EVP_PKEY_CTX_new_from_pkey(nil, pointer, nil), "prepare a signature")
            defer { EVP_PKEY_CTX_free(parameters) }
            let id = SignatureSuite.distinguishingID
            try require(EVP_PKEY_CTX_set1_id(parameters, id, Int32(id.count)), "set the signer's id")
            EVP_MD_CTX_set_pkey_ctx(context, parameters)
            try require(initialise(context, nil, EVP_sm3(), nil, pointer), "prepare a signature")
            return try body(context)
        }
    }
}

/// Text that OpenSSL reads and writes as a file.
struct MemoryFile: ~Copyable {
    let bio: OpaquePointer

    init(_ text: String = "") throws {
        let bytes = Array(text.utf8)
        let bio = try require(BIO_new(BIO_s_secmem()), "open memory")
        guard bytes.isEmpty || BIO_write(bio, bytes, Int32(bytes.count)) == bytes.count else {
            BIO_free(bio)
            throw OpenSSLError("open memory")
        }
        self.bio = bio
    }

    deinit { BIO_free(bio) }

    /// What was written and not read yet.
    var text: String {
        var bytes = [UInt8](repeating: 0, count: 4096)
        var all: [UInt8] = []
        while case let count = BIO_read(bio, &bytes, Int32(bytes.count)), count > 0 { all += bytes.prefix(Int(count)) }
        return String(decoding: all, as: UTF8.self)
    }
}
