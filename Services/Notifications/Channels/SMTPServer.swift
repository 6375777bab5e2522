import CCurl
import Shared

/// An SMTP server, spoken to by libcurl: STARTTLS or TLS by the URL, AUTH when there is a user. Connections stay open between
/// messages. Every message has one recipient: nobody sees whom else it went to.
struct SMTPServer: MailChannel {
    let timeout: Duration
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
        connections = MailConnections {
            MailConnection(
                url: url, username: username, password: password, requireTLS: requireTLS, authorities: authorities)
        }
    }

    /// A server may have taken what was handed over before the answer was lost.
    var isIdempotent: Bool { false }
    var way: MessageChannel.Way { .smtp }

    func send(_ message: MIMEMessage) async throws(ChannelRefusal) -> String {
        try await BlockingCall.run { transfer(message) }.get()
    }

    private func transfer(_ message: MIMEMessage) -> Result<String, ChannelRefusal> {
        let result = connections.with { connection in
            connection.send(message.bytes, from: message.from, to: message.to, timeout: timeout)
        }
        guard let result else { return .failure(.temporary("there is no memory for a connection")) }
        return Self.judge(
            curl: Int(result.curl_code), code: Int(result.response_code), handedOver: result.handed_over != 0)
    }

    /// Failed TLS and AUTH: a 5xx answer to these says nothing about the message, which must not be given up for it.
    private static let aboutTheSession: Set<Int> = [64, 67]  // CURLE_USE_SSL_FAILED, CURLE_LOGIN_DENIED

    private static let weirdReply = 8  // CURLE_WEIRD_SERVER_REPLY

    /// RFC 5321 §4.2.1: 2xx taken, 4xx try again, 5xx never. Without an answer it depends on whether the message was
    /// handed over whole.
    static func judge(curl: Int, code: Int, handedOver: Bool) -> Result<String, ChannelRefusal> {
        if curl == 0 { return .success("\(code)") }
        if aboutTheSession.contains(curl) { return .failure(.temporary("the server answered \(code) (curl \(curl))")) }
        // A greeting that refuses us, or a server that wants TLS or AUTH first: about the session as well.
        if code == 530 || (code >= 500 && curl == weirdReply && !handedOver) {
            return .failure(.temporary("the server answered \(code) before the message"))
        }
        if code >= 500 { return .failure(.permanent("the server answered \(code)")) }
        if code >= 400 { return .failure(.temporary("the server answered \(code)")) }
        if handedOver { return .failure(.unknown("no answer after the message was handed over")) }
        return .failure(.temporary("the server could not be reached (curl \(curl))"))
    }
}
