import Foundation
import TestSupport

/// A real SMTP server (aiosmtpd, Debian's `python3-aiosmtpd`) as a process.
///
/// Whom a message is for decides what becomes of it: `later…` is refused for now, `never…` for good, `denied…` to all but a few;
/// `relay…` is for those only who say who they are. After the whole message `full…` is refused for now, `spam…` for good, and of
/// `lost…` the connection is cut in place of an answer. Everything else is taken.
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
        /// Who said who they are; nil: nobody did.
        let login: String?
        /// Whether it came over TLS.
        let isSecure: Bool
    }

    /// What it wants to be known of those who send.
    enum Access: String {
        /// Nothing.
        case open
        /// AUTH, offered behind STARTTLS only.
        case secure
        /// AUTH, offered to everybody: no STARTTLS, as if somebody on the way had taken it out.
        case stripped
    }

    var port: Int { server.port }
    var url: String { "smtp://127.0.0.1:\(port)" }

    /// - Parameters:
    ///   - access: the password of everybody is `right`.
    ///   - certificate: a file with the server's certificate and its key.
    static func start(_ access: Access = .open, certificate: String = "") async throws -> MailSink {
        MailSink(
            server: try await PythonServer.start(
                "access, certificate = \"\(access.rawValue)\", \"\(certificate)\"\n" + program))
    }

    /// The next message it took; waits for one that was already answered at most.
    func message() async throws -> Message { try await server.next(Message.self) }

    /// The next name somebody gave with a password; as above. Messages that came before it must be taken first.
    func attempt() async throws -> String { try await server.next(Attempt.self).attempt }

    private struct Attempt: Decodable { let attempt: String }

    func stop() async { await server.stop() }

    private static let program = #"""
        import asyncio, email, email.policy, json, ssl, sys
        from aiosmtpd.smtp import AuthResult, SMTP

        def say(what):
            print(json.dumps(what), flush=True)

        def authenticate(server, session, envelope, mechanism, data):
            name = data.login.decode()
            say({"attempt": name})
            return AuthResult(success=data.password == b"right", handled=False, auth_data=name)

        class Sink:
            async def handle_RCPT(self, server, session, envelope, address, options):
                if address.startswith("later"):
                    return "451 4.7.1 Greylisted, try again later"
                if address.startswith("never"):
                    return "550 5.1.1 No such person"
                if address.startswith("denied"):
                    return "550 5.7.1 " + address + ": access denied"
                if address.startswith("relay"):
                    return "554 5.7.1 <" + address + ">: Relay access denied"
                envelope.rcpt_tos.append(address)
                return "250 OK"

            async def handle_DATA(self, server, session, envelope):
                if envelope.rcpt_tos[0].startswith("full"):
                    return "452 4.3.1 No room"
                if envelope.rcpt_tos[0].startswith("spam"):
                    return "554 5.7.1 Not wanted"
                if envelope.rcpt_tos[0].startswith("lost"):
                    server.transport.abort()
                    return "250 Never seen"
                message = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
                say({
                    "login": session.auth_data, "isSecure": session.ssl is not None,
                    "from": envelope.mail_from, "to": envelope.rcpt_tos, "subject": message["Subject"],
                    "text": message.get_body(("plain",)).get_content(),
                    "html": message.get_body(("html",)).get_content(), "headers": {name: str(value) for name, value in message.items()},
                })
                return "250 Taken"

        async def main():
            loop = asyncio.get_running_loop()
            options = {}
            if access != "open":
                options = {"authenticator": authenticate, "auth_required": True, "auth_require_tls": access == "secure"}
            if access == "secure":
                options["tls_context"] = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
                options["tls_context"].load_cert_chain(certificate)
                options["require_starttls"] = True
            server = await loop.create_server(lambda: SMTP(Sink(), **options), "127.0.0.1", 0)
            print(server.sockets[0].getsockname()[1], flush=True)
            await loop.run_in_executor(None, sys.stdin.read)

        asyncio.run(main())
        """#
}
