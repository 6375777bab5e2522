import Foundation
import JSONRPC
import RPC
import TestSupport
import Testing
import Values

/// The testbed that outside clients are run against, as they meet it: a process.
@Suite(.serialized) struct TestbedTests {
    @Test func theTestbedAnswersTheSpecificationsCalls() async throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: ProgramRun.path(of: "testbed"))
        process.arguments = ["--port", "0"]
        let output = Pipe()
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let watchdog = Task {
            try await Task.sleep(for: .seconds(60))
            kill(process.processIdentifier, SIGKILL)
        }
        defer {
            watchdog.cancel()
            kill(process.processIdentifier, SIGKILL)
        }
        // It says its port on its first line; a testbed that cannot start, or takes too long, closes the pipe instead.
        var line = Data()
        while let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty, byte != Data("\n".utf8) {
            line += byte
        }
        let said = String(decoding: line, as: UTF8.self)
        let port = try #require(Int(said.split(whereSeparator: { !$0.isNumber }).last ?? ""), "it said: \(said)")
        let client = RPCClient(
            .init(service: "testbed", endpoints: [HostPort(host: "127.0.0.1", port: port)], key: { nil }))
        for (method, params, answer) in [
            ("subtract", "[42, 23]", "19"), ("subtract", #"{"subtrahend": 23, "minuend": 42}"#, "19"),
            ("sum", "[1, 2, 4]", "7"), ("get_data", "{}", #"["hello",5]"#), ("echo", "[1, null]", "[1,null]"),
            ("sayHello", #"{"name": "亳州"}"#, #""Hello: 亳州""#), ("update", "[1, 2, 3]", "null"),
        ] {
            let result = try await client.call(method, params: Array(params.utf8))
            #expect(String(decoding: result.bytes, as: UTF8.self) == answer, "\(method)")
        }
        client.close()
    }
}
