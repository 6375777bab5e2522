import Shared

/// The keys only this service knows: where messages go.
enum MailConfiguration {
    static let outbox = ConfigurationKey<String>.text(
        "week.outbox", "a path", standard: "", "A folder that gets one .eml file per message, when no server is named.")
    static let smtpURL = ConfigurationKey<String>.text(
        "week.smtp.url", "smtp://host:port or smtps://host:port", standard: "", "The server messages are sent by.")
    static let smtpUsername = ConfigurationKey<String>.text(
        "week.smtp.username", "a name", standard: "", "For AUTH; without it there is none.")
    static let smtpPasswordFile = ConfigurationKey<String>.text(
        "week.smtp.password.file", "a path", standard: "", "Holds the password for AUTH.")
    static let smtpTLS = ConfigurationKey<MailSecurity>.choice(
        "week.smtp.tls", standard: .opportunistic, "Whether a server without TLS is spoken to.")
    static let from = ConfigurationKey<String>.text(
        "week.smtp.from", "an address", standard: "no-reply@activity-week.invalid", "The sender of every message.")

    static let all: [ConfigurationKeyDescription] = [
        .init(outbox), .init(smtpURL), .init(smtpUsername), .init(smtpPasswordFile), .init(smtpTLS), .init(from),
    ]

    /// The channel the configuration asks for; throws `ConfigurationError` naming the key.
    static func channel(_ source: ConfigurationSource) throws -> any MailChannel {
        let password = try source.optional(smtpPasswordFile).map {
            try ServiceConfiguration.secret(in: $0, for: smtpPasswordFile)
        }
        if let url = try source.optional(smtpURL) {
            guard url.hasPrefix("smtp://") || url.hasPrefix("smtps://") else {
                throw ConfigurationError(key: smtpURL.environmentName, problem: "must begin with smtp:// or smtps://")
            }
            return SMTPServer(
                url: url, username: try source.optional(smtpUsername), password: password,
                requireTLS: try source.value(smtpTLS) == .required, timeout: .seconds(60))
        }
        guard let path = try source.optional(outbox) else {
            throw ConfigurationError(
                key: smtpURL.environmentName, problem: "name a server here or a folder in \(outbox.environmentName)")
        }
        return OutboxFolder(path: path)
    }

    static func sender(_ source: ConfigurationSource) throws -> MailAddress {
        guard let address = MailAddress(try source.value(from)) else {
            throw ConfigurationError(key: from.environmentName, problem: "must be one plain address, name@host")
        }
        return address
    }
}

enum MailSecurity: String, CaseIterable, Sendable {
    case opportunistic, required
}
