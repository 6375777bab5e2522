import Shared

/// All ways out of the service.
struct Channels: Sendable {
    let mail: any MailChannel
    /// The sender of every mail.
    let from: MailAddress
    let robots: any RobotChannel
    /// Signs what goes to a generic webhook; nil: it is not signed.
    let webhookSecret: [UInt8]?
    /// How many messages leave in a time.
    let pace: Pace

    /// Whose places a message takes: the mail server's, or those of the robot's host.
    func server(of message: Message) -> String {
        switch message {
        case .mail: "mail"
        case .robot(let message): message.to.host
        }
    }

    /// Where messages of a channel go.
    func way(of channel: ContactChannel) -> MessageChannel.Way {
        switch channel {
        case .email: mail.way
        case .wecom, .dingtalk, .webhook: robots.way
        }
    }

    /// Whether handing the same message over twice leaves one.
    func isIdempotent(_ channel: ContactChannel) -> Bool {
        switch channel {
        case .email: mail.isIdempotent
        case .wecom, .dingtalk, .webhook: robots.isIdempotent
        }
    }

    /// A digest in the form that its channel takes; nil when the address is none.
    func message(
        _ digest: DigestMessage, to address: String, by channel: ContactChannel, of delivery: Delivery, at now: Instant
    ) -> Message? {
        guard let format = RobotFormat(channel) else {
            return MailAddress(address).map { address in
                .mail(
                    MIMEMessage(
                        from: from, to: address, subject: digest.subject, text: digest.text, html: digest.html,
                        messageID: delivery.messageID, date: now, campaign: delivery.campaign))
            }
        }
        return RobotAddress(address).map { address in
            .robot(
                RobotMessage(
                    format: format, to: address, digest: digest, messageID: delivery.messageID, date: now,
                    campaign: delivery.campaign, secret: webhookSecret))
        }
    }

    func send(_ message: Message) async throws(ChannelRefusal) -> String {
        switch message {
        case .mail(let message): try await mail.send(message)
        case .robot(let message): try await robots.send(message)
        }
    }

    /// What is handed over.
    enum Message: Sendable {
        case mail(MIMEMessage)
        case robot(RobotMessage)
    }
}
