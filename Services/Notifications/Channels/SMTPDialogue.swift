import Shared

/// What a mail server answered while one message was handed over, in its order: which command, which code, which words.
struct SMTPDialogue: Sendable, Equatable {
    let answers: [Answer]

    /// The last line of an answer.
    struct Answer: Sendable, Equatable {
        let command: Command
        /// Three digits (RFC 5321 §4.2).
        let code: Int
        /// What follows it; may hold an address, so it is looked at and kept nowhere.
        let text: String

        /// The enhanced status (RFC 3463), `5.7.1`; nil where the server gives none.
        var status: Substring? {
            let word = text.prefix { $0 != " " }
            return word.split(separator: ".").count == 3 && word.allSatisfy { $0.isNumber || $0 == "." } ? word : nil
        }
    }

    enum Command: Sendable, Equatable {
        /// Greeting, EHLO, STARTTLS, AUTH: before anything is said of a message.
        case session
        /// The sender.
        case mail
        /// One recipient.
        case recipient
        /// Whether the message may come.
        case data
        /// The message itself.
        case message
    }

    /// - Parameter lines: as `ccurl_mailer_send` writes them.
    init(_ lines: String) {
        answers = lines.split(separator: "\n").compactMap { line in
            guard let space = line.firstIndex(of: " "), let code = Int(line[space...].dropFirst().prefix(3)) else {
                return nil
            }
            // How it says good-bye says nothing of the message.
            if line[..<space] == "QUIT" { return nil }
            let command: Command =
                switch line[..<space] {
                case "MAIL": .mail
                case "RCPT": .recipient
                case "DATA": .data
                case ".": .message
                default: .session
                }
            return Answer(command: command, code: code, text: String(line[space...].dropFirst(5)))
        }
    }

    /// One for each recipient that was named, in their order.
    var recipients: [Answer] { answers.filter { $0.command == .recipient } }

    var last: Answer? { answers.last }
}

extension SMTPDialogue.Answer {
    /// What an answer means for a message; nil: go on. RFC 5321 §4.2.1: 4xx try again, 5xx never, unless it is not the message
    /// that is refused but whoever hands it over. Postfix says what it thinks of client, HELO and sender to the first recipient
    /// only (`smtpd_delay_reject`, its default), so there the words count, too.
    ///
    /// - Parameter isKnown: whether the server has reason to know us: we said who we are, or it took a message of ours before.
    func refusal(isKnown: Bool) -> ChannelRefusal? {
        guard code >= 400 else { return nil }
        let words = "the server answered \(code)"
        let ours = code >= 500 ? culprit(isKnown: isKnown) : says("greylist", "graylist") ? nil : named
        if let ours { return .misconfigured(words + ours.rawValue) }
        if code >= 500 { return .permanent(words) }
        return command == .session ? .unreachable(words + " before the message") : .temporary(words)
    }

    /// What of us is refused, as it stands behind the code; `week doctor` tells the key of the configuration by it.
    private enum Culprit: String {
        case session = " before the message"
        case sender = " to the sender"
        case name = " to the name in HELO"
        case machine = " to this machine"
        case protocolUse = " to how it is spoken to"
        case stranger = ": it wants to know who sends"
    }

    /// nil: the message, or one of its recipients.
    private func culprit(isKnown: Bool) -> Culprit? {
        switch command {
        case .session: .session
        case .mail:
            // RFC 3463 §3.4: 5.3.4 is about the message's size. Everything else is about the sender, which all messages share.
            status == "5.3.4" || code == 552 ? nil : named ?? .sender
        case .recipient, .data:
            if wantsAuthentication {
                .stranger
            } else if let named {
                named
            } else if isAboutRecipient {
                isVague && !isKnown ? .stranger : nil
            } else if says("relay") || (isVague && !isKnown) {
                .stranger
            } else if isAboutProtocol {
                .protocolUse
            } else {
                nil
            }
        case .message: named
        }
    }

    /// Where the server names us: in the words of Postfix, or by a status that is about who sends: RFC 7372 (DKIM, SPF, reverse
    /// name), 5.7.60 of Exchange (may not send as this sender).
    private var named: Culprit? {
        if says("recipient address rejected") { return nil }
        if says("sender address rejected"), says("not logged in") { return .stranger }
        if says("sender address rejected") || Self.statusesOfSender.contains(status ?? "") { return .sender }
        if says("helo command rejected") { return .name }
        if says("client host rejected", "client host [") || status == "5.7.25" { return .machine }
        return nil
    }

    private static let statusesOfSender: Set<Substring> = [
        "5.7.20", "5.7.21", "5.7.22", "5.7.23", "5.7.24", "5.7.26", "5.7.60",
    ]

    /// RFC 4954 §6.
    private var wantsAuthentication: Bool { code == 530 || code == 534 || code == 535 || code == 538 }

    /// RFC 3463 §3.2: 5.1 is the address.
    private var isAboutRecipient: Bool { says("recipient address rejected") || status?.hasPrefix("5.1.") == true }

    /// RFC 5321 §4.2.2, RFC 3463 §3.6: syntax and sequence of commands, which a message does not change. 5.5.0 and 5.5.3 are said
    /// of mailboxes and of too many recipients.
    private var isAboutProtocol: Bool {
        if let status { return ["5.5.1", "5.5.2", "5.5.4", "5.5.5"].contains(status) }
        return code == 501 || code == 503 || code == 504
    }

    /// Said of a mailbox that takes messages from few, and, by a server for submission, to everybody who did not say who they are.
    private var isVague: Bool {
        (status?.hasPrefix("5.7.") ?? true) && says("access denied", "authenticat")
    }

    private func says(_ words: String...) -> Bool {
        let said = text.lowercased()
        return words.contains { said.contains($0) }
    }
}
