import ArgumentParser
import Foundation

struct SecretsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secrets", abstract: "Makes the secrets of a cluster that runs in containers, as files.",
        discussion:
            """
            One folder for each service, to be mounted into it alone, and one for the authority that signs their \
            certificates, to be mounted nowhere. What exists stays, so it may be repeated; certificates that end within a \
            hundred days are made again.
            """)

    @Argument(help: "The folder to make them in.")
    var folder: String
    @Option(help: "The number of the user the services run as; it will own the files.")
    var owner: UInt32?

    func run() async throws {
        try SecretsFolder(path: folder).make(reader: owner)
        Terminal().say("The secrets are in \(folder).")
    }
}
