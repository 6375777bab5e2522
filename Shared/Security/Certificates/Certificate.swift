import COpenSSL

/// An X.509 certificate (RFC 5280).
package final class Certificate: @unchecked Sendable {
    // Unchecked: an X509 is not changed after it was read or signed, and OpenSSL counts its references atomically.
    let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) { self.pointer = pointer }

    deinit { X509_free(pointer) }

    /// The first certificate of a PEM text.
    package convenience init(pem: String) throws {
        let file = try MemoryFile(pem)
        self.init(owning: try require(PEM_read_bio_X509(file.bio, nil, nil, nil), "read a certificate"))
    }

    /// All certificates of a PEM text, in their order; empty when there is none. Throws when one cannot be read.
    package static func list(pem: String) throws -> [Certificate] {
        let file = try MemoryFile(pem)
        var list: [Certificate] = []
        while let pointer = PEM_read_bio_X509(file.bio, nil, nil, nil) { list.append(Certificate(owning: pointer)) }
        // The end of the text is reported as an error of this kind; any other is one.
        let code = ERR_peek_last_error()
        guard code == 0 || code & 0x7F_FFFF == UInt(PEM_R_NO_START_LINE) else {
            throw OpenSSLError("read a certificate")
        }
        ERR_clear_error()
        return list
    }

    package var pem: String {
        get throws {
            let file = try MemoryFile()
            try require(PEM_write_bio_X509(file.bio, pointer), "write a certificate")
            return file.text
        }
    }

    /// When its time ends: seconds since 1970.
    package var notAfter: Int64 {
        get throws {
            var fields = tm()
            try require(ASN1_TIME_to_tm(X509_get0_notAfter(pointer), &fields), "read a certificate's end")
            return Int64(timegm(&fields))
        }
    }

    /// Whether it is for this name or address.
    package func isFor(_ host: String) -> Bool {
        let isFor = X509_check_host(pointer, host, 0, 0, nil) == 1 || X509_check_ip_asc(pointer, host, 0) == 1
        ERR_clear_error()
        return isFor
    }

    /// Whether its signature is by the other's key. Says nothing of times and purposes.
    package func isSigned(by authority: Certificate) -> Bool {
        let isSigned = X509_verify(pointer, X509_get0_pubkey(authority.pointer)) == 1
        ERR_clear_error()
        return isSigned
    }

    /// Whether the private key, PEM, is this certificate's.
    package func belongs(to key: String) -> Bool {
        guard let handle = try? KeyHandle(pem: key) else { return false }
        let belongs = X509_check_private_key(pointer, handle.pointer) == 1
        ERR_clear_error()
        return belongs
    }
}
