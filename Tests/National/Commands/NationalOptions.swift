import ArgumentParser
import Foundation

/// What both commands ask for.
struct NationalOptions: ParsableArguments {
    @Option(help: "A connection string of libpq, of a superuser.")
    var postgres: String

    @Option(help: "How much of the nation, 1…100.")
    var percent = 1

    @Option(help: "A file that the figures are appended to, as rows of a Markdown table.")
    var report: String?

    func validate() throws {
        guard (1...100).contains(percent) else { throw ValidationError("--percent is 1…100") }
    }

    /// Runs `body` with a folder for messages that the service of notifications wants to know.
    func withOutbox<Value: Sendable>(_ body: (String) async throws -> Value) async throws -> Value {
        let outbox = FileManager.default.temporaryDirectory.appendingPathComponent("national-\(getpid())").path
        try FileManager.default.createDirectory(atPath: outbox, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: outbox) }
        return try await body(outbox)
    }

    func say(_ columns: String...) throws {
        let row = "| " + (["\(percent) %"] + columns).joined(separator: " | ") + " |\n"
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
