package import Contracts
package import Logging
package import Postgres
package import RPC
import Security

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The configuration of a service, read and checked as a whole before anything starts.
package struct ServiceConfiguration: Sendable {
    package let service: ServiceName
    package let listen: HostPort
    package let adminListen: HostPort
    package let database: DatabaseConfiguration
    package let databaseWait: Duration
    package let keysFile: String
    package let serviceKeyFile: String?
    package let signingKeysFile: String
    package let peers: [ServiceName: HostPort]
    package let tls: TLSFiles
    /// Listens without TLS where other machines can reach it, because it was told to.
    package let allowsPlaintext: Bool
    package let clockMode: ServiceClock.Mode
    package let clockFile: String?
    package let logLevel: Logger.Level
    package let drain: Duration
    /// What every connection is held to.
    package let limits: RPCLimits
    /// For the keys only this service knows: `try configuration.source.value(MailKeys.outbox)`.
    package let source: ConfigurationSource

    /// Throws `ConfigurationError`, which names the key.
    package init(_ service: ServiceName, from source: ConfigurationSource) throws {
        self.service = service
        self.source = source
        listen = try source.value(ConfigurationKeys.listen)
        adminListen = try source.value(ConfigurationKeys.adminListen)
        database = try Self.database(service, source)
        databaseWait = try source.value(ConfigurationKeys.databaseWait)
        keysFile = try source.value(ConfigurationKeys.keysFile)
        serviceKeyFile = try source.optional(ConfigurationKeys.serviceKeyFile)
        signingKeysFile = try source.value(ConfigurationKeys.signingKeysFile)
        var peers: [ServiceName: HostPort] = [:]
        for peer in ServiceName.allCases where peer != service {
            peers[peer] = try source.value(ConfigurationKeys.peer(peer))
        }
        self.peers = peers
        tls = try TLSFiles(from: source)
        allowsPlaintext = try source.value(ConfigurationKeys.plaintext) == .allowed
        clockMode = try source.value(ConfigurationKeys.clock)
        clockFile = try source.optional(ConfigurationKeys.clockFile)
        logLevel = try source.value(ConfigurationKeys.logLevel)
        drain = try source.value(ConfigurationKeys.drain)
        limits = try LimitKey.limits(source, drain: drain)
        try refusePlaintext(listen, ConfigurationKeys.listen)
        try refusePlaintext(adminListen, ConfigurationKeys.adminListen)
    }

    /// Nothing that other machines can reach is plain, unless somebody said so by name.
    private func refusePlaintext(_ address: HostPort, _ key: ConfigurationKey<HostPort>) throws {
        guard !address.isLoopback, tls.server == nil, !allowsPlaintext else { return }
        throw ConfigurationError(
            key: key.environmentName,
            problem: "\(address) can be reached by other machines: set \(ConfigurationKeys.certificate.environmentName)"
                + " and \(ConfigurationKeys.certificateKey.environmentName), or listen on 127.0.0.1, or allow it by"
                + " \(ConfigurationKeys.plaintext.environmentName)=allowed")
    }

    private static func database(_ service: ServiceName, _ source: ConfigurationSource) throws -> DatabaseConfiguration
    {
        let schema = try source.optional(ConfigurationKeys.databaseSchema) ?? service.rawValue
        let key = ConfigurationKeys.database
        var database: DatabaseConfiguration
        do {
            database = try DatabaseConfiguration(
                conninfo: source.value(key), applicationName: "week-\(service.rawValue)", schema: schema)
        } catch let error as PostgresError {
            throw ConfigurationError(key: key.environmentName, problem: error.description)
        }
        if let path = try source.optional(ConfigurationKeys.databasePasswordFile) {
            database.parameters["password"] = try secret(in: path, for: ConfigurationKeys.databasePasswordFile)
        }
        database.readers = try source.value(ConfigurationKeys.databaseReaders)
        database.writers = try source.value(ConfigurationKeys.databaseWriters)
        database.leases = try source.value(ConfigurationKeys.databaseLeases)
        return database
    }

    /// The text of a file that holds a secret, without the newline at its end.
    package static func secret(in path: String, for key: ConfigurationKey<String>) throws -> String {
        guard let text = (try? String(contentsOfFile: path, encoding: .utf8))?.trimmed, !text.isEmpty else {
            throw ConfigurationError(key: key.environmentName, problem: "\(path) cannot be read, or is empty")
        }
        return text
    }

    package var schema: String { database.schema ?? service.rawValue }

    /// This service's own key; nil when there is none, and then the other services refuse its calls.
    func serviceKey() throws -> APIKey? {
        guard let serviceKeyFile else { return nil }
        let text = try Self.secret(in: serviceKeyFile, for: ConfigurationKeys.serviceKeyFile)
        guard let key = APIKey(text) else {
            throw ConfigurationError(
                key: ConfigurationKeys.serviceKeyFile.environmentName, problem: "\(serviceKeyFile) holds no key")
        }
        return key
    }

    /// The clock the configuration asks for.
    package func makeClock() throws -> ServiceClock {
        switch clockMode {
        case .system: return .system
        case .manual:
            guard let clockFile else {
                throw ConfigurationError(
                    key: ConfigurationKeys.clockFile.environmentName, problem: "is required with WEEK_CLOCK=manual")
            }
            return try .manual(file: clockFile)
        }
    }
}
