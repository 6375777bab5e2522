import Foundation
import Shared
import TestSupport
import Testing

@testable import Notifications

/// The SMTP channel against a real server.
@Suite struct SMTPTests {
    private static let text = """
        合肥市教育局：
        附件3应于2026年5月20日24:00前报送，已报0/1。
        .
        一行以点开头的，和一个生僻字：𠮷。

        """

    private static let html = "<p>合肥市教育局：附件3 &lt;2026&gt;</p>\n"

    private func withSink(
        _ access: MailSink.Access = .open, certificate: String = "", _ body: (MailSink) async throws -> Void
    ) async throws {
        let sink = try await MailSink.start(access, certificate: certificate)
        do {
            try await body(sink)
        } catch {
            await sink.stop()
            throw error
        }
        await sink.stop()
    }

    private func server(_ url: String) -> SMTPServer {
        SMTPServer(url: url, username: nil, password: nil, requireTLS: false, timeout: .seconds(20))
    }

    private func message(to addresses: String..., subject: String = "请报送附件3") throws -> MIMEMessage {
        MIMEMessage(
            from: try #require(MailAddress("week@example.invalid")), fromName: "职业教育活动周",
            to: try addresses.map { try #require(MailAddress($0)) },
            subject: subject, text: Self.text, html: Self.html, messageID: "<1@activity-week.invalid>",
            date: TestNotifications.reminding, campaign: "test-2026")
    }

    @Test func aMessageArrivesIntact() async throws {
        try await withSink { sink in
            let subject = "【皖教秘职成〔2026〕23号】您单位有2项材料待报送，请于规定时间内登录系统完成填报并上传佐证材料"
            #expect(
                try await server(sink.url).send(message(to: "reporter@example.invalid", subject: subject)).answer
                    == "250")
            let arrived = try await sink.message()
            #expect(arrived.from == "week@example.invalid" && arrived.to == ["reporter@example.invalid"])
            #expect(arrived.subject == subject)
            #expect(arrived.text.replacing("\r\n", with: "\n") == Self.text)
            #expect(arrived.html.replacing("\r\n", with: "\n") == Self.html)
            #expect(arrived.headers["Content-Type"]?.hasPrefix("multipart/alternative") == true)
            #expect(arrived.headers["Message-ID"] == "<1@activity-week.invalid>")
            #expect(arrived.headers["Date"] == "Tue, 19 May 2026 01:00:00 +0000")
            #expect(arrived.headers["Auto-Submitted"] == "auto-generated")
            #expect(arrived.headers["List-Id"] == "<test-2026.activity-week.invalid>")
            #expect(arrived.headers["From"] == "职业教育活动周 <week@example.invalid>")
        }
    }

