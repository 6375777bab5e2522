import Foundation

/// A real SMTP server (aiosmtpd, Debian's `python3-aiosmtpd`) in a process of its own on a free port of loopback.
///
/// Whom a message is for decides what becomes of it: `later…` is refused for now, `never…` for good, and after the message
/// of `lost…` the connection is cut in place of an answer. Everything else is taken.
final class MailSink: Sendable {
    let port: Int
    private let process: Process
    /// The server ends when this does, so it never outlives the tests.
    private let input: Pipe
    private let lines: Lines
    /// Ends when the process has.
    private let exit: AsyncStream<Void>

    /// A message as Python's own mail package reads it.
    struct Message: Decodable, Sendable {
        let from: String
        let to: [String]
        let subject: String
        let text: String
        let html: String
        let headers: [String: String]
    }

    var url: String { "smtp://127.0.0.1:\(port)" }

    static func start() async throws -> MailSink {
        let (process, input, output) = (Process(), Pipe(), Pipe())
        // Debian's own, which Debian's package is for: another one may be first in the path.
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
        guard let port = await lines.next().flatMap(Int.init) else { throw MailSinkError.didNotStart }
        return MailSink(port: port, process: process, input: input, lines: lines, exit: exit)
    }

    private init(port: Int, process: Process, input: Pipe, lines: Lines, exit: AsyncStream<Void>) {
        self.port = port
        self.process = process
        self.input = input
        self.lines = lines
        self.exit = exit
    }

    /// The next message it took; waits for one that was already answered at most.
    func message() async throws -> Message {
        guard let line = await lines.next() else { throw MailSinkError.ended }
        return try JSONDecoder().decode(Message.self, from: Data(line.utf8))
    }

    /// From when on nobody listens on the port.
    func stop() async {
        // Not by SIGTERM: a process inherits the mask of the thread that makes it, and those of the pool block it.
        kill(process.processIdentifier, SIGKILL)
        for await _ in exit {}
    }

    private static let program = #"""
        import asyncio, email, email.policy, json, sys
        from aiosmtpd.smtp import SMTP

        class Sink:
            async def handle_RCPT(self, server, session, envelope, address, options):
                if address.startswith("later"):
                    return "451 4.7.1 Greylisted, try again later"
                if address.startswith("never"):
                    return "550 5.1.1 No such person"
                envelope.rcpt_tos.append(address)
                return "250 OK"

            async def handle_DATA(self, server, session, envelope):
                if envelope.rcpt_tos[0].startswith("lost"):
                    server.transport.abort()
                    return "250 Never seen"
                message = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
                print(json.dumps({
                    "from": envelope.mail_from, "to": envelope.rcpt_tos, "subject": message["Subject"],
                    "text": message.get_body(("plain",)).get_content(),
                    "html": message.get_body(("html",)).get_content(), "headers": {name: str(value) for name, value in message.items()},
                }), flush=True)
                return "250 Taken"

        async def main():
            loop = asyncio.get_running_loop()
            server = await loop.create_server(lambda: SMTP(Sink()), "127.0.0.1", 0)
            print(server.sockets[0].getsockname()[1], flush=True)
            await loop.run_in_executor(None, sys.stdin.read)

        asyncio.run(main())
        """#
}

enum MailSinkError: Error {
    case didNotStart, ended
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
