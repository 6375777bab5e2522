import Contracts
import Logging
import Postgres
import Security
import UnixSignals

#if canImport(FoundationEssentials)
    import FoundationEssentials
    import Glibc
#else
    import Foundation
#endif

/// Runs a service as a process.
package enum ServiceHost {
    package static let version = "0.1.0"

    /// Everything between the start of the process and its exit. Without a word the service runs; `help` tells the words.
    package static func main(_ definition: ServiceDefinition) async {
        let words = Array(CommandLine.arguments.dropFirst())
        do {
            switch (words.first, words.count) {
            case (nil, _): try await run(definition)
            case ("healthcheck", 1): try await check(definition)
            case ("configuration", 1): print(ConfigurationKeyDescription.table(ConfigurationKeys.all + definition.keys))
            case ("rebuild", 2): try await rebuild(definition, projection: words[1])
            case ("version", 1): print("\(definition.name.rawValue) \(version)")
            default:
                StandardError.write(usage(definition.name))
                exit(words.first == "help" ? EXIT_SUCCESS : EX_USAGE)
            }
        } catch let error as ConfigurationError {
            StandardError.write("\(definition.name.rawValue): \(error)\n")
            exit(EX_CONFIG)
        } catch {
            StandardError.write("\(definition.name.rawValue): \(error)\n")
            exit(EXIT_FAILURE)
        }
    }

    private static func run(_ definition: ServiceDefinition) async throws {
        let configuration = try await configuration(definition)
        let logger = logger(definition.name, level: configuration.logLevel)
        logger.notice(
            "starting",
            metadata: [
                "version": "\(version)", "clock": "\(configuration.clockMode.rawValue)",
                "limits": .dictionary(limits(configuration)),
            ])
        raiseOpenFiles(for: configuration.limits.connections, logger)
        let application: Application
        do {
            application = try await Application.build(definition, configuration: configuration, logger: logger)
        } catch let error as PostgresError {
            logger.critical("start_failed", metadata: ["error": .detail(of: error)])
            exit(EXIT_FAILURE)
        }
        try await application.run(signals: [.sigterm, .sigint])
        logger.notice("stopped")
    }

    /// Those in force, by the last part of their variables' names.
    private static func limits(_ configuration: ServiceConfiguration) -> Logger.Metadata {
        var limits: Logger.Metadata = ["drain.ms": .stringConvertible(configuration.limits.drainMs)]
        for each in LimitKey.all {
            let name = String(each.key.name.dropFirst("week.limit.".count))
            limits[name] = .stringConvertible(configuration.limits[keyPath: each.limit])
        }
        return limits
    }

    private static func raiseOpenFiles(for connections: Int, _ logger: Logger) {
        let limit = OpenFiles.raiseLimit()
        // Beside the clients' connections there are the database's, the other services', the log and the event loops'.
        guard let limit, limit < connections + 200 else { return }
        logger.warning(
            "too_few_open_files",
            metadata: ["allowed": .stringConvertible(limit), "connections": .stringConvertible(connections)])
    }

    /// 0 when the service of this configuration is ready, for compose and supervisors.
    private static func check(_ definition: ServiceDefinition) async throws {
        let configuration = try await configuration(definition)
        var tls: TLSCredentials?
        if configuration.tls.server != nil {
            guard let client = try ServiceTLS(configuration.tls).client else {
                throw ConfigurationError(
                    key: ConfigurationKeys.authorities.environmentName,
                    problem: "is required to check a service that speaks TLS")
            }
            tls = client
        }
        let problem = await HealthProbe(address: configuration.adminListen, tls: tls).problem()
        print(problem ?? "ready")
        exit(problem == nil ? EXIT_SUCCESS : EXIT_FAILURE)
    }

    /// Makes the running service clear a projection and take it over again from the first change.
    private static func rebuild(_ definition: ServiceDefinition, projection: String) async throws {
        let configuration = try await configuration(definition)
        let database = Database(
            configuration: configuration.database, logger: logger(definition.name, level: configuration.logLevel))
        defer { database.close() }
        guard try await database.execute(ProjectionStatements.requestRebuild, projection) == 1 else {
            throw ConfigurationError(key: "rebuild", problem: "there is no projection \(projection)")
        }
        print("\(projection) is rebuilt by the running service")
    }

    private static func configuration(_ definition: ServiceDefinition) async throws -> ServiceConfiguration {
        try await ServiceConfiguration(definition.name, from: .ofProcess())
    }

    /// The log of a service: JSON on standard error, with the trace of the call that is being answered.
    package static func logger(_ name: ServiceName, level: Logger.Level) -> Logger {
        // Once per process; libraries that make loggers of their own write the same lines.
        LoggingSystem.bootstrap { _ in
            JSONLogHandler(service: name.rawValue, level: level, metadataProvider: .callTrace)
        }
        return Logger(label: name.rawValue)
    }

    private static func usage(_ name: ServiceName) -> String {
        """
        usage: \(name.rawValue)                  run the service, configured by the environment
               \(name.rawValue) healthcheck      exit 0 if the running service is ready
               \(name.rawValue) configuration    every key of the configuration, as a table
               \(name.rawValue) rebuild NAME     clear a projection and take it over again
               \(name.rawValue) version

        """
    }
}
