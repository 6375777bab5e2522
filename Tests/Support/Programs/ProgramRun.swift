import Foundation

/// What a program said and how it ended.
package struct ProgramOutput: Sendable {
    package let status: Int32
    package let output: String
    package let errors: String
}

/// A program run to its end, within a limit.
package enum ProgramRun {
    /// One of the project's own programs: they lie where the tests do.
    package static func path(of program: String) -> String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appendingPathComponent(program).path
    }

    package struct TookTooLong: Error, CustomStringConvertible {
        package let description: String
    }

    /// Runs the program at `path` and waits for its end without holding a thread of the pool.
    ///
    /// - Parameter environment: all of it; this process's own if nil.
    package static func run(
        _ path: String, _ arguments: [String], environment: [String: String]? = nil, within limit: Duration
    ) async throws -> ProgramOutput {
        // Files, not pipes: what a program leaves running in the background must not keep the test waiting.
        let (output, errors) = (TemporaryFile(), TemporaryFile())
        defer {
            output.remove()
            errors.remove()
        }
        let process = try SpawnedProcess(
            path, arguments, environment: environment, output: output.path, errors: errors.path)
        switch await process.end(within: limit) {
        case .exited(let status): return ProgramOutput(status: status, output: output.text, errors: errors.text)
        case .killed(let signal):
            let call = ([path] + arguments).joined(separator: " ")
            throw TookTooLong(
                description:
                    "\(call) was ended by signal \(signal), after \(limit) by ours:\n\(output.text)\(errors.text)")
        }
    }
}

/// A file for what a program says.
struct TemporaryFile: Sendable {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("week-\(UUID().uuidString)").path

    var text: String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }

    func remove() { unlink(path) }
}
