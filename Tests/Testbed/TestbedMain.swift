import ArgumentParser
import ServiceLifecycle
import Shared
import UnixSignals

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Serves a handful of small methods on the production server, without authentication, for conformance tests and for
/// clients that others wrote: `swift run testbed --port 0` prints the port it got.
@main
struct TestbedMain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "testbed", abstract: "The server of the services, with methods to try it by.")

    @Option(help: "The port on 127.0.0.1; 0 lets the system choose.")
    var port = 0
    @Option(help: "A certificate, PEM: the port speaks TLS.")
    var certificate: String?
    @Option(help: "The certificate's key.")
    var key: String?
    @Option(help: "A connection string: the methods of the database benchmark are served from there as well.")
    var postgres: String?
    @Option(help: "Connections for reads.")
    var readers: Int?
    @Option(help: "Connections for groupable writes.")
    var writers: Int?
    @Option(help: "What rpc.auth wants before anything else; without it nobody has to authenticate.")
    var apiKey: String?

    func run() async throws {
        var router = RPCRouter()
        TestbedAPI.register(on: &router)
        let clock = ServiceClock.system
        let logger = Logger(label: "testbed")
        var services: [any Service] = []
        if let postgres {
            var configuration = try DatabaseConfiguration(conninfo: postgres, applicationName: "testbed")
            if let readers { configuration.readers = readers }
            if let writers { configuration.writers = writers }
            let database = Database(configuration: configuration, logger: logger)
            Items(database: database, now: { clock.now() }).register(on: &router)
            services.append(DatabaseRun(database: database))
        }
        var configuration = RPCServer.Configuration(
            service: "testbed", version: "1.0.0", address: HostPort(host: "127.0.0.1", port: port),
            authentication: authentication)
        if let certificate, let key {
            let files = TLSFiles(server: .init(certificate: certificate, key: key), authorities: nil)
            configuration.tls = try ServiceTLS(files).server
        }
        let server = RPCServer(configuration, router: router, now: { clock.now() }, onListening: Self.announce)
        services.append(server)
        let group = ServiceGroup(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        try await group.run()
    }

    private var authentication: Authentication {
        let anybody = Principal(name: "anybody", roles: [.reader])
        guard let apiKey else { return .none(everybodyIs: anybody) }
        return .required(OneKey(key: apiKey, principal: anybody))
    }

    private static func announce(_ address: HostPort) {
        print("listening on \(address)")
        // Whoever started this through a pipe waits for the line.
        fflush(nil)
    }
}

/// Closes the database's connections behind the server's drain.
private struct DatabaseRun: Service {
    let database: Database

    func run() async throws {
        try await cancelWhenGracefulShutdown { try await database.run() }
    }
}

private struct OneKey: Authenticator {
    let key: String
    let principal: Principal

    func principal(forKey key: String) async -> Principal? {
        ConstantTime.equal(Array(key.utf8), Array(self.key.utf8)) ? principal : nil
    }
}
