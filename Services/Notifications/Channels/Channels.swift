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
    /// Servers that refuse this service as it is set up.
    let faults = ChannelFaults()

    /// Whose places a message takes: the mail server's, or those of the robot's host.
    func server(of message: Message) -> String {
        switch message {
        case .mail: Self.mailServer
        case .robot(let message): message.to.host
        }
    }

    /// As of a message, where all messages of a channel go to one server.
    func server(of channel: ContactChannel) -> String? { channel == .email ? Self.mailServer : nil }

    private static let mailServer = "mail"

    /// Whose places a delivery's message takes; nil: that depends on the address.
    func server(of delivery: Delivery) -> String? { ContactChannel(rawValue: delivery.channel).flatMap(server) }

    func isIdempotent(_ delivery: Delivery) -> Bool {
        ContactChannel(rawValue: delivery.channel).map(isIdempotent) ?? false
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

    /// A digest in the form that its channel takes, to those of the contact's addresses that are left; nil when there is none.
    func message(
        _ digest: DigestMessage, to contact: ContactDetail, except reached: ReachedAddresses,
        by channel: ContactChannel, of delivery: Delivery, at now: Instant
    ) -> AddressedMessage? {
        let revision = contact.contact.revision
        guard let format = RobotFormat(channel) else {
            guard let addresses = MailAddresses(contact.address)?.all else { return nil }
            let places = reached.left(of: addresses.count, revision: revision)
            guard !places.isEmpty else { return nil }
            let message = MIMEMessage(
                from: from, fromName: digest.sender, to: places.map { addresses[$0] }, subject: digest.subject,
                text: digest.text, html: digest.html, messageID: delivery.messageID, date: now,
                campaign: delivery.campaign)
            return AddressedMessage(message: .mail(message), places: places, revision: revision)
        }
        return RobotAddress(contact.address).map { address in
            let message = RobotMessage(
                format: format, to: address, digest: digest, messageID: delivery.messageID, date: now,
                campaign: delivery.campaign, secret: webhookSecret)
            return AddressedMessage(message: .robot(message), places: [0], revision: revision)
        }
    }

    /// As above, to whom of the contacts has the delivery's channel.
    func message(
        _ digest: DigestMessage, among contacts: [ContactDetail], except reached: ReachedAddresses,
        of delivery: Delivery, at now: Instant
    ) -> AddressedMessage? {
        guard let channel = ContactChannel(rawValue: delivery.channel) else { return nil }
        return contacts.first { $0.contact.channel == channel }
            .flatMap { message(digest, to: $0, except: reached, by: channel, of: delivery, at: now) }
    }

    func send(_ message: Message) async throws(ChannelRefusal) -> Taken {
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

/// A message, and whom of a contact's addresses it goes to.
struct AddressedMessage: Sendable {
    let message: Channels.Message
    /// Of the addresses, in their order.
    let places: [Int]
    /// Of the contact that they are places in.
    let revision: Int
}
