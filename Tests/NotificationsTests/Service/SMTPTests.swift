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

    private func withSink(_ body: (MailSink) async throws -> Void) async throws {
        let sink = try await MailSink.start()
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
            from: try #require(MailAddress("week@example.invalid")),
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

    @Test func anAnswerThatIsLostAfterTheMessageLeavesItUnknown() async throws {
        try await withSink { sink in
            await #expect(throws: ChannelRefusal.unknown("no answer after the message was handed over")) {
                try await server(sink.url).send(message(to: "lost@example.invalid"))
            }
        }
    }

    @Test func aServerThatIsGoneIsTriedAgain() async throws {
        let sink = try await MailSink.start()
        await sink.stop()
        await #expect {
            try await server(sink.url).send(message(to: "reporter@example.invalid"))
        } throws: { error in
            guard case .temporary? = error as? ChannelRefusal else { return false }
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
