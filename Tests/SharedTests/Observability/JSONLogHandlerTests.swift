import Shared
import Synchronization
import Testing

@Suite struct JSONLogHandlerTests {
    private final class Lines: Sendable {
        let text = Mutex("")
        func write(_ line: String) { text.withLock { $0 += line } }
        var all: String { text.withLock(\.self) }
    }

    private func logger(_ lines: Lines) -> Logger {
        Logger(label: "test") { _ in
            JSONLogHandler(service: "registry", level: .info, write: { lines.write($0) })
        }
    }

    @Test func anEventIsOneLineOfJSON() throws {
        let lines = Lines()
        logger(lines).notice(
            "listening",
            metadata: ["port": .stringConvertible(7401), "odd": "a\"b\\\n\u{1}\u{2028}", "list": ["x", ["k": "v"]]])
        logger(lines).debug("unheard")
        #expect(lines.all.split(separator: "\n").count == 1)
        let root = try JSONDocument.parse(lines.all.utf8).root
        let members: [String: JSONValue] = try root.decode(path: "line")
        #expect(members["event"] == "listening")
        #expect(members["level"] == "notice")
        #expect(members["service"] == "registry")
        #expect(members["port"] == 7401)
        #expect(members["odd"] == "a\"b\\\n\u{1}\u{2028}")
        #expect(members["list"] == ["x", ["k": "v"]])
        #expect(members["time"]?.string.flatMap(Instant.init) != nil)
    }

    @Test func membersNamedAfterSecretsAndPersonsAreHidden() {
        let lines = Lines()
        logger(lines).info(
            "sent",
            metadata: ["password": "planted", "Email": "planted", "more": ["token": "planted", "address": "planted"]])
        #expect(!lines.all.contains("planted"))
    }

    /// R7: PostgreSQL quotes values of rows in its messages of classes 22 and 23.
    @Test func valuesOfRowsStayOutOfTheLog() {
        var error = PostgresError(.server(sqlState: "23505"), message: "planted", statement: "INSERT INTO contacts …")
        error.detail = "Key (address)=(planted) already exists."
        error.constraint = "contacts_pkey"
        let lines = Lines()
        logger(lines).error("method_failed", metadata: ["error": .detail(of: error)])
        #expect(!lines.all.contains("planted"))
        #expect(lines.all.contains("contacts_pkey"))
        #expect(lines.all.contains("INSERT INTO contacts"))
    }
}
