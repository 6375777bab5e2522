import ArgumentParser
import Foundation
import Shared

struct ClockCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clock", abstract: "The clock of a rehearsal.", subcommands: [ClockSet.self, ClockShow.self])

    static func rehearsal(_ home: Home) throws -> RehearsalClock {
        guard let settings = try home.settings, settings.rehearsal else {
            throw Complaint(
                """
                \(home.path) is no rehearsal; only a rehearsal's clock can be moved. Make one:
                  WEEK_HOME=.week-rehearsal week up --rehearsal
                """)
        }
        return RehearsalClock(home: home)
    }
}

struct ClockSet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Moves the clock of all four services.")

    @Argument(help: "An instant in RFC 3339, such as 2026-05-19T09:00:00+08:00.")
    var instant: Instant

    func run() async throws {
        let clock = try ClockCommand.rehearsal(Home())
        if let now = try clock.now, instant < now {
            Terminal().warn(
                "The clock goes back from \(now.formatted(in: .shanghai)): rows recorded since then lie ahead of it.")
        }
        try clock.set(instant)
        Terminal().say(instant.formatted(in: .shanghai))
    }
}

struct ClockShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "What the clock shows.")

    func run() async throws {
        let home = Home()
        guard try home.settings?.rehearsal == true, let now = try RehearsalClock(home: home).now else {
            return Terminal().say("\(ServiceClock.system.now().formatted(in: .shanghai)) (the system's time)")
        }
        Terminal().say("\(now.formatted(in: .shanghai)) (the rehearsal's)")
    }
}
