import ArgumentParser
import Foundation
import Shared
import TestSupport

/// Plays the springs of the nation's campaigns, day by day by a clock of its own, until so many messages were delivered to an SMTP
/// server: how long planning takes, how many messages leave in a second, and how much memory the service has meanwhile.
struct MailCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mail",
        abstract: "Plans and delivers the reminders of a database that `fill` has filled; moves its watermarks.")

    @OptionGroup var options: NationalOptions

    @Option(help: "Where the SMTP server is, host:port.")
    var sink: String

    @Option(help: "After how many messages it ends, or when there are no more.")
    var messages = 100_000

    func run() async throws {
        let clock = FileManager.default.temporaryDirectory.appendingPathComponent("national-clock-\(getpid())").path
        defer { unlink(clock) }
        guard let first = Scale.campaigns.first else { return }
        try NationalMail.set(clock, to: NationalMail.spring(of: first).start)
        let values = [
            "WEEK_CLOCK": "manual", "WEEK_CLOCK_FILE": clock, "WEEK_SMTP_URL": "smtp://\(sink)",
            "WEEK_PACE_PERSON": "0",
        ]
        let figures = try await options.withOutbox { outbox in
            try await NationalServices.run(on: options.postgres, outbox: outbox, values: values) { services in
                try await NationalMail(
                    conninfo: options.postgres, services: services, clock: clock, most: messages
                ).run()
            }
        }
        let quiet = figures.idle.sorted()
        try options.say(
            "a tick when nothing is due", "\(options.percent * 250) obligations", quiet[quiet.count / 2].milliseconds,
            quiet[quiet.count - 1].milliseconds)
        if let most = figures.planned.max(by: { $0.reminders < $1.reminders }) {
            try options.say(
                "a tick that plans and writes most", "\(most.reminders) reminders", most.took.milliseconds, "")
        }
        let seconds = Double(figures.sending.wholeMicroseconds) / 1e6
        try options.say(
            "messages delivered", "\(figures.delivered)", "\(Int(Double(figures.delivered) / seconds)) a second", "")
        let growth = MemoryGrowth(residentMiB: figures.residentMiB)
        try options.say(
            "notifications meanwhile", "\(growth.early) MiB resident in the first half, \(growth.late) in the second",
            "\(figures.residentMiB.max() ?? 0) at most", "")
        if !growth.isFlat {
            throw NationError(description: "the memory of notifications is not flat: \(figures.residentMiB) MiB")
        }
    }
}

/// Memory over a run, from a tenth of the messages on: each half by its median. The peak of a large plan, which is given back
/// seconds later, says nothing of what a message leaves behind.
struct MemoryGrowth: Sendable {
    let early: Int
    let late: Int

    init(residentMiB: [Int]) {
        let half = (residentMiB.count + 1) / 2
        early = Self.median(residentMiB.prefix(half))
        late = Self.median(residentMiB.suffix(max(half, 1)))
    }

    private static func median(_ figures: ArraySlice<Int>) -> Int {
        figures.isEmpty ? 0 : figures.sorted()[figures.count / 2]
    }

    /// What a run's second half may need beyond its first: what malloc keeps for one more thread.
    static let noiseMiB = 16

    var isFlat: Bool { late <= early + Self.noiseMiB }
}
