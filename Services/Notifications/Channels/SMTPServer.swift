import CCurl
import Dispatch
import Shared

/// An SMTP server, spoken to by libcurl: STARTTLS or TLS by the URL, AUTH when there is a user.
struct SMTPServer: MailChannel {
    /// `smtp://host:25` or `smtps://host:465`.
    let url: String
    let username: String?
    let password: String?
    /// Refuse to speak without TLS.
    let requireTLS: Bool
    let timeout: Duration

    /// A server may have taken what was handed over before the answer was lost.
    var isIdempotent: Bool { false }

    func send(_ message: MIMEMessage) async throws(ChannelRefusal) -> String {
        // libcurl blocks, so it gets a thread of its own and none of the pool's; its own timeout ends the wait.
        let outcome = await withCheckedContinuation { continuation in
            DispatchQueue.global(qos: .utility).async { continuation.resume(returning: transfer(message)) }
        }
        return try outcome.get()
    }

    private func transfer(_ message: MIMEMessage) -> Result<String, ChannelRefusal> {
        let bytes = message.bytes
        let result = bytes.withUnsafeBufferPointer { buffer in
            ccurl_send_mail(
                url, username, password, requireTLS ? 1 : 0, "<\(message.from)>", "<\(message.to)>", buffer.baseAddress,
                buffer.count, Int(timeout.components.seconds))
        }
        return Self.judge(
            curl: Int(result.curl_code), code: Int(result.response_code), handedOver: result.handed_over != 0)
    }

    /// Failed TLS and AUTH: a 5xx answer to these says nothing about the message, which must not be given up for it.
    private static let aboutTheSession: Set<Int> = [64, 67]  // CURLE_USE_SSL_FAILED, CURLE_LOGIN_DENIED

    /// RFC 5321 §4.2.1: 2xx taken, 4xx try again, 5xx never. Without an answer it depends on whether the message was
    /// handed over whole.
    static func judge(curl: Int, code: Int, handedOver: Bool) -> Result<String, ChannelRefusal> {
        if curl == 0 { return .success("\(code)") }
        if aboutTheSession.contains(curl) { return .failure(.temporary("the server answered \(code) (curl \(curl))")) }
        if code >= 500 { return .failure(.permanent("the server answered \(code)")) }
        if code >= 400 { return .failure(.temporary("the server answered \(code)")) }
        if handedOver { return .failure(.unknown("no answer after the message was handed over")) }
        return .failure(.temporary("the server could not be reached (curl \(curl))"))
    }
}
