import CCurl
import Shared

/// The robots' own servers, spoken to over HTTPS by libcurl. Only hosts that the configuration names are called: the
/// address of a contact must not make this service knock at doors inside the network.
struct RobotServers: RobotChannel {
    /// Lower case.
    let hosts: Set<String>
    /// Authorities to verify servers against; the system's if nil.
    let authorities: String?
    let timeout: Duration

    /// A server may have taken what was handed over before the answer was lost.
    var isIdempotent: Bool { false }
    var way: MessageChannel.Way { .https }

    func send(_ message: RobotMessage) async throws(ChannelRefusal) -> Taken {
        guard hosts.contains(message.to.host) else {
            throw .permanent("the robot's host is not among those that may be called")
        }
        let body: [UInt8]
        do { body = try message.body() } catch { throw .permanent("the message could not be written as JSON") }
        return try await BlockingCall.run { post(message, body) }.get()
    }

    private func post(_ message: RobotMessage, _ body: [UInt8]) -> Result<Taken, ChannelRefusal> {
        var answer = [UInt8](repeating: 0, count: Self.answerLimit)
        let result = ccurl_post_json(
            message.url, message.headers(body: body).joined(separator: "\n"), body, body.count, authorities, &answer,
            answer.count, Int(timeout.components.seconds))
        return Self.judge(
            curl: Int(result.curl_code), status: Int(result.status), handedOver: result.handed_over != 0,
            answer: Array(answer.prefix(result.answer_length)),
            format: message.format)
    }

    /// Robots answer in a few dozen bytes.
    private static let answerLimit = 4_096
    /// Too many messages, or busy: enterprise WeChat 45009 and -1; DingTalk 130101, 130102 and 410100 (twenty a minute), 90030 (a
    /// day's share) and -1.
    private static let tryAgain: Set<Int64> = [-1, 45_009, 90_030, 130_101, 130_102, 410_100]
    /// As of mail: the server's certificate is not verified (CURLE_PEER_FAILED_VERIFICATION), the file of authorities cannot be
    /// read (CURLE_SSL_CACERT_BADFILE).
    private static let sessionFailures: Set<Int> = [60, 77]

    /// RFC 9110 §15: 2xx taken, 408, 425, 429 and 5xx try again, every other answer never. The robots of enterprise WeChat
    /// and DingTalk answer 200 and say in `errcode` what they think. Without an answer it depends on whether the body was
    /// handed over whole.
    static func judge(
        curl: Int, status: Int, handedOver: Bool, answer: [UInt8], format: RobotFormat
    ) -> Result<Taken, ChannelRefusal> {
        if sessionFailures.contains(curl) {
            return .failure(.misconfigured("no session with the robot's server (curl \(curl))"))
        }
        guard curl == 0 else {
            return .failure(
                handedOver
                    ? .unknown("no answer after the message was handed over")
                    : .temporary("the robot could not be reached (curl \(curl))"))
        }
        switch status {
        case 200..<300: break
        case 408, 425, 429, 500...: return .failure(.temporary("the robot answered \(status)"))
        default: return .failure(.permanent("the robot answered \(status)"))
        }
        switch format {
        case .webhook: return .success(Taken(answer: "\(status)"))
        case .wecom, .dingtalk:
            let said = try? RawJSON(answer).decoded(as: JSONValue.self)["errcode"]?.int
            guard let said else { return .failure(.unknown("the robot answered \(status) without an errcode")) }
            if said == 0 { return .success(Taken(answer: "\(status)")) }
            let words = "the robot answered errcode \(said)"
            return .failure(tryAgain.contains(said) ? .temporary(words) : .permanent(words))
        }
    }
}
