import ArgumentParser
import Shared

struct BoardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "board", abstract: "How reporting stands, by city, with the names of who is missing.")

    @Option(help: "Only one track: vocational, lifelong.")
    var track: String?
    @Option(help: "As it stood at this instant (RFC 3339); now if absent.")
    var at: Instant?
    @Option(help: "As it was known at this instant (RFC 3339); now if absent.")
    var knownAt: Instant?
    @Option(help: "The campaign; the one published last if absent.")
    var campaign: String?
    @Option(help: "To whom it is owed, by key; the province if absent.")
    var node: String?
    @OptionGroup var clientOptions: ClientOptions

    func run() async throws {
        let params = ReportingAPI.GetCompleteness.Params(
            campaign: campaign.map { CampaignKey($0) }, node: node.map { UnitKey($0) },
            track: track.map { TrackCode($0) }, at: at, knownAt: knownAt)
        let text = try await clientOptions.withClient { client in
            let board = try await client.call(ReportingAPI.GetCompleteness.self, params)
            let campaign = try await client.call(RegistryAPI.GetCampaign.self, .init(key: board.campaign))
            return BoardText(
                board: board, document: campaign.document, missingBelow: try await missingBelow(board, client))
        }
        let terminal = Terminal()
        for line in text.lines(width: terminal.width, paint: terminal.paint) { terminal.say(line) }
    }

    /// The board counts what is owed to each city; who owes it, each city's own list says.
    private func missingBelow(_ board: CompletenessBoard, _ client: ClusterClient) async throws -> [String: [String]] {
        var names: [String: [String]] = [:]
        for row in board.rows where (row.receives?.missing ?? 0) > 0 {
            let own = try await client.call(
                ReportingAPI.ExplainCompleteness.self,
                .init(
                    campaign: board.campaign, node: UnitKey(row.key), track: board.track, at: board.at,
                    knownAt: board.knownAt))
            names[row.key] = Set(own.missing.map(\.unit.name)).sorted()
        }
        return names
    }
}
