import COpenSSL

/// Why a TLS connection could not begin or had to end. Holds OpenSSL's words, never key material or what was sent.
package enum TLSFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// The two sides found no common ground, or what came is no TLS.
    case handshake(String)
    /// The other side's certificate is missing, not trusted, of another name or out of its time.
    case certificate(String)
    /// The other side broke the protocol after the handshake: a record that was changed on the way, for example.
    case violation(String)
    /// The bytes ended without a `close_notify`: what came before may have been cut off by anybody on the way.
    case truncated
    /// The handshake took too long.
    case timedOut

    /// One word for metrics.
    package var word: String {
        switch self {
        case .handshake: "handshake"
        case .certificate: "certificate"
        case .violation: "violation"
        case .truncated: "truncated"
        case .timedOut: "timeout"
        }
    }

    package var description: String {
        switch self {
        case .handshake(let reason): "TLS handshake: \(reason)"
        case .certificate(let reason): "TLS certificate: \(reason)"
        case .violation(let reason): "TLS: \(reason)"
        case .truncated: "TLS: the connection ended without a close_notify"
        case .timedOut: "TLS handshake: it took too long"
        }
    }

    /// What stands on this thread's error queue, taken off it.
    init(during isHandshake: Bool, of session: OpaquePointer) {
        let verification = SSL_get_verify_result(session)
        let error = OpenSSLError("TLS")
        if isHandshake, verification != Int(X509_V_OK) {
            self = .certificate(String(cString: X509_verify_cert_error_string(verification)))
        } else if isHandshake {
            self = error.isAboutPeersCertificate ? .certificate(error.reason) : .handshake(error.reason)
        } else {
            self = error.isAboutPeersCertificate ? .certificate(error.reason) : .violation(error.reason)
        }
    }
}

extension OpenSSLError {
    /// A certificate that was asked for and not sent, or an alert by which the other side refuses ours. In TLS 1.3 a client
    /// learns of the latter only after its own handshake is over.
    fileprivate var isAboutPeersCertificate: Bool {
        reason.contains("certificate") || reason.contains("unknown ca")
    }
}
