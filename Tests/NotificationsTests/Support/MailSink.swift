import Foundation

/// A real SMTP server (aiosmtpd, Debian's `python3-aiosmtpd`) as a process.
///
/// Whom a message is for decides what becomes of it: `later…` is refused for now, `never…` for good, and after the message
/// of `lost…` the connection is cut in place of an answer; `relay…` is for those only who say who they are. Everything else is
/// taken.
struct MailSink: Sendable {
    private let server: PythonServer

    /// A message as Python's own mail package reads it.
    struct Message: Decodable, Sendable {
        let from: String
        let to: [String]
        let subject: String
        let text: String
        let html: String
        let headers: [String: String]
    }

    var port: Int { server.port }
    var url: String { "smtp://127.0.0.1:\(port)" }

    static func start() async throws -> MailSink { MailSink(server: try await PythonServer.start(program)) }

    /// The next message it took; waits for one that was already answered at most.
    func message() async throws -> Message { try await server.next(Message.self) }

    func stop() async { await server.stop() }

    private static let program = #"""
        import asyncio, email, email.policy, json, sys
        from aiosmtpd.smtp import SMTP

        class Sink:
            async def handle_RCPT(self, server, session, envelope, address, options):
                if address.startswith("later"):
                    return "451 4.7.1 Greylisted, try again later"
                if address.startswith("never"):
                    return "550 5.1.1 No such person"
                if address.startswith("relay"):
                    return "554 5.7.1 <" + address + ">: Relay access denied"
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
