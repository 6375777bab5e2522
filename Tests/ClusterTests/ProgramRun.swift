import Foundation
import Synchronization

/// What a program said and how it ended.
struct ProgramOutput: Sendable {
    let status: Int32
    let output: String
    let errors: String
}

/// A program run to its end, within a limit.
enum ProgramRun {
    /// The programs lie where the tests do.
    static let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()

    struct TookTooLong: Error, CustomStringConvertible {
        let description: String
    }

    static func week(
        _ arguments: [String], environment: [String: String], within limit: Duration = .seconds(60)
    ) async throws -> ProgramOutput {
        let process = Process()
        process.executableURL = folder.appendingPathComponent("week")
        process.arguments = arguments
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        // Files, not pipes: what a program leaves running in the background must not keep the test waiting.
        let output = try TemporaryFile()
        let errors = try TemporaryFile()
        process.standardOutput = output.handle
        process.standardError = errors.handle
        let ended = AsyncStream<Void>.makeStream()
        process.terminationHandler = { _ in ended.continuation.finish() }
        try process.run()
        let watchdog = Task {
            try await Task.sleep(for: limit)
            kill(process.processIdentifier, SIGKILL)
        }
        for await _ in ended.stream {}
        watchdog.cancel()
        let result = ProgramOutput(status: process.terminationStatus, output: output.text, errors: errors.text)
        guard process.terminationReason == .exit else {
            throw TookTooLong(
                description:
                    "week \(arguments.joined(separator: " ")) was ended after \(limit):\n\(result.output)\n\(result.errors)"
            )
        }
        return result
    }
}

private final class TemporaryFile {
    private let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    let handle: FileHandle

    init() throws {
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    }

    deinit { unlink(path) }

    var text: String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }
}
