import COpenSSL

/// The digests of the two suites; both give 32 bytes.
package enum DigestAlgorithm: String, Sendable, Hashable, CaseIterable {
    /// FIPS 180-4.
    case sha256 = "SHA256"
    /// GB/T 32905-2016.
    case sm3 = "SM3"

    package func digest(_ bytes: some Collection<UInt8>) -> Digest {
        var digester = Digester(self)
        digester.update(bytes)
        return digester.finish()
    }

    package func digest(_ text: String) -> Digest { digest(text.utf8) }

    /// HMAC (RFC 2104) over this digest.
    package func authenticationCode(of bytes: some Collection<UInt8>, key: [UInt8]) -> Digest {
        let message = Array(bytes)
        var code = [UInt8](repeating: 0, count: Digest.byteCount)
        var length = 0
        // An empty key still needs a pointer: OpenSSL takes null for "no key given".
        let key = key.isEmpty ? [0] : key
        let result = EVP_Q_mac(
            nil, "HMAC", nil, rawValue, nil, key, key.count, message, message.count, &code, code.count, &length)
        // HMAC over memory fails only without memory or without its provider, and then nothing here can go on.
        precondition(result != nil && length == code.count, "OpenSSL has no HMAC-\(rawValue)")
        return Digest(code)
    }
}

/// 32 bytes of a digest or a keyed digest.
package struct Digest: Sendable, Hashable, CustomStringConvertible {
    package static let byteCount = 32

    package let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        precondition(bytes.count == Self.byteCount, "both digests have 32 bytes")
        self.bytes = bytes
    }

    /// nil unless there are exactly 32 bytes.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = Array(bytes)
    }

    /// nil unless `hex` is 64 hexadecimal digits.
    package init?(hex: String) {
        guard let bytes = Hex.decode(hex) else { return nil }
        self.init(bytes: bytes)
    }

    package var hex: String { Hex.encode(bytes) }

    /// `sha256:9f86d081…` is for the reader who knows the algorithm from its place; this is the hexadecimal text only.
    package var description: String { hex }

    // Digests of secrets are compared too, so every comparison takes the same time.
    package static func == (left: Digest, right: Digest) -> Bool { ConstantTime.equal(left.bytes, right.bytes) }
}

/// A digest over bytes that come in pieces. Not for use after `finish()`.
package struct Digester: ~Copyable {
    private let context: OpaquePointer

    package init(_ algorithm: DigestAlgorithm) {
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, algorithm.implementation, nil) == 1 else {
            // As with HMAC: no memory or no provider, and nothing here can go on.
            preconditionFailure("OpenSSL has no \(algorithm.rawValue)")
        }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    package mutating func update(_ bytes: some Collection<UInt8>) {
        let done: Void? = bytes.withContiguousStorageIfAvailable { buffer in
            _ = EVP_DigestUpdate(context, buffer.baseAddress, buffer.count)
        }
        if done == nil {
            let copy = Array(bytes)
            _ = EVP_DigestUpdate(context, copy, copy.count)
        }
    }

    package consuming func finish() -> Digest {
        var bytes = [UInt8](repeating: 0, count: Digest.byteCount)
        let status = EVP_DigestFinal_ex(context, &bytes, nil)
        precondition(status == 1, "a digest over memory cannot fail")
        return Digest(bytes)
    }
}

extension DigestAlgorithm {
    fileprivate var implementation: OpaquePointer {
        switch self {
        case .sha256: Implementation.sha256.pointer
        case .sm3: Implementation.sm3.pointer
        }
    }

    /// Fetched once: OpenSSL 3 looks an implicit one up under a lock at each use.
    private struct Implementation: @unchecked Sendable {
        // Unchecked: a fetched EVP_MD is never changed and lives as long as the process.
        let pointer: OpaquePointer

        static let sha256 = Implementation(.sha256)
        static let sm3 = Implementation(.sm3)

        init(_ algorithm: DigestAlgorithm) {
            guard let pointer = EVP_MD_fetch(nil, algorithm.rawValue, nil) else {
                preconditionFailure("OpenSSL has no \(algorithm.rawValue)")
            }
            self.pointer = pointer
        }
    }
}
