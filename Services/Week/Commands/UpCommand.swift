import ArgumentParser
import Foundation
import Shared

struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up", abstract: "Starts PostgreSQL and the four services, and loads the campaign.",
        discussion: """
            Stays in the foreground until Ctrl-C, which stops everything in order. What a killed run left is put right at \
            the next start; nothing is lost.
            """)

    @Flag(help: "Return when the cluster is up; week down stops it.")
    var detach = false
    @Flag(help: "A home whose clock week clock set moves. It stays a rehearsal for ever.")
    var rehearsal = false
    @Option(help: "Where a new rehearsal's clock starts, in RFC 3339; the date of the notice if absent.")
    var clock: Instant?
    @Option(help: "The campaign file to load; the shipped one if absent.")
    var campaign: String?
    @Flag(help: "Load no campaign.")
    var noLoad = false
    @OptionGroup var addressOptions: AddressOptions

    func validate() throws {
        if clock != nil && !rehearsal {
            throw ValidationError("--clock needs --rehearsal: a real cluster has real time.")
        }
        if campaign != nil && noLoad { throw ValidationError("--campaign and --no-load contradict each other.") }
    }

    func run() async throws {
        let home = Home()
        let terminal = Terminal()
        if detach { return try await Detached(home: home, terminal: terminal).start() }
        let settings = try settings(of: home)
        let run = ClusterRun(
            home: home, settings: settings, addresses: try addressOptions.addresses(otherwise: .standard),
            campaign: try file(), rehearsalStart: clock, terminal: terminal)
        try await run.run()
    }

    /// The home's settings; made now if it is new.
    private func settings(of home: Home) throws -> HomeSettings {
        if let settings = try home.settings {
            try refuseChange(home, settings)
            try home.makeFolders()
            return settings
        }
        try refuseManualClock(isRehearsal: rehearsal, home)
        try home.makeFolders()
        let place = DatabasePlace.choose(for: home, programs: try .find())
        let settings = HomeSettings(rehearsal: rehearsal, database: place.database, socket: place.socket)
        try home.make(settings)
        return settings
    }

    private func refuseChange(_ home: Home, _ settings: HomeSettings) throws {
        try refuseManualClock(isRehearsal: settings.rehearsal, home)
        guard rehearsal, !settings.rehearsal else { return }
        throw Complaint(
            """
            \(home.path) is a real cluster; it cannot become a rehearsal. Make another home for it:
              WEEK_HOME=.week-rehearsal week up --rehearsal
            """)
    }

    private func refuseManualClock(isRehearsal: Bool, _ home: Home) throws {
        guard ProcessInfo.processInfo.environment["WEEK_CLOCK"] == "manual", !isRehearsal else { return }
        throw Complaint(
            "WEEK_CLOCK=manual is for rehearsals only, and \(home.path) is none. Unset it, or: week up --rehearsal")
    }

    private func file() throws -> String? {
        if noLoad { return nil }
        if let campaign { return campaign }
        guard let shipped = CampaignFiles.shipped() else {
            throw Complaint("The shipped campaign file was not found. Name one: week up --campaign FILE, or --no-load.")
        }
        return shipped
    }
}

extension Instant: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}
