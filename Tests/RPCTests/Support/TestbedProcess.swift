import Foundation
import RPC

/// The testbed as outside clients meet it: a process, with the limits of production.
struct TestbedProcess: Sendable {
    let address: HostPort
    let processID: Int32

    struct DidNotStart: Error, CustomStringConvertible {
        let description: String
    }

    /// Runs the body while a testbed of its own runs, no longer than 60 s.
    static func run(_ body: @escaping @Sendable (TestbedProcess) async throws -> Void) async throws {
        let process = Process()
        // The programs lie where the tests do.
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().appendingPathComponent("testbed")
        process.arguments = ["--port", "0"]
        let output = Pipe()
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let processID = process.processIdentifier
        let watchdog = Task {
            try await Task.sleep(for: .seconds(60))
            kill(processID, SIGKILL)
        }
        defer {
            watchdog.cancel()
            kill(processID, SIGKILL)
            // So that no defunct process is left.
            process.waitUntilExit()
        }
        // It says its port on its first line; one that cannot start closes the pipe instead.
        var line = Data()
        while let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty, byte != Data("\n".utf8) {
            line += byte
        }
        let said = String(decoding: line, as: UTF8.self)
        guard let port = said.split(whereSeparator: { !$0.isNumber }).last.flatMap({ Int($0) }) else {
            throw DidNotStart(description: "the testbed said: \(said)")
        }
        try await body(TestbedProcess(address: HostPort(host: "127.0.0.1", port: port), processID: processID))
    }

    /// The most memory it ever had, in KiB (`VmHWM`).
    func peakMemory() throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(processID)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        guard let figure = line?.split(whereSeparator: { !$0.isNumber }).first.flatMap({ Int($0) }) else {
            throw DidNotStart(description: "no VmHWM in \(status)")
        }
        return figure
    }
}
