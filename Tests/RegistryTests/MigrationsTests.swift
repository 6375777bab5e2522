import Foundation
import Testing

/// A file that nobody lists is a step that never happens.
@Suite struct MigrationsTests {
    @Test(arguments: ["Registry", "Events", "Reporting", "Notifications"]) func everyMigrationOfTheFolderIsListed(
        _ service: String
    ) throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Services/\(service)").standardizedFileURL
        let files = try FileManager.default.contentsOfDirectory(
            atPath: folder.appendingPathComponent("Migrations").path
        )
        .filter { $0.hasSuffix(".sql") }.sorted()
        let list = try String(contentsOf: folder.appendingPathComponent("Migrations.swift"), encoding: .utf8)
        #expect(!files.isEmpty)
        for (index, file) in files.enumerated() {
            #expect(list.contains("\"\(file)\""), "\(file) is not listed")
            // Numbered without gaps, each number once.
            let number = String(index + 1)
            #expect(file.hasPrefix("V" + String(repeating: "0", count: 4 - number.count) + number + "_"))
        }
    }
}
