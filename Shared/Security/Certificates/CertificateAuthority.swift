import COpenSSL

/// An authority of one cluster: signs the certificates by which its parts know each other, and nobody else's.
///
/// Keys are ECDSA on P-256, which every TLS library takes; signatures are over SHA-256.
package struct CertificateAuthority: Sendable {
    package let certificate: Certificate
    private let key: KeyHandle

    /// Ten years: longer than any campaign, and clients are given another one long before.
    package static let lifetime: Int64 = 10 * 365 * 86_400
    /// About thirteen months, the longest that clients accept of public ones too.
    package static let leafLifetime: Int64 = 397 * 86_400

    /// A new authority.
    /// - Parameter now: seconds since 1970.
    package static func make(name: String, now: Int64) throws -> CertificateAuthority {
        let key = try KeyHandle.forCertificates()
        let certificate = try CertificateDraft(name: name, key: key, now: now, lifetime: lifetime).signed(
            by: key, issuer: nil,
            extensions: [
                (NID_basic_constraints, "critical,CA:TRUE,pathlen:0"), (NID_key_usage, "critical,keyCertSign,cRLSign"),
                (NID_subject_key_identifier, "hash"),
            ])
        return CertificateAuthority(certificate: certificate, key: key)
    }

    private init(certificate: Certificate, key: KeyHandle) {
        self.certificate = certificate
        self.key = key
    }

    /// As `make` wrote it: PEM.
    package init(certificate: String, key: String) throws {
        self.certificate = try Certificate(pem: certificate)
        self.key = try KeyHandle(pem: key)
        try require(X509_check_private_key(self.certificate.pointer, self.key.pointer), "read an authority")
    }

    package var keyPEM: String {
        get throws { try key.pem }
    }

    /// A certificate for a server, that may also show itself as a client, with a new key.
    ///
    /// - Parameters:
    ///   - name: its subject, for people and logs.
    ///   - hosts: the names and addresses it is reached by; at least one.
    package func issue(name: String, hosts: [String], now: Int64) throws -> TLSIdentity {
        precondition(!hosts.isEmpty, "a certificate without a name is for nobody")
        let leaf = try KeyHandle.forCertificates()
        let names = hosts.map { (isAddress($0) ? "IP:" : "DNS:") + $0 }.joined(separator: ",")
        let draft = try CertificateDraft(name: name, key: leaf, now: now, lifetime: Self.leafLifetime)
        let certificate = try draft.signed(
            by: key, issuer: self.certificate,
            extensions: [
                (NID_basic_constraints, "critical,CA:FALSE"), (NID_key_usage, "critical,digitalSignature"),
                (NID_ext_key_usage, "serverAuth,clientAuth"), (NID_subject_key_identifier, "hash"),
                (NID_authority_key_identifier, "keyid"), (NID_subject_alt_name, names),
            ])
        return TLSIdentity(chain: try certificate.pem, key: try leaf.pem)
    }

    private func isAddress(_ host: String) -> Bool {
        let octets = a2i_IPADDRESS(host)
        defer { ASN1_OCTET_STRING_free(octets) }
        ERR_clear_error()
        return octets != nil
    }
}

/// A certificate before it is signed.
private final class CertificateDraft {
    private let draft: OpaquePointer

    init(name: String, key: KeyHandle, now: Int64, lifetime: Int64) throws {
        draft = try require(X509_new(), "make a certificate")
        // Counted from zero: version 3.
        try require(X509_set_version(draft, 2), "make a certificate")
        try Self.number(draft)
        // A little earlier than now, for clocks that are behind.
        _ = try require(ASN1_TIME_set(X509_getm_notBefore(draft), Int(now - 3_600)), "date a certificate")
        _ = try require(ASN1_TIME_set(X509_getm_notAfter(draft), Int(now + lifetime)), "date a certificate")
        let subject = X509_get_subject_name(draft)
        let bytes = Array(name.utf8)
        try require(
            X509_NAME_add_entry_by_NID(subject, NID_commonName, MBSTRING_UTF8, bytes, Int32(bytes.count), -1, 0),
            "name a certificate")
        try require(X509_set_pubkey(draft, key.pointer), "make a certificate")
    }

    deinit { X509_free(draft) }

    /// 159 random bits: positive, and never used twice (RFC 5280 §4.1.2.2).
    private static func number(_ draft: OpaquePointer) throws {
        let number = try require(BN_new(), "number a certificate")
        defer { BN_free(number) }
        try require(BN_rand(number, 159, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY), "number a certificate")
        _ = try require(BN_to_ASN1_INTEGER(number, X509_get_serialNumber(draft)), "number a certificate")
    }

    /// - Parameter issuer: nil for one that is signed by its own key.
    func signed(
        by key: KeyHandle, issuer: Certificate?, extensions: [(nid: Int32, value: String)]
    ) throws -> Certificate {
        let authority = issuer?.pointer ?? draft
        try require(X509_set_issuer_name(draft, X509_get_subject_name(authority)), "name an issuer")
        var context = X509V3_CTX()
        X509V3_set_ctx(&context, authority, draft, nil, nil, 0)
        for (nid, value) in extensions {
            let member = try require(X509V3_EXT_conf_nid(nil, &context, nid, value), "extend a certificate")
            defer { X509_EXTENSION_free(member) }
            try require(X509_add_ext(draft, member, -1), "extend a certificate")
        }
        guard X509_sign(draft, key.pointer, EVP_sha256()) > 0 else { throw OpenSSLError("sign a certificate") }
        // The certificate keeps it when this draft lets go.
        X509_up_ref(draft)
        return Certificate(owning: draft)
    }
}

extension KeyHandle {
    fileprivate static func forCertificates() throws -> KeyHandle {
        let context = try require(EVP_PKEY_CTX_new_from_name(nil, "EC", nil), "make a key")
        defer { EVP_PKEY_CTX_free(context) }
        try require(EVP_PKEY_keygen_init(context), "make a key")
        try require(EVP_PKEY_CTX_set_group_name(context, "P-256"), "make a key")
        var key: OpaquePointer?
        try require(EVP_PKEY_generate(context, &key), "make a key")
        return KeyHandle(owning: try require(key, "make a key"))
    }
}
