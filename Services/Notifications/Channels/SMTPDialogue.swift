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
    /// that is refused but whoever hands it over.
    ///
    /// - Parameter authenticated: whether we said who we are.
    func refusal(authenticated: Bool) -> ChannelRefusal? {
        guard code >= 400 else { return nil }
        let words = "the server answered \(code)"
        guard code >= 500 else { return .temporary(words) }
        switch command {
        case .session: return .misconfigured(words + " before the message")
        case .mail:
            // RFC 3463 §3.4: 5.3.4 is about the message's size. Everything else is about the sender, which all messages share.
            return status == "5.3.4" || code == 552 ? .permanent(words) : .misconfigured(words + " to the sender")
        case .recipient, .data:
            return wantsAuthentication || (!authenticated && refusesToRelay)
                ? .misconfigured(words + ": it wants to know who sends") : .permanent(words)
        case .message: return .permanent(words)
        }
    }

    /// RFC 4954 §6.
    private var wantsAuthentication: Bool { code == 530 || code == 534 || code == 535 || code == 538 }

    /// RFC 3463 §3.8: security or policy; servers without enhanced codes say it in words.
    private var refusesToRelay: Bool {
        if let status { return status.hasPrefix("5.7.") }
        let words = text.lowercased()
        return words.contains("relay") || words.contains("authenticat")
    }
}
