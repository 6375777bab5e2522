import ArgumentParser
import Foundation

struct FillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fill", abstract: "Makes the nation in an empty database: schemas, campaigns, rows.")

    @OptionGroup var options: NationalOptions

    @Option(help: "The campaign file that each year's campaign is made from.")
    var campaign = "docs/campaigns/anhui-2026.yaml"

    func run() async throws {
        let text = try String(contentsOfFile: campaign, encoding: .utf8)
        let loaded = try await options.withOutbox { outbox in
            let load = NationalLoad(
                conninfo: options.postgres, scale: Scale(percent: options.percent), campaign: text, outbox: outbox)
            return try await load.run()
        }
        let rows = loaded.rows.values.reduce(0, +)
        try options.say("the load: \(rows) rows", "", loaded.whole.milliseconds, loaded.copying.milliseconds)
    }
}
