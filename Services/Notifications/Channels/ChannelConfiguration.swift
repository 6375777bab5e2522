import Shared

/// The keys only this service knows: where messages go.
enum ChannelConfiguration {
    static let outbox = ConfigurationKey<String>.text(
        "week.outbox", "a path", standard: "",
        "A maildir that gets every message, when no server is named; what is for robots goes into its folder `robots`.")
    static let delivery = ConfigurationKey<DeliveryMode>.choice(
        "week.delivery", standard: .deliver,
        "Whether messages are delivered, or recorded in the books and delivered to nobody, whatever else is named here."
    )
    static let smtpURL = ConfigurationKey<String>.text(
        "week.smtp.url", "smtp://host:port or smtps://host:port", standard: "", "The server messages are sent by.")
    static let smtpUsername = ConfigurationKey<String>.text(
        "week.smtp.username", "a name", standard: "", "For AUTH; without it there is none.")
    static let smtpPasswordFile = ConfigurationKey<String>.text(
        "week.smtp.password.file", "a path", standard: "", "Holds the password for AUTH.")
    static let smtpTLS = ConfigurationKey<MailSecurity>(
        "week.smtp.tls", "one of opportunistic, required", standard: "",
        "Whether a server without TLS is spoken to; without this key, only where no user name is given.",
        parse: MailSecurity.init(rawValue:))
    static let smtpAuthorities = ConfigurationKey<String>.text(
        "week.smtp.ca.file", "a path", standard: "", "Authorities that the server's certificate is verified against.")
    static let smtpHelo = ConfigurationKey<HeloName>(
        "week.smtp.helo", "a host name, or an address in brackets", standard: "",
        "What this service calls itself in EHLO; the machine's own name if absent, which many servers refuse without a domain.",
        parse: HeloName.init)
    /// A sender's lock lasts three minutes: a turn of one, and the longest message that began at its end.
    static let smtpTimeout = ConfigurationKey<Duration>.seconds(
        "week.smtp.timeout", in: 10...100, standard: 60,
        "How long one message may take, the server's answer to it included; then its outcome is unknown.")
    static let from = ConfigurationKey<String>.text(
        "week.smtp.from", "an address", standard: "no-reply@activity-week.invalid", "The sender of every message.")

    static let webhookHosts = ConfigurationKey<String>.text(
        "week.webhook.hosts", "host names, separated by commas", standard: "",
        "The hosts of robots that may be called, beside no other.")
    static let webhookSecretFile = ConfigurationKey<String>.text(
        "week.webhook.secret.file", "a path", standard: "", "Holds the secret that signs messages to generic webhooks.")
    static let webhookAuthorities = ConfigurationKey<String>.text(
        "week.webhook.ca.file", "a path", standard: "", "Authorities that robots' certificates are verified against.")

    static let perMinute = ConfigurationKey<Int>.integer(
        "week.pace.server", in: 0...60_000, standard: 0,
        "Messages a minute to one server at most, of all processes together; 0: as fast as it takes them.")
    static let perPersonPerHour = ConfigurationKey<Int>.integer(
        "week.pace.person", in: 0...1_000, standard: 20,
        "Messages an hour to one person by one channel at most; 0: no limit.")

    static let all: [ConfigurationKeyDescription] = [
        .init(perMinute), .init(perPersonPerHour), .init(delivery), .init(outbox), .init(smtpURL), .init(smtpUsername),
        .init(smtpPasswordFile), .init(smtpTLS), .init(smtpAuthorities), .init(smtpHelo), .init(smtpTimeout),
        .init(from),
        .init(webhookHosts), .init(webhookSecretFile), .init(webhookAuthorities),
    ]

    /// The channels the configuration asks for; throws `ConfigurationError` naming the key. Without a mail server
    /// everything goes to the outbox, what is for robots, too: a rehearsal reaches nobody.
    static func channels(_ source: ConfigurationSource) throws -> Channels {
        let mail = try mail(source)
        let hosts = try source.optional(webhookHosts)?.split(separator: ",").map { $0.trimmed.lowercased() } ?? []
        let secret = try source.optional(webhookSecretFile).map {
            Array(try ServiceConfiguration.secret(in: $0, for: webhookSecretFile).utf8)
        }
        return try Channels(
            mail: mail, from: sender(source),
            robots: mail as? any RobotChannel
                ?? RobotServers(
                    hosts: Set(hosts), authorities: source.optional(webhookAuthorities), timeout: .seconds(20)),
            webhookSecret: secret, pace: pace(source))
    }

    private static func pace(_ source: ConfigurationSource) throws -> Pace {
        let (perMinute, perPerson) = (try source.value(perMinute), try source.value(perPersonPerHour))
        return Pace(
            perMinute: perMinute == 0 ? nil : perMinute, perPersonPerHour: perPerson == 0 ? nil : perPerson)
    }

    private static func mail(_ source: ConfigurationSource) throws -> any MailChannel {
        if try source.value(delivery) == .record { return RecordOnly() }
        let password = try source.optional(smtpPasswordFile).map {
            try ServiceConfiguration.secret(in: $0, for: smtpPasswordFile)
        }
        if let url = try source.optional(smtpURL) {
            guard url.hasPrefix("smtp://") || url.hasPrefix("smtps://") else {
                throw ConfigurationError(key: smtpURL.environmentName, problem: "must begin with smtp:// or smtps://")
            }
            let username = try source.optional(smtpUsername)
            // A password must not leave in clear because somebody on the way takes STARTTLS out of the server's answer.
            let security = try source.optional(smtpTLS) ?? (username == nil ? .opportunistic : .required)
            return SMTPServer(
                url: url, helo: try source.optional(smtpHelo), username: username, password: password,
                requireTLS: security == .required, authorities: try source.optional(smtpAuthorities),
                timeout: try source.value(smtpTimeout))
        }
        guard let path = try source.optional(outbox) else {
            throw ConfigurationError(
                key: smtpURL.environmentName, problem: "name a server here or a folder in \(outbox.environmentName)")
        }
        return OutboxFolder(path: path)
    }

    private static func sender(_ source: ConfigurationSource) throws -> MailAddress {
        guard let address = MailAddress(try source.value(from)) else {
            throw ConfigurationError(key: from.environmentName, problem: "must be one plain address, name@host")
        }
        return address
    }
}

enum DeliveryMode: String, CaseIterable, Sendable {
    case deliver, record
}

enum MailSecurity: String, CaseIterable, Sendable {
    case opportunistic, required
}
