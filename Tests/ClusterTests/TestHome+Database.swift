import Foundation

extension TestHome {
    /// The whole database as `pg_dump` writes it.
    func dump() async throws -> String { try await postgres("pg_dump", ["--no-owner"]) }

    /// What somebody can do who has the password of the database's owner.
    func sql(_ text: String) async throws {
        _ = try await postgres("psql", ["-v", "ON_ERROR_STOP=1", "-q", "-c", text])
    }

    private func postgres(_ program: String, _ arguments: [String]) async throws -> String {
        struct Settings: Decodable { let socket: String }
        let file = URL(fileURLWithPath: path + "/home.json")
        let socket = try JSONDecoder().decode(Settings.self, from: Data(contentsOf: file)).socket
        let password = try String(contentsOfFile: path + "/keys/week.password", encoding: .utf8)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program, "-h", socket, "-p", "5432", "-U", "week", "-d", "week"] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["PGPASSWORD": password.trimmingCharacters(in: .whitespacesAndNewlines)]) { _, own in own }
        let output = FileManager.default.temporaryDirectory.appendingPathComponent("week-\(program)-\(UUID())")
        try Data().write(to: output)
        defer { try? FileManager.default.removeItem(at: output) }
        let handle = try FileHandle(forWritingTo: output)
        process.standardOutput = handle
        process.standardError = handle
        let ended = AsyncStream<Void>.makeStream()
        process.terminationHandler = { _ in ended.continuation.finish() }
        try process.run()
        for await _ in ended.stream {}
        try handle.close()
        let text = try String(contentsOf: output, encoding: .utf8)
        guard process.terminationStatus == 0 else { throw ClusterFailure(description: text) }
        return text
    }
}
