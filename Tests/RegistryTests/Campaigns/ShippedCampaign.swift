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

    /// A list beside the file: rows by column. Cells with a comma are quoted.
    static func rows(_ list: String) throws -> [[String: String]] {
        var lines = try text("anhui-2026/\(list).csv").split(separator: "\n").map { cells(of: String($0)) }
        let columns = lines.removeFirst()
        return lines.map { Dictionary(zip(columns, $0)) { first, _ in first } }
    }

    private static func cells(of line: String) -> [String] {
        var (cells, quoted) = ([""], false)
        for character in line {
            switch character {
            case "\"": quoted.toggle()
            case "," where !quoted: cells.append("")
            default: cells[cells.count - 1].append(character)
            }
        }
        return cells
    }
}
