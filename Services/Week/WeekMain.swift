import ArgumentParser
import Logging

/// The administrator's program. Each command is a file in `Commands/`.
@main
struct WeekMain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "week",
        abstract: "Runs a campaign: a cluster of four services, its data, its reminders.",
        discussion: """
            State lies in $WEEK_HOME (.week/ by default): the database, logs, keys, admin.key, outbox/.
            """,
        groupedSubcommands: [
            CommandGroup(
                name: "Cluster",
                subcommands: [UpCommand.self, DownCommand.self, StatusCommand.self, DoctorCommand.self]),
            CommandGroup(
                name: "Campaign", subcommands: [LoadCommand.self, BoardCommand.self, RemindCommand.self]),
            CommandGroup(
                name: "Tools",
                subcommands: [
                    CallCommand.self, ReceiptCommand.self, LedgerCommand.self, ContactsCommand.self, ClockCommand.self,
                    KeyCommand.self, SecretsCommand.self, DatabaseCommand.self,
                    ReferenceCommand.self,
                ]),
        ])

    static func main() async {
        // What the libraries would log, the commands say in their own words.
        LoggingSystem.bootstrap { _ in SwiftLogNoOpLogHandler() }
        await main(nil)
    }
}
