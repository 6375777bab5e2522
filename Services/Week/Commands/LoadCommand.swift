import ArgumentParser
import Shared

struct LoadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Loads a campaign: its calendar, units, lines, contacts, forms, rules, reminders.",
        discussion: """
            FILE is the campaign as YAML; a folder of the same name beside it holds calendar.csv, regions.csv, units.csv, \
            relations.csv, contacts.csv, those of them it brings. A second load changes nothing and says so; a wrong file is \
            refused as a whole with line and reason.
            """)

    @Argument(help: "The campaign file; the shipped one if absent.")
    var file: String?
    @Option(help: "Seconds to wait for the services to become ready.")
    var wait: Int = 30
    @OptionGroup var clientOptions: ClientOptions

    func run() async throws {
        guard let path = file ?? CampaignFiles.shipped() else {
            throw ValidationError("Name the campaign file to load.")
        }
        let files = try CampaignFiles(path: path)
        let wait = wait
        try await clientOptions.withClient { client in
            try await client.waitUntilReady(within: .seconds(wait))
            let load = CampaignLoad(client: client, files: files) { what, outcome in
                Terminal().say("\(what.padding(to: 22)) \(outcome)")
            }
            _ = try await load.run()
            for line in try await FirstAnswers(client: client).lines() { Terminal().say(line) }
        }
    }
}