    @Test func fourHundredsAreTriedAgain() async throws {
        try await withSink { sink in
            await #expect(throws: ChannelRefusal.temporary("the server answered 451")) {
                try await server(sink.url).send(message(to: "later@example.invalid"))
            }
        }
    }

    @Test func fiveHundredsAreFinal() async throws {
        try await withSink { sink in
            await #expect(throws: ChannelRefusal.permanent("the server answered 550")) {
                try await server(sink.url).send(message(to: "never@example.invalid"))
            }
        }
    }

    @Test(arguments: [
        ("full", ChannelRefusal.temporary("the server answered 452")),
        ("spam", .permanent("the server answered 554")),
    ])
    func aRefusalOfTheWholeMessageIsNoLostAnswer(name: String, refusal: ChannelRefusal) async throws {
        try await withSink { sink in
            await #expect(throws: refusal) { try await server(sink.url).send(message(to: "\(name)@example.invalid")) }
        }
    }

    @Test func anAnswerThatIsLostAfterTheMessageLeavesItUnknown() async throws {
        try await withSink { sink in
            await #expect(throws: ChannelRefusal.unknown("no answer after the message was handed over")) {
                try await server(sink.url).send(message(to: "lost@example.invalid"))
            }
        }
    }

    @Test func aServerThatIsGoneIsWaitedFor() async throws {
        let sink = try await MailSink.start()
        await sink.stop()
        await #expect {
            try await server(sink.url).send(message(to: "reporter@example.invalid"))
        } throws: { error in
            guard case .unreachable? = error as? ChannelRefusal else { return false }
            return true
        }
    }

    @Test func messagesShareAConnectionAndAClosedOneIsOpenedAnew() async throws {
        try await PythonServer.run(HoldingSink.program(.nothing)) { sink async throws in
            let mail = server("smtp://127.0.0.1:\(sink.port)")
            for _ in 0..<5 {
                #expect(try await mail.send(message(to: "reporter@example.invalid")).answer == "250")
            }
            sink.tell("count")
            #expect(try await sink.next(String.self) == "5")
            sink.tell("connections")
            #expect(try await sink.next(String.self) == "1")
            // The server hangs up on idle connections; nobody notices.
            sink.tell("hang up")
            // What is answered next it has done.
            sink.tell("count")
            #expect(try await sink.next(String.self) == "5")
            #expect(try await mail.send(message(to: "reporter@example.invalid")).answer == "250")
            sink.tell("connections")
            #expect(try await sink.next(String.self) == "2")
        }
    }

    @Test func aConnectionThatIsClosedPolitelyIsOpenedAnewAndTheMessageSentOnce() async throws {
        try await PythonServer.run(HoldingSink.program(.nothing)) { sink async throws in
            let mail = server("smtp://127.0.0.1:\(sink.port)")
            #expect(try await mail.send(message(to: "reporter@example.invalid")).answer == "250")
            // RFC 5321 §3.8: 421 to whatever comes next.
            sink.tell("close")
            sink.tell("count")
            #expect(try await sink.next(String.self) == "1")
            #expect(try await mail.send(message(to: "reporter@example.invalid")).answer == "250")
            for (question, answer) in [("count", "2"), ("connections", "2")] {
                sink.tell(question)
                #expect(try await sink.next(String.self) == answer)
            }
        }
    }

    @Test(arguments: [("week.province.invalid", "week.province.invalid"), ("[192.0.2.1]", "[192.0.2.1]")])
    func itCallsItselfAsTheConfigurationSays(helo: String, said: String) async throws {
        try await PythonServer.run(HoldingSink.program(.nothing)) { sink async throws in
            let channels = try configured([
                "week.smtp.url": "smtp://127.0.0.1:\(sink.port)/old", "week.smtp.helo": helo,
            ])
            _ = try await channels.mail.send(message(to: "reporter@example.invalid"))
            sink.tell("names")
            #expect(try await sink.next([String].self) == [said])
        }
    }

    @Test(arguments: ["a b", "a/b", "a\r\nMAIL", "", "[]", "a:b", String(repeating: "a", count: 256)])
    func whatIsNoHostNameIsNoNameForEHLO(text: String) {
        #expect(HeloName(text) == nil)
    }

    /// As `SMTPServer` is made in production.
    private func configured(_ values: [String: String]) throws -> Channels {
        try ChannelConfiguration.channels(ConfigurationSource(values: values))
    }

    /// Runs `body` with the name of a file that holds this, and removes it.
    private func withFile<Value>(_ content: String, _ body: (String) async throws -> Value) async throws -> Value {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("mail-\(UUID())").path
        try content.write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try await body(path)
    }

    private func withPassword<Value>(
        _ password: String, of user: String, _ body: ([String: String]) async throws -> Value
    ) async throws -> Value {
        try await withFile(password) { path in
            try await body(["week.smtp.username": user, "week.smtp.password.file": path])
        }
    }

    @Test func whoSaysWhoTheyAreIsTakenBehindSTARTTLSAndAWrongPasswordIsOurs() async throws {
        let now = Int64(Date().timeIntervalSince1970)
        let authority = try CertificateAuthority.make(name: "test", now: now)
        let identity = try authority.issue(name: "mail", hosts: ["127.0.0.1"], now: now)
        try await withFile(identity.chain + identity.key) { certificate in
            try await withFile(authority.certificate.pem) { authorities in
                try await withSink(.secure, certificate: certificate) { sink in
                    let place = ["week.smtp.url": sink.url, "week.smtp.ca.file": authorities]
                    try await withPassword("right", of: "week") { login in
                        let channels = try configured(place.merging(login) { $1 })
                        #expect(
                            try await channels.mail.send(message(to: "reporter@example.invalid")).answer == "250")
                        // Nobody's authority but the configuration's.
                        let strange = try configured(login.merging(["week.smtp.url": sink.url]) { $1 })
                        await #expect(throws: ChannelRefusal.misconfigured("no session with the server (curl 60)")) {
                            try await strange.mail.send(message(to: "reporter@example.invalid"))
                        }
                    }
                    #expect(try await sink.attempt() == "week")
                    let arrived = try await sink.message()
                    #expect(arrived.login == "week" && arrived.isSecure)
                    try await withPassword("wrong", of: "week") { login in
                        let channels = try configured(place.merging(login) { $1 })
                        await #expect(
                            throws: ChannelRefusal.misconfigured("the server answered 535 before the message")
                        ) { try await channels.mail.send(message(to: "reporter@example.invalid")) }
                    }
                }
            }
        }
    }

    /// Somebody on the way takes STARTTLS out of the server's answer.
    @Test func noPasswordLeavesInClearUnlessTheConfigurationSaysSo() async throws {
        try await withSink(.stripped) { sink in
            try await withPassword("right", of: "careful") { login in
                let channels = try configured(login.merging(["week.smtp.url": sink.url]) { $1 })
                await #expect(throws: ChannelRefusal.misconfigured("no session with the server (curl 64)")) {
                    try await channels.mail.send(message(to: "reporter@example.invalid"))
                }
            }
            try await withPassword("right", of: "careless") { login in
                let channels = try configured(
                    login.merging(["week.smtp.url": sink.url, "week.smtp.tls": "opportunistic"]) { $1 })
                _ = try await channels.mail.send(message(to: "reporter@example.invalid"))
            }
            // The first that was ever named to the server.
            #expect(try await sink.attempt() == "careless")
            #expect(try await sink.message().isSecure == false)
        }
    }

    @Test func oneTransactionHasSeveralAddressesAndEachIsAnsweredForItself() async throws {
        try await withSink { sink in
            let taken = try await server(sink.url).send(
                message(
                    to: "one@example.invalid", "later@example.invalid", "two@example.invalid", "never@example.invalid"))
            #expect(taken.answer == "250")
            #expect(
                taken.refused == [
                    1: .temporary("the server answered 451"), 3: .permanent("the server answered 550"),
                ])
            let arrived = try await sink.message()
            #expect(arrived.to == ["one@example.invalid", "two@example.invalid"])
            #expect(
                arrived.headers["To"]
                    == "one@example.invalid, later@example.invalid, two@example.invalid, never@example.invalid")
            // Of those who are all refused, one that may come later keeps the message alive.
            await #expect(throws: ChannelRefusal.temporary("the server answered 451")) {
                try await server(sink.url).send(message(to: "never@example.invalid", "later@example.invalid"))
            }
        }
    }

    @Test func aServerThatWantsToKnowWhoSendsRefusesUsAndNotTheMessage() async throws {
        try await withSink { sink in
            await #expect(
                throws: ChannelRefusal.misconfigured("the server answered 554: it wants to know who sends")
            ) {
                try await server(sink.url).send(message(to: "relay@example.invalid"))
            }
        }
    }

    @Test func oneMailboxThatTakesNothingFromUsKeepsNobodyElseWaiting() async throws {
        try await withSink { sink in
            let mail = server(sink.url)
            // Nothing tells whether it is about us.
            await #expect(
                throws: ChannelRefusal.misconfigured("the server answered 550: it wants to know who sends")
            ) { try await mail.send(message(to: "denied@example.invalid")) }
            _ = try await mail.send(message(to: "reporter@example.invalid"))
            await #expect(throws: ChannelRefusal.permanent("the server answered 550")) {
                try await mail.send(message(to: "denied@example.invalid"))
            }
        }
    }

    @Test func whereTLSIsRequiredNothingLeavesWithoutIt() async throws {
        try await withSink { sink in
            let strict = SMTPServer(
                url: sink.url, username: nil, password: nil, requireTLS: true, timeout: .seconds(20))
            await #expect {
                try await strict.send(message(to: "reporter@example.invalid"))
            } throws: { error in
                guard case .misconfigured? = error as? ChannelRefusal else { return false }
                return true
            }
        }
    }

    /// At first nothing tells whether it is about us, and what comes behind it waits; then the server has taken something.
    @Test func aMailboxThatIsClosedToUsEndsItsOwnMessageOnly() async throws {
        try await withSink { sink in
            let mail = server(sink.url)
            try await TestNotifications.runPublished((1...12).map { PlanFixture.obligation($0) }) { test in
                test.peers.put(PlanFixture.recipient(1), address: "denied@example.invalid")
                try await test.tick(at: TestNotifications.reminding)
                let sender = test.sender(mail)
                for minutes in [0, 6, 12] {
                    test.clock.set(TestNotifications.reminding.adding(.seconds(minutes * 60)))
                    try await sender.drain()
                }
                let states = try await test.intents().map { ($0.reminder.unit, $0.state) }
                let ended = Dictionary(uniqueKeysWithValues: states)
                #expect(ended["moe:1"] == .dead && ended.values.filter { $0 == .sent }.count == 11)
            }
        }
    }

    @Test func theBooksSayWhatTheServerSaid() async throws {
        try await withSink { sink in
            let url = sink.url
            try await TestNotifications.runPublished((1...4).map { PlanFixture.obligation($0) }) { test in
                for (number, name) in zip(1..., ["later", "never", "lost"]) {
                    test.peers.put(PlanFixture.recipient(UInt64(number)), address: "\(name)@example.invalid")
                }
                try await test.tick(at: TestNotifications.reminding)
                try await test.sender(
                    SMTPServer(url: url, username: nil, password: nil, requireTLS: false, timeout: .seconds(20))
                ).drain()
                let states = try await test.intents().map { ($0.reminder.unit, $0.state) }
                #expect(
                    Dictionary(uniqueKeysWithValues: states) == [
                        "moe:1": .retry, "moe:2": .dead, "moe:3": .uncertain, "moe:4": .sent,
                    ])
            }
            let arrived = try await sink.message()
            #expect(arrived.subject == "请报送附件3" && arrived.text.hasPrefix("学院4："))
        }
    }
}
