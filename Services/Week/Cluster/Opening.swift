import Foundation
import ServiceLifecycle
import Shared

/// What happens once when a cluster starts: the database is prepared, the services come up, the campaign is loaded, the
/// first answers are shown. Then it waits for the end.
struct Opening: ServiceLifecycle.Service {
    let home: Home
    let settings: HomeSettings
    let addresses: ServiceAddresses
    let health: ServiceAddresses
    let postgres: PrivatePostgres
    /// The campaign file to load; nil to load none.
    let campaign: String?
    /// Where a new rehearsal's clock starts; nil takes the date of the campaign's notice.
    let rehearsalStart: Instant?
    let terminal: Terminal
    let databaseReady = Milestone()

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            do {
                try await open()
            } catch is CancellationError {
                return
            } catch  where Task.isCancelled {
                // Ctrl-C while it was still starting: what failed, failed because of that.
                return
            }
        }
        try? await gracefulShutdown()
        terminal.say("Stopping the services, then PostgreSQL; what runs is finished first.")
    }

    private func open() async throws {
        let start = ContinuousClock.now
        try await postgres.waitUntilReady()
        try await postgres.prepare()
        terminal.say("PostgreSQL is ready.")
        databaseReady.reach()

        let client = try ClusterClient(addresses: addresses, keyFile: home.administratorKey)
        try await client.running { client in
            try await waitForServices(client)
            terminal.say("The services are ready.")
            if let campaign { try await load(campaign, client) }
            let answers = try await FirstAnswers(client: client).lines()
            let seconds = (ContinuousClock.now - start).components.seconds
            for line in summary + answers + ["", "Up after \(seconds) s. Ctrl-C stops everything."] {
                terminal.say(line)
            }
            // Last: whoever started it in the background shows what it says until then.
            try home.save(RunState(addresses: addresses, health: health, isOpen: true))
        }
    }

    private func waitForServices(_ client: ClusterClient) async throws {
        for service in ServiceName.allCases {
            let ready = try await Wait.until(within: .seconds(90)) { await client.isReady(service) }
            guard ready else {
                throw Complaint(
                    """
                    \(service.rawValue) did not become ready within 90 s. The end of its log, \(home.log(of: service.rawValue)):
                    \(ProcessLog(path: home.log(of: service.rawValue)).tail(8))
                    """)
            }
        }
    }

    private func load(_ path: String, _ client: ClusterClient) async throws {
        terminal.say("Loading \(path)")
        let files = try CampaignFiles(path: path)
        try await startRehearsal(files, client)
        let load = CampaignLoad(client: client, files: files) { what, outcome in
            terminal.say("  \(what.padding(to: 22)) \(outcome)")
        }
        _ = try await load.run()
    }

    private var summary: [String] {
        let width = ServiceName.allCases.map(\.rawValue.count).max() ?? 0
        let services = ServiceName.allCases.map { "  \($0.rawValue.padding(to: width))  \(addresses[$0])" }
        return ["", terminal.paint("Services", .bold)] + services + ["Administrator's key: \(home.administratorKey)"]
    }
}

extension Opening {
    /// A rehearsal's clock must show something before the services start.
    func prepareClock() throws {
        guard settings.rehearsal, try RehearsalClock(home: home).now == nil else { return }
        let start = rehearsalStart ?? (campaign == nil ? ServiceClock.system.now() : RehearsalClock.unset)
        try RehearsalClock(home: home).set(start)
    }

    /// A campaign is loaded when its notice comes out; loaded later, nothing of the time before is ever sent (M3).
    private func startRehearsal(_ files: CampaignFiles, _ client: ClusterClient) async throws {
        guard settings.rehearsal, rehearsalStart == nil, try await client.campaigns().isEmpty else { return }
        let notice = try await client.call(
            RegistryAPI.LoadCampaign.self, .init(yaml: files.yaml), dryRun: true
        ).campaign
        let start = Zone.shanghai.instant(of: notice.date, at: LocalTime(minuteOfDay: 9 * 60) ?? .startOfDay)
        try RehearsalClock(home: home).set(start)
        terminal.say(
            "  The rehearsal's clock shows \(start.formatted(in: .shanghai)): week clock set INSTANT moves it.")
    }
}
