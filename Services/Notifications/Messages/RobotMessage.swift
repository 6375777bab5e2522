import Shared

/// What a robot expects. Each is plain text inside JSON, so that no name becomes markup.
enum RobotFormat: Sendable, Hashable {
    case wecom, dingtalk, webhook

    /// nil for a channel of mail.
    init?(_ channel: ContactChannel) {
        switch channel {
        case .email: return nil
        case .wecom: self = .wecom
        case .dingtalk: self = .dingtalk
        case .webhook: self = .webhook
        }
    }

    /// Bytes of text a robot takes: enterprise WeChat 2,048; of DingTalk it is the body that counts; ours for everybody else.
    var textLimit: Int {
        switch self {
        case .wecom: 2_048
        case .dingtalk: 19_000
        case .webhook: 262_144
        }
    }

    /// Bytes of a body, JSON and all: DingTalk answers 460101 beyond 20,000. nil: the text's limit is enough.
    var bodyLimit: Int? { self == .dingtalk ? 20_000 : nil }
}

/// One message as a robot takes it: URL, headers and body of a POST. Pure.
struct RobotMessage: Sendable {
    let format: RobotFormat
    let to: RobotAddress
    let digest: DigestMessage
    /// With its angle brackets; the same on every attempt.
    let messageID: String
    let date: Instant
    let campaign: CampaignKey
    /// For a generic webhook's signature; nil: none.
    let secret: [UInt8]?

    /// DingTalk's signature is part of the URL: base64 of HMAC-SHA256 over the time and the robot's secret.
    var url: String {
        guard format == .dingtalk, let secret = to.secret else { return to.url }
        let code = DigestAlgorithm.sha256.authenticationCode(
            of: "\(milliseconds)\n\(secret)".utf8, key: Array(secret.utf8))
        let sign = Base64.encode(code.bytes).replacing("+", with: "%2B").replacing("/", with: "%2F")
            .replacing("=", with: "%3D")
        return "\(to.url)\(to.url.contains("?") ? "&" : "?")timestamp=\(milliseconds)&sign=\(sign)"
    }

    /// A generic receiver can tell a repeat by the key, and who it comes from by the signature over time and body.
    func headers(body: [UInt8]) -> [String] {
        guard format == .webhook else { return [] }
        let key = "Idempotency-Key: \(messageID.filter { $0 != "<" && $0 != ">" })"
        guard let secret else { return [key] }
        let code = DigestAlgorithm.sha256.authenticationCode(of: Array("\(milliseconds).".utf8) + body, key: secret)
        return [key, "X-Week-Timestamp: \(milliseconds)", "X-Week-Signature: sha256=\(code.hex)"]
    }

    func body() throws -> [UInt8] {
        let body = try body(of: digest.shortText(atMost: format.textLimit))
        guard let limit = format.bodyLimit, body.count > limit else { return body }
        // A byte less of text is at least one less of JSON.
        return try self.body(of: digest.shortText(atMost: max(format.textLimit - (body.count - limit), 256)))
    }

    private func body(of text: String) throws -> [UInt8] {
        switch format {
        case .wecom, .dingtalk: return try RawJSON(encoding: RobotText(text: .init(content: text))).bytes
        case .webhook:
            return try RawJSON(
                encoding: Notice(
                    id: messageID, campaign: campaign, at: date, subject: digest.subject, text: text)
            ).bytes
        }
    }

    private var milliseconds: Int64 { date.microseconds / 1_000 }

    private struct RobotText: Encodable {
        var msgtype = "text"
        let text: Content

        struct Content: Encodable { let content: String }
    }

    private struct Notice: Encodable {
        let id: String
        let campaign: CampaignKey
        let at: Instant
        let subject: String
        let text: String
    }
}
