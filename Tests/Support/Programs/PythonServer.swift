import Foundation

/// A server written in Python, in a process of its own on a free port of loopback: it prints the port, then a line for
/// whatever it took.
package final class PythonServer: Sendable {
    package let port: Int
    private let process: Process
    /// The server ends when this does, so it never outlives the tests.
    private let input: Pipe
    private let lines: Lines
    /// Ends when the process has.
    private let exit: AsyncStream<Void>

    package enum Failure: Error {
        case didNotStart, ended
    }

    package static func start(_ program: String) async throws -> PythonServer {
        let (process, input, output) = (Process(), Pipe(), Pipe())
        // Debian's own, which Debian's packages are for: another one may be first in the path.
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = ["-c", program]
        process.standardInput = input
        process.standardOutput = output
        // Or the next server would hold this one's input open.
        _ = fcntl(input.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
        let (exit, exited) = AsyncStream<Void>.makeStream()
        process.terminationHandler = { _ in exited.finish() }
        try process.run()
        let lines = Lines(output.fileHandleForReading)
        guard let port = await lines.next().flatMap(Int.init) else { throw Failure.didNotStart }
        return PythonServer(port: port, process: process, input: input, lines: lines, exit: exit)
    }

    /// Runs `body` beside the server and stops it, whatever comes of it.
    package static func run(_ program: String, _ body: (PythonServer) async throws -> Void) async throws {
        let server = try await start(program)
        do {
            try await body(server)
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    private init(port: Int, process: Process, input: Pipe, lines: Lines, exit: AsyncStream<Void>) {
        self.port = port
        self.process = process
        self.input = input
        self.lines = lines
        self.exit = exit
    }

    /// The next thing it took, as it wrote it; waits for one that was already answered at most.
    package func next<Value: Decodable>(_: Value.Type) async throws -> Value {
        guard let line = await lines.next() else { throw Failure.ended }
        return try JSONDecoder().decode(Value.self, from: Data(line.utf8))
    }

    /// A line for its input.
    package func tell(_ line: String) { try? input.fileHandleForWriting.write(contentsOf: Data("\(line)\n".utf8)) }

    /// From when on nobody listens on the port.
    package func stop() async {
        // Not by SIGTERM: a process inherits the mask of the thread that makes it, and those of the pool block it.
        kill(process.processIdentifier, SIGKILL)
        for await _ in exit {}
    }
}

/// The lines of a pipe, read on a thread of their own.
private final class Lines: Sendable {
    private let stream: AsyncStream<String>

    init(_ file: FileHandle) {
        let (stream, continuation) = AsyncStream<String>.makeStream()
        self.stream = stream
        let descriptor = file.fileDescriptor
        Thread.detachNewThread {
            // The handle lives as long as it is read.
            defer { withExtendedLifetime(file) {} }
            var pending: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = read(descriptor, &buffer, buffer.count)
                guard count > 0 else { break }
                for byte in buffer[..<count] {
                    if byte == UInt8(ascii: "\n") {
                        continuation.yield(String(decoding: pending, as: UTF8.self))
                        pending = []
                    } else {
                        pending.append(byte)
                    }
                }
            }
            continuation.finish()
        }
    }

    /// nil when there are no more. Called by one task at a time.
    func next() async -> String? {
        for await line in stream { return line }
        return nil
    }
}
