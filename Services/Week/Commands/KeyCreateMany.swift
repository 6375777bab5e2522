import ArgumentParser
import Foundation
import Shared

struct KeyCreateMany: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create-many", abstract: "Makes a key for each of many units, and a file for each key.",
        discussion: """
            For each unit that fits, the registry makes principal, grant and key, and shows each key this once. The files \
            are readable by their owner only (0600) and named after the unit; index.csv says which file is whose.

              week key create-many keys/ --role city_admin --kind city_education --kind direct_county
              week key create-many keys/ --role unit_reporter --reports-to gb2260:341600/教育 --until 2026-12-31T00:00:00+08:00
            """)

    @Argument(help: "The folder for the files; made if it is missing, refused if it holds anything.")
    var folder: String
    @Option(help: "What each may do over its own unit: unit_reporter, city_admin, county_admin, reviewer, reader.")
    var role: Role
    @Option(help: "Only this unit; may be repeated.")
    var unit: [String] = []
    @Option(help: "Only units of this kind; may be repeated.")
    var kind: [String] = []
    @Option(help: "Only units that report to this one.")
    var reportsTo: String?
    @Option(help: "Only on this track; on every track if absent.")
    var track: String?
    @Option(help: "When keys and grants end, as 2026-12-31T00:00:00+08:00; no end if absent.")
    var until: String?
    @Option(help: "Why: a document, a decision.")
    var basis: String?
    @OptionGroup var clientOptions: ClientOptions

    func validate() throws {
        guard !unit.isEmpty || !kind.isEmpty || reportsTo != nil else {
            throw ValidationError("Say which units: --unit, --kind or --reports-to.")
        }
        guard until.map({ Instant($0) != nil }) ?? true else {
            throw ValidationError("--until must look like 2026-12-31T00:00:00+08:00.")
        }
    }

    func run() async throws {
        let files = try KeyFiles(folder: folder)
        let params = RegistryAPI.CreateKeys.Params(
            selector: UnitSelector(
                units: unit.isEmpty ? nil : unit.map { UnitKey($0) },
                kinds: kind.isEmpty ? nil : kind.map { UnitKind($0) }, reportsTo: reportsTo.map { UnitKey($0) }),
            role: role, track: track.map { TrackCode($0) }, expiresAt: until.flatMap { Instant($0) }, basis: basis)
        let result = try await clientOptions.withClient { client in
            try await client.call(RegistryAPI.CreateKeys.self, params, timeout: .seconds(120))
        }
        try files.write(result.items)
        Terminal().say("\(result.items.count) keys in \(files.folder). Each is in its file and nowhere else.")
    }
}
