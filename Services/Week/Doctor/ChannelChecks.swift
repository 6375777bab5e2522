import Shared

/// Whether messages can leave: servers that do not let notifications send, as it is set up.
struct ChannelChecks {
    let channels: [MessageChannel]

    func findings() -> [Finding] {
        channels.compactMap { channel in
            channel.problem.map { problem in
                let server =
                    channel.server.map { "the mail server \($0)" } ?? "the server of \(channel.channel.rawValue)"
                return .wrong(
                    "\(server) does not let notifications send: \(problem); \(channel.waiting) messages wait",
                    "\(Self.remedy(of: problem)); start notifications anew, then week call notifications.channels.test")
            }
        }
    }

    /// What of the configuration makes a server answer so. The words are those of notifications' `SMTPDialogue` and `SMTPServer`.
    private static func remedy(of problem: String) -> String {
        let says = { (words: [String]) in words.contains { problem.contains($0) } }
        // libcurl: the certificate is not verified (60), the file of authorities cannot be read (77), there is no TLS (64), AUTH
        // was refused (67).
        if says(["robot's server (curl"]) { return "WEEK_WEBHOOK_CA_FILE: the authority that signed its certificate" }
        if says(["curl 60", "curl 77"]) { return "WEEK_SMTP_CA_FILE: the authority that signed its certificate" }
        if says(["curl 64"]) { return "WEEK_SMTP_URL: a server with TLS, or WEEK_SMTP_TLS=opportunistic" }
        if says(["curl 67", "530", "534", "535", "538", "wants to know who sends"]) {
            return "WEEK_SMTP_USERNAME and WEEK_SMTP_PASSWORD_FILE: who may send there"
        }
        if says(["to the sender"]) { return "WEEK_SMTP_FROM: an address that it lets this user send from" }
        if says(["to the name in HELO", "to how it is spoken to"]) {
            return "WEEK_SMTP_HELO: the full name of this machine, with its domain"
        }
        return "WEEK_SMTP_URL: a server that takes messages from here"
    }
}
