import Logging
import RPC
import Security

/// Every key a service reads. The table in `docs/operations` is made from here.
package enum ConfigurationKeys {
    static let file = ConfigurationKey<String>.text(
        "week.config.file", "a path", standard: "", "A JSON file with further values; the environment wins.")
    static let listen = address(
        "week.listen", standard: "127.0.0.1:0",
        "Where JSON-RPC is served. Port 0: any free one, told by the log line `listening`.")
    static let adminListen = address(
        "week.admin.listen", standard: "127.0.0.1:0", "Where /metrics, /healthz and /readyz are served; by HTTP.")
    static let database = ConfigurationKey<String>.text(
        "week.database", "a connection string of libpq", standard: nil,
        "Without a password: `host=… dbname=… user=…`.")
    static let databasePasswordFile = ConfigurationKey<String>.text(
        "week.database.password.file", "a path", standard: "", "Holds the password of the database's user.")
    static let databaseSchema = ConfigurationKey<String>.text(
        "week.database.schema", "a name", standard: "", "The service's own schema; the service's name if absent.")
    static let databaseReaders = ConfigurationKey<Int>.integer(
        "week.database.readers", in: 1...16, standard: 2, "Connections that carry the pipelines of reads.")
    static let databaseWriters = ConfigurationKey<Int>.integer(
        "week.database.writers", in: 1...16, standard: 2,
        "Connections that carry groups of writes which commit together.")
    static let databaseLeases = ConfigurationKey<Int>.integer(
        "week.database.leases", in: 1...256, standard: 8, "Connections for other writes and transactions.")
    static let databaseWait = ConfigurationKey<Duration>.seconds(
        "week.database.wait", in: 1...600, standard: 60, "How long a start waits for the database.")
    static let keysFile = ConfigurationKey<String>.text(
        "week.keys.file", "a path", standard: nil, "The accepted keys: principals, roles and digests, as JSON.")
    static let serviceKeyFile = ConfigurationKey<String>.text(
        "week.service.key.file", "a path", standard: "", "This service's own key, for its calls of the others.")
    static let signingKeysFile = ConfigurationKey<String>.text(
        "week.signing.keys.file", "a path", standard: nil,
        "The keys that sign this service's receipts and checkpoints, as `week up` and `week secrets` make them.")
    /// Of the services that keep personal data: not all do.
    package static let personalKeysFile = ConfigurationKey<String>.text(
        "week.personal.keys.file", "a path", standard: nil,
        "The keys under which contacts are encrypted, as `week up` and `week secrets` make them.")
    static let certificate = ConfigurationKey<String>.text(
        "week.tls.certificate", "a path", standard: "",
        "This service's certificate and those that lead to its authority, PEM. With it JSON-RPC and the admin port speak TLS only; read again when it changes."
    )
    static let certificateKey = ConfigurationKey<String>.text(
        "week.tls.key", "a path", standard: "", "The certificate's private key, PEM.")
    static let clients = ConfigurationKey<ClientCertificates>.choice(
        "week.tls.clients", standard: .off, "Whether callers of JSON-RPC must show a certificate.")
    static let clientAuthorities = ConfigurationKey<String>.text(
        "week.tls.client.ca", "a path", standard: "",
        "The authorities of callers' certificates, PEM; those of `WEEK_TLS_CA` if absent.")
    static let authorities = ConfigurationKey<String>.text(
        "week.tls.ca", "a path", standard: "",
        "The authorities of the other services' certificates, PEM. With it they are called by TLS, each under the host name it is reached by."
    )
    static let plaintext = ConfigurationKey<Plaintext>.choice(
        "week.plaintext", standard: .refused,
        "`allowed`: may listen without TLS where other machines can reach it. Loopback needs no word.")
    static let clock = ConfigurationKey<ServiceClock.Mode>.choice(
        "week.clock", standard: .system, "`manual` is for rehearsals: the time is what the clock's file says.")
    static let clockFile = ConfigurationKey<String>.text(
        "week.clock.file", "a path", standard: "",
        "With `manual`: an instant in RFC 3339, as `week clock set` writes it.")
    static let logLevel = ConfigurationKey<Logger.Level>.choice(
        "week.log.level", standard: .info, "The least severe log lines that are written.")
    static let drain = ConfigurationKey<Duration>.seconds(
        "week.drain", in: 1...120, standard: 20, "How long calls that run may take to end after SIGTERM.")

    static func peer(_ service: ServiceName) -> ConfigurationKey<HostPort> {
        address(
            "week.\(service.rawValue)", standard: "127.0.0.1:\(service.standardPort)",
            "Where the \(service.rawValue) service is reached.")
    }

    private static func address(_ name: String, standard: String, _ meaning: String) -> ConfigurationKey<HostPort> {
        ConfigurationKey(name, "host:port", standard: standard, meaning) { HostPort($0) }
    }

    /// In the order of the documentation.
    package static let all: [ConfigurationKeyDescription] =
        [
            .init(listen), .init(adminListen), .init(database), .init(databasePasswordFile), .init(databaseSchema),
            .init(databaseReaders), .init(databaseWriters), .init(databaseLeases), .init(databaseWait), .init(keysFile),
            .init(serviceKeyFile), .init(signingKeysFile),
        ]
        + ServiceName.allCases.map { .init(peer($0)) }
        + [
            .init(certificate), .init(certificateKey), .init(clients), .init(clientAuthorities), .init(authorities),
            .init(plaintext),
        ] + [.init(clock), .init(clockFile), .init(logLevel), .init(drain)]
        + LimitKey.all.map { .init($0.key) } + [.init(file)]
}
