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

    func run() async throws {
        OpenFiles.raiseLimit()
        var router = RPCRouter()
        TestbedAPI.register(on: &router)
        var configuration = RPCServer.Configuration(
            service: "testbed", version: "1.0.0", address: HostPort(host: "127.0.0.1", port: port),
            authentication: .none(everybodyIs: Principal(name: "anybody", roles: [.reader])))
        if let certificate, let key {
            let files = TLSFiles(server: .init(certificate: certificate, key: key), authorities: nil)
            configuration.tls = try ServiceTLS(files).server
        }
        let clock = ServiceClock.system
        let server = RPCServer(configuration, router: router, now: { clock.now() }, onListening: Self.announce)
        let group = ServiceGroup(
            services: [server], gracefulShutdownSignals: [.sigterm, .sigint], logger: Logger(label: "testbed"))
        try await group.run()
    }

    private static func announce(_ address: HostPort) {
        print("listening on \(address)")
        // Whoever started this through a pipe waits for the line.
        fflush(nil)
    }
}
