import Shared

/// An SMTP server, spoken to by libcurl: STARTTLS or TLS by the URL, AUTH when there is a user. Connections stay open between
/// messages. A message goes to all its addresses in one transaction; each of them may be refused for itself.
struct SMTPServer: MailChannel {
    let timeout: Duration
    let server: String?
    private let authenticated: Bool
    private let connections: MailConnections

    /// - Parameters:
    ///   - url: `smtp://host:25` or `smtps://host:465`.
    ///   - requireTLS: refuse to speak without TLS.
    ///   - authorities: a file with those that certificates are verified against; the system's if nil.
    init(
        url: String, username: String?, password: String?, requireTLS: Bool, authorities: String? = nil,
        timeout: Duration
    ) {
        self.timeout = timeout
        // `smtp:`, then who and where: a user named in the URL is nobody's business.
        server = url.split(separator: "/").dropFirst().first?.split(separator: "@").last.map(String.init)
        authenticated = username != nil
        connections = MailConnections {
            MailConnection(
                url: url, username: username, password: password, requireTLS: requireTLS, authorities: authorities)
        }
    }

    /// A server may have taken what was handed over before the answer was lost.
    var isIdempotent: Bool { false }
    var way: MessageChannel.Way { .smtp }

    func send(_ message: MIMEMessage) async throws(ChannelRefusal) -> Taken {
        try await BlockingCall.run { transfer(message) }.get()
    }

    private func transfer(_ message: MIMEMessage) -> Result<Taken, ChannelRefusal> {
        let outcome = connections.with { connection in connection.send(message, timeout: timeout) }
        guard let outcome else { return .failure(.temporary("there is no memory for a connection")) }
        return Self.judge(outcome, authenticated: authenticated)
    }

    /// What libcurl says of a session that could not begin: certificates, TLS, AUTH.
    private static let sessionFailures: Set<Int> = [
        60, 64, 67, 77,  // CURLE_PEER_FAILED_VERIFICATION, _USE_SSL_FAILED, _LOGIN_DENIED, _SSL_CACERT_BADFILE
    ]

    /// Without an answer it depends on whether the message was handed over whole.
    static func judge(_ outcome: MailConnection.Outcome, authenticated: Bool) -> Result<Taken, ChannelRefusal> {
        let dialogue = outcome.dialogue
        let refusals = dialogue.recipients.map { $0.refusal(authenticated: authenticated) }
        if outcome.curl == 0 {
            let refused = refusals.enumerated().compactMap { position, refusal in refusal.map { (position, $0) } }
            return .success(
                Taken(
                    answer: "\(dialogue.last?.code ?? 250)", refused: Dictionary(uniqueKeysWithValues: refused)))
        }
        guard let last = dialogue.last, let refusal = last.refusal(authenticated: authenticated) else {
            if sessionFailures.contains(outcome.curl) {
                return .failure(.misconfigured("no session with the server (curl \(outcome.curl))"))
            }
            return .failure(
                outcome.handedOver
                    ? .unknown("no answer after the message was handed over")
                    : .temporary("the server could not be reached (curl \(outcome.curl))"))
        }
        // Of several that were all refused, one that may come later keeps the message alive.
        guard last.command == .recipient else { return .failure(refusal) }
        return .failure(refusals.compactMap(\.self).max { $0.patience < $1.patience } ?? refusal)
    }
}

extension ChannelRefusal {
    /// Which of several refusals decides about a message that nobody took.
    fileprivate var patience: Int {
        switch self {
        case .permanent: 0
        case .temporary: 1
        case .unknown: 2
        case .misconfigured: 3
        }
    }
}
