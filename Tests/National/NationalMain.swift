import ArgumentParser
import Foundation
import Shared
import TestSupport

/// Makes a nation of a scale in a private PostgreSQL, runs the real services on it and measures them:
/// `swift run -c release national --percent 100`. A tool for development; what it makes is gone when it ends.
@main
struct NationalMain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "national", abstract: "The services at national scale, made from a fixed seed and measured.")

    @Option(help: "How much of the nation, 1…100.")
    var percent = 1

    @Option(help: "The campaign file that each year's campaign is made from.")
    var campaign = "docs/campaigns/anhui-2026.yaml"

    @Option(help: "A file that the figures are appended to, as rows of a Markdown table.")
    var report: String?

    func validate() throws {
        guard (1...100).contains(percent) else { throw ValidationError("--percent is 1…100") }
    }

    func run() async throws {
        let text = try String(contentsOfFile: campaign, encoding: .utf8)
        let settings = [
            "shared_buffers": "1GB", "max_wal_size": "8GB", "checkpoint_timeout": "30min",
            "maintenance_work_mem": "256MB",
        ]
        try await PrivateCluster.with(settings) { cluster in
            try await cluster.sql("CREATE DATABASE week")
            let outbox = FileManager.default.temporaryDirectory.appendingPathComponent("national-\(getpid())").path
            try FileManager.default.createDirectory(atPath: outbox, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: outbox) }
            let load = NationalLoad(
                conninfo: cluster.conninfo("week"), scale: Scale(percent: percent), campaign: text, outbox: outbox)
            let loaded = try await load.run()
            let rows = loaded.rows.values.reduce(0, +)
            try say(
                "\(percent) %", "the load: \(rows) rows", "", loaded.whole.milliseconds, loaded.copying.milliseconds)
            let figures = try await NationalServices.run(on: cluster.conninfo("week"), outbox: outbox) { services in
                try await NationalMeasurement(plan: loaded.plan, services: services).run()
            }
            for figure in figures {
                try say(
                    "\(percent) %", figure.question, "\(figure.size) \(figure.unit)", figure.median.milliseconds,
                    figure.slowest.milliseconds)
            }
        }
    }

    private func say(_ columns: String...) throws {
        let row = "| " + columns.joined(separator: " | ") + " |\n"
        print(row, terminator: "")
        guard let report else { return }
        if !FileManager.default.fileExists(atPath: report) {
            _ = FileManager.default.createFile(atPath: report, contents: nil)
        }
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: report))
        try file.seekToEnd()
        try file.write(contentsOf: Data(row.utf8))
        try file.close()
    }
}
