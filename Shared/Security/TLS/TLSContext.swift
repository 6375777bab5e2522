import COpenSSL

/// A certificate with those that lead from it to an authority, and its key; both PEM.
package struct TLSIdentity: Sendable, Hashable, CustomStringConvertible {
    /// The own certificate first.
    package let chain: String
    package let key: String

    package init(chain: String, key: String) {
        self.chain = chain
        self.key = key
    }

    // Never the key.
    package var description: String { "a certificate and its key" }
}

/// Whether a server asks its clients for a certificate.
package enum ClientCertificates: String, Sendable, Hashable, CaseIterable {
    case off
    /// One that is sent must be trusted; none is fine too.
    case optional
    case required
}

/// What the TLS connections of one side are made with: certificate, trust, rules. Never changed after it was made; a reload
/// makes another one.
///
/// The rules: TLS 1.2 and 1.3; forward secrecy and authenticated encryption only; no renegotiation, no compression. There
/// is no resumption and there are no tickets: connections here live long, and so each has keys of its own, and a
/// certificate that is taken away is missed by the next connection.
package final class TLSContext: @unchecked Sendable {
    // Unchecked: an SSL_CTX counts its references atomically, and none of its settings is changed after init.
    private let pointer: OpaquePointer
    private let isServer: Bool

    /// TLS 1.2: ECDHE with an AEAD. Those of TLS 1.3 are OpenSSL's three, all of which are both.
    private static let suites = "ECDHE+AESGCM:ECDHE+CHACHA20"
    private static let groups = "X25519:P-256:P-384"

    /// - Parameter authorities: PEM; those that sign clients' certificates. Needed unless `clients` is off.
    package static func server(
        _ identity: TLSIdentity, clients: ClientCertificates = .off, authorities: String? = nil
    ) throws -> TLSContext {
        let context = try TLSContext(isServer: true)
        try context.use(identity)
        guard clients != .off else { return context }
        guard let authorities else { throw OpenSSLError("verify clients", reason: "there are no authorities") }
        try context.trust(authorities)
        let mode = SSL_VERIFY_PEER | (clients == .required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0)
        SSL_CTX_set_verify(context.pointer, mode, nil)
        return context
    }

    /// - Parameters:
    ///   - authorities: PEM; those that sign servers' certificates, the system's if nil.
    ///   - identity: shown to a server that asks for it.
    package static func client(authorities: String? = nil, identity: TLSIdentity? = nil) throws -> TLSContext {
        let context = try TLSContext(isServer: false)
        if let identity { try context.use(identity) }
        if let authorities {
            try context.trust(authorities)
        } else {
            try require(SSL_CTX_set_default_verify_paths(context.pointer), "read the system's authorities")
        }
        SSL_CTX_set_verify(context.pointer, SSL_VERIFY_PEER, nil)
        return context
    }

    private init(isServer: Bool) throws {
        self.isServer = isServer
        pointer = try require(SSL_CTX_new(isServer ? TLS_server_method() : TLS_client_method()), "prepare TLS")
        let minimum = SSL_CTX_ctrl(pointer, SSL_CTRL_SET_MIN_PROTO_VERSION, Int(TLS1_2_VERSION), nil)
        try require(Int32(minimum), "require TLS 1.2")
        try require(SSL_CTX_set_cipher_list(pointer, Self.suites), "choose cipher suites")
        let groups = Self.groups.withCString {
            SSL_CTX_ctrl(pointer, SSL_CTRL_SET_GROUPS_LIST, 0, UnsafeMutableRawPointer(mutating: $0))
        }
        try require(Int32(groups), "choose groups")
        // 112 bits of security and no SHA-1 signatures, whatever the system's openssl.cnf allows.
        SSL_CTX_set_security_level(pointer, 2)
        SSL_CTX_set_options(
            pointer,
            WEEK_SSL_OP_NO_RENEGOTIATION | WEEK_SSL_OP_NO_COMPRESSION | WEEK_SSL_OP_NO_TICKET
                | WEEK_SSL_OP_CIPHER_SERVER_PREFERENCE)
        SSL_CTX_ctrl(pointer, SSL_CTRL_SET_SESS_CACHE_MODE, Int(SSL_SESS_CACHE_OFF), nil)
        try require(SSL_CTX_set_num_tickets(pointer, 0), "send no tickets")
        // An idle connection keeps no record buffers: 34 KiB each.
        SSL_CTX_ctrl(pointer, SSL_CTRL_MODE, WEEK_SSL_MODE_RELEASE_BUFFERS, nil)
    }

    deinit { SSL_CTX_free(pointer) }

    private func use(_ identity: TLSIdentity) throws {
        let chain = try Certificate.list(pem: identity.chain)
        guard let own = chain.first else { throw OpenSSLError("read a certificate", reason: "there is none") }
        let key = try KeyHandle(pem: identity.key)
        let others = try require(OPENSSL_sk_new_null(), "read a certificate")
        // The stack only points; `chain` keeps what it points at, and OpenSSL counts what it takes over.
        defer { OPENSSL_sk_free(others) }
        for certificate in chain.dropFirst() { OPENSSL_sk_push(others, UnsafeRawPointer(certificate.pointer)) }
        try require(
            SSL_CTX_use_cert_and_key(pointer, own.pointer, key.pointer, others, 1), "use a certificate and its key")
        withExtendedLifetime(chain) {}
    }

    private func trust(_ authorities: String) throws {
        let certificates = try Certificate.list(pem: authorities)
        guard !certificates.isEmpty else { throw OpenSSLError("read authorities", reason: "there is no certificate") }
        let store = SSL_CTX_get_cert_store(pointer)
        for certificate in certificates {
            try require(X509_STORE_add_cert(store, certificate.pointer), "trust an authority")
            // Told to clients, so that they choose a certificate that will be accepted.
            if isServer { try require(SSL_CTX_add_client_CA(pointer, certificate.pointer), "name an authority") }
        }
    }

    /// - Parameter host: of a client: the name or address the server's certificate must be for. Required there.
    package func makeSession(verifying host: String? = nil) throws -> TLSSession {
        let session = try require(SSL_new(pointer), "begin TLS")
        do {
            if isServer {
                SSL_set_accept_state(session)
            } else {
                guard let host else { throw OpenSSLError("begin TLS", reason: "a client must know whom it calls") }
                SSL_set_connect_state(session)
                try Self.expect(host, on: session)
            }
            return try TLSSession(owning: session)
        } catch {
            SSL_free(session)
            throw error
        }
    }

    private static func expect(_ host: String, on session: OpaquePointer) throws {
        let parameters = SSL_get0_param(session)
        // An address is looked for among the certificate's addresses, and is never sent as a server's name (RFC 6066 §3).
        if X509_VERIFY_PARAM_set1_ip_asc(parameters, host) == 1 { return }
        ERR_clear_error()
        X509_VERIFY_PARAM_set_hostflags(parameters, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS))
        try require(SSL_set1_host(session, host), "expect a server's name")
        let status = host.withCString {
            SSL_ctrl(
                session, SSL_CTRL_SET_TLSEXT_HOSTNAME, Int(TLSEXT_NAMETYPE_host_name),
                UnsafeMutableRawPointer(mutating: $0))
        }
        try require(Int32(status), "name the server")
    }
}
