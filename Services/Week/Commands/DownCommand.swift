import ArgumentParser
import Foundation

struct DownCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "down", abstract: "Stops the cluster: what runs is finished, then the services and PostgreSQL end."
    )

    func run() async throws {
        let home = Home()
        let terminal = Terminal()
        if let holder = HomeLock.holder(of: home) {
            kill(holder, SIGTERM)
            // Four services at their own limit, PostgreSQL's, and something to spare.
            let stopped = try await Wait.until(within: .seconds(150)) { HomeLock.holder(of: home) == nil }
            guard stopped else {
                throw Complaint("Process \(holder) has not stopped the cluster within 150 s. See \(home.logs).")
            }
            terminal.say("Stopped.")
            return
        }
        // A run that was killed may have left its services behind.
        guard let settings = try home.settings else {
            terminal.say("There is no cluster in \(home.path).")
            return
        }
        let postgres = PrivatePostgres(home: home, programs: try .find(), settings: settings)
        let stopped = try await Leftovers.stop(home, postgres: postgres)
        home.forgetRun()
        terminal.say(
            stopped.isEmpty
                ? "The cluster was not running."
                : "Stopped what a killed run had left: \(stopped.joined(separator: ", "))")
    }
}
