import ArgumentParser
import Foundation
import Shared

struct DatabaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "database", abstract: "The database of a cluster that week up does not run itself.",
        subcommands: [DatabasePrepare.self])
}

struct DatabasePrepare: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prepare", abstract: "Makes in a database the role and the schema of each service.",
        discussion: """
            Waits for the database, and may be repeated: it then sets what differs, the passwords too. The owner needs the \
            right to create roles and extensions.
            """)

    @Option(help: "How the owner connects, as libpq takes it, without a password (WEEK_OWNER_DATABASE).")
    var database: String?
    @Option(help: "A file with the owner's password (WEEK_OWNER_PASSWORD_FILE).")
    var passwordFile: String?
    @Option(help: "The folder that week secrets made (WEEK_SECRETS).")
    var secrets: String?
    @Option(help: "A file to write when it is done, for those that wait for it.")
    var mark: String?
    @Option(help: "Seconds to wait for the database.")
    var wait: Int = 60

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        guard let database = database ?? environment["WEEK_OWNER_DATABASE"],
            let secrets = secrets ?? environment["WEEK_SECRETS"]
        else { throw ValidationError("--database and --secrets are needed.") }
        var owner = try DatabaseConfiguration(conninfo: database, applicationName: "week")
        if let file = passwordFile ?? environment["WEEK_OWNER_PASSWORD_FILE"] {
            owner.parameters["password"] = try Secret.existing(file)
        }
        let folder = SecretsFolder(path: secrets)
        let passwords = try Dictionary(
            uniqueKeysWithValues: ServiceName.allCases.map {
                ($0, try Secret.existing(folder.databasePassword(of: $0)))
            })
        let preparation = DatabasePreparation(owner: owner, passwords: passwords)
        var last: (any Error)?
        let done = try await Wait.until(within: .seconds(wait)) {
            do {
                try await preparation.run()
                return true
            } catch let error as PostgresError where error.isUnavailable {
                if last == nil { Terminal().say("Waiting for the database: \(error)") }
                last = error
                return false
            }
        }
        guard done else {
            throw Complaint("The database was not there within \(wait) s: \(last.map { "\($0)" } ?? "no answer")")
        }
        if let mark { try WholeFile.write("prepared\n", to: mark) }
        Terminal().say("The database is ready for \(ServiceName.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
}
