import Foundation
import ServiceLifecycle
import Shared
import Subprocess
import UnixSignals

/// A run of the cluster in the foreground: PostgreSQL, the four services, the campaign, until a signal stops them.
///
/// Parts are started together and stopped in reverse order, each waited for before the next: nobody calls a service that
/// is gone, and PostgreSQL is the last.
struct ClusterRun {
    let home: Home
    let settings: HomeSettings
    let addresses: ServiceAddresses
    let campaign: String?
    let rehearsalStart: Instant?
    let terminal: Terminal

    func run() async throws {
        // A terminal that goes away must not end the cluster at its next line.
        signal(SIGPIPE, SIG_IGN)
        let lock = try HomeLock.take(home)
        let programs = try PostgresPrograms.find()
        let postgres = PrivatePostgres(home: home, programs: programs, settings: settings)
        for stopped in try await Leftovers.stop(home, postgres: postgres) {
            terminal.say("Stopped what a killed run had left: \(stopped)")
        }
        try HomeKeys(home).make()
        for service in ServiceName.allCases { try Secret.signingKeys(home.signingKeys(of: service)) }
        for service in ServiceName.keepingPersonalData { try Secret.personalKeys(home.personalKeys(of: service)) }
        let ports = try PortReservation(addresses)
        let healthPorts = try PortReservation(ServiceAddresses { _ in HostPort(host: "127.0.0.1", port: 0) })
        let (addresses, health) = (ports.addresses, healthPorts.addresses)
        let opening = Opening(
            home: home, settings: settings, addresses: addresses, health: health, postgres: postgres,
            campaign: campaign, rehearsalStart: rehearsalStart, terminal: terminal)
        if !postgres.isInitialised {
            terminal.say("Making a private PostgreSQL in \(postgres.files)")
            try await postgres.initialise()
        }
        try opening.prepareClock()
        try home.save(RunState(addresses: addresses, health: health, isOpen: false))
        defer { home.forgetRun() }

        let database = SupervisedProcess(
            name: "PostgreSQL", configuration: postgres.start, log: ProcessLog(path: home.log(of: "postgres")),
            stopSignal: .interrupt, prerequisite: {}, terminal: terminal)
        let services = ServiceName.allCases.map { service in
            let process = ServiceProcess(
                service: service, home: home, addresses: addresses, health: health, postgres: postgres,
                isRehearsal: settings.rehearsal)
            return SupervisedProcess(
                name: service.rawValue, configuration: process.start,
                log: ProcessLog(path: home.log(of: service.rawValue)),
                stopSignal: .terminate, prerequisite: opening.databaseReady.wait, terminal: terminal)
        }
        try await group([database] + services, opening).run()
        withExtendedLifetime((lock, ports, healthPorts)) {}
        terminal.say("All stopped.")
    }

    private func group(_ processes: [SupervisedProcess], _ opening: Opening) -> ServiceGroup {
        var parts = processes.map { ServiceGroupConfiguration.ServiceConfiguration(service: $0) }
        // When the opening fails, what was started is stopped in order like at any other end.
        parts.append(.init(service: opening, failureTerminationBehavior: .gracefullyShutdownGroup))
        var configuration = ServiceGroupConfiguration(
            services: parts, gracefulShutdownSignals: [.sigint, .sigterm, .sighup],
            logger: Logger(label: "week") { _ in SwiftLogNoOpLogHandler() })
        configuration.maximumGracefulShutdownDuration = .seconds(120)
        return ServiceGroup(configuration: configuration)
    }
}
