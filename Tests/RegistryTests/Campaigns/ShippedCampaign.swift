import Foundation
import Shared

@testable import Registry

/// The campaign of 2026 as it is shipped.
enum ShippedCampaign {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../../../docs/campaigns/"
    ).standardizedFileURL

    static func text() throws -> String { try text("anhui-2026.yaml") }

    static func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    static func document() throws -> CampaignDocument { try CampaignFile.read(try text()) }

    /// A list beside the file: rows by column.
    static func rows(_ list: String) throws -> [[String: String]] {
        let table = try CSVTable(parsing: try text("anhui-2026/\(list).csv"))
        return table.records.map { Dictionary(zip(table.header, $0.cells)) { first, _ in first } }
    }
}
