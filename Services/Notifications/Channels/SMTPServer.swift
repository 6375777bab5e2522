import Shared

/// An SMTP server, spoken to by libcurl: STARTTLS or TLS by the URL, AUTH when there is a user. Connections stay open between
/// messages. A message goes to all its addresses in one transaction; each of them may be refused for itself.
struct SMTPServer: MailChannel {
    let timeout: Duration
    let server: String?
    private let isAuthenticated: Bool
    private let connections: MailConnections

    /// - Parameters:
    ///   - url: `smtp://host:25` or `smtps://host:465`.
    ///   - helo: what it calls itself in EHLO; this machine's own name if nil.
    ///   - requireTLS: refuse to speak without TLS.
    ///   - authorities: a file with those that certificates are verified against; the system's if nil.
    init(
        url: String, helo: HeloName? = nil, username: String?, password: String?, requireTLS: Bool,
        authorities: String? = nil, timeout: Duration
    ) {
        self.timeout = timeout
        // `smtp:`, then who and where: a user named in the URL is nobody's business.
        server = url.split(separator: "/").dropFirst().first?.split(separator: "@").last.map(String.init)
        isAuthenticated = username != nil
        let place = helo.map { Self.url(url, helo: $0) } ?? url
        connections = MailConnections {
            MailConnection(
                url: place, username: username, password: password, requireTLS: requireTLS, authorities: authorities)
        }
    }

    /// libcurl takes the name for EHLO from the path of the URL.
    static func url(_ url: String, helo: HeloName) -> String {
        url.split(separator: "/").prefix(2).joined(separator: "//") + "/" + helo.inURL
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
        let judgement = Self.judge(outcome, isKnown: isAuthenticated || connections.hasDelivered)
        if case .success = judgement { connections.noteDelivery() }
        return judgement
    }

    /// What libcurl says of a session that could not begin: certificates, TLS, AUTH.
    private static let sessionFailures: Set<Int> = [
        60, 64, 67, 77,  // CURLE_PEER_FAILED_VERIFICATION, _USE_SSL_FAILED, _LOGIN_DENIED, _SSL_CACERT_BADFILE
    ]

    /// Without an answer it depends on whether the message was handed over whole.
    ///
    /// - Parameter isKnown: whether the server has reason to know us.
    static func judge(_ outcome: MailConnection.Outcome, isKnown: Bool) -> Result<Taken, ChannelRefusal> {
        let dialogue = outcome.dialogue
        let refusals = dialogue.recipients.map { $0.refusal(isKnown: isKnown) }
        if outcome.curl == 0 {
            let refused = refusals.enumerated().compactMap { position, refusal in refusal.map { (position, $0) } }
            return .success(
                Taken(
                    answer: "\(dialogue.last?.code ?? 250)", refused: Dictionary(uniqueKeysWithValues: refused)))
        }
        guard let last = dialogue.last, let refusal = last.refusal(isKnown: isKnown) else {
            if sessionFailures.contains(outcome.curl) {
                return .failure(.misconfigured("no session with the server (curl \(outcome.curl))"))
            }
            if outcome.handedOver { return .failure(.unknown("no answer after the message was handed over")) }
            let words = "the server could not be reached (curl \(outcome.curl))"
            // A connection that breaks while a message is spoken of may break because of it.
            let isAboutIt = dialogue.answers.contains { $0.command != .session }
            return .failure(isAboutIt ? .temporary(words) : .unreachable(words))
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
        case .unreachable: 3
        case .misconfigured: 4
        }
    }
}
