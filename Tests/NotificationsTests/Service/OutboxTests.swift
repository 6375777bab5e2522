import Foundation
import Shared
import TestSupport
import Testing

@testable import Notifications

/// Messages that lie in a folder instead of leaving.
@Suite struct OutboxTests {
    private func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("outbox-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }

    private func files(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    private func message(_ text: String = "合肥市教育局：附件3\n") throws -> MIMEMessage {
        let address = try #require(MailAddress("week@example.invalid"))
        return MIMEMessage(
            from: address, fromName: "职业教育活动周", to: [address], subject: "请报送附件3", text: text, html: "<p>附件3</p>\n",
            messageID: "<01990000-0000-7000-8000-000000000001@activity-week.invalid>",
            date: TestNotifications.reminding, campaign: "test-2026")
    }

    private static let name = "01990000-0000-7000-8000-000000000001.activity-week"

    /// The service whole, as it runs in production, its senders included.
    @Test func aTickPutsOneMessageForEachDeliveryIntoTheMaildir() async throws {
        try await withFolder { folder in
            try await TestNotifications.runPublished(
                definition: NotificationsMain.service, values: ["week.outbox": folder]
            ) { test in
                try await test.tick(at: TestNotifications.reminding)
                var sent: Set<String> = []
                var after = "0"
                while sent.count < 2 {
                    let page = try await test.ask(
                        NotificationsAPI.ListChanges.self, .init(after: after, limit: 500, waitMs: 20_000))
                    try #require(!page.changes.isEmpty, "the senders did not send")
                    for change in page.changes where change.entity == "delivery" {
                        if try change.decoded(as: Delivery.self).state == .sent { sent.insert(change.id) }
                    }
                    after = page.next
                }
                #expect(try files(folder) == ["cur", "new", "tmp"])
                #expect(try files("\(folder)/tmp").isEmpty && files("\(folder)/cur").isEmpty)
                #expect(try Set(files("\(folder)/new")) == Set(sent.map { "\($0).activity-week" }))
                for name in try files("\(folder)/new") {
                    let text = try String(contentsOfFile: "\(folder)/new/\(name)", encoding: .utf8)
                    #expect(text.contains("Auto-Submitted: auto-generated\r\n") && text.hasSuffix("--\r\n"))
                }
            }
        }
    }

    @Test func theFileIsTheMessageWhole() async throws {
        try await withFolder { folder in
            #expect(try await OutboxFolder(path: folder).send(message()).answer == "written")
            let file = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/new/\(Self.name)"))
            #expect(try Array(file) == message().bytes)
        }
    }

    /// A process that was killed before it wrote down what it had done hands the same message over again.
    @Test(arguments: ["new/", "cur/", "cur/ :2,", "cur/ :2,FS"])
    func aRepeatLeavesOneWhereverAReaderHasPutIt(place: String) async throws {
        try await withFolder { folder in
            let outbox = OutboxFolder(path: folder)
            _ = try await outbox.send(message())
            let parts = place.split(separator: " ")
            let moved = "\(folder)/\(parts[0])\(Self.name)\(parts.dropFirst().joined())"
            #expect(rename("\(folder)/new/\(Self.name)", moved) == 0)
            // Composed anew it may say something else; who has the first needs no second.
            #expect(try await outbox.send(message("later\n")).answer == "written")
            #expect(try files("\(folder)/new").count + files("\(folder)/cur").count == 1)
            #expect(try Array(Data(contentsOf: URL(fileURLWithPath: moved))) == message().bytes)
            #expect(try files("\(folder)/tmp").isEmpty)
        }
    }

    @Test func whatAKilledProcessLeftHalfIsReplaced() async throws {
        try await withFolder { folder in
            for name in ["tmp", "new", "cur"] {
                try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
            }
            try Data(repeating: 1, count: 9_999).write(to: URL(fileURLWithPath: "\(folder)/tmp/\(Self.name)"))
            _ = try await OutboxFolder(path: folder).send(message())
            let file = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/new/\(Self.name)"))
            #expect(try Array(file) == message().bytes)
            #expect(try files("\(folder)/tmp").isEmpty)
        }
    }

    @Test func anOutboxThatCannotBeWrittenToIsTriedAgain() async throws {
        try await withFolder { folder in
            // A file stands where the folder should.
            try Data().write(to: URL(fileURLWithPath: folder))
            await #expect(throws: ChannelRefusal.temporary("the outbox cannot be written to")) {
                try await OutboxFolder(path: folder).send(message())
            }
        }
    }

    @Test func whatIsForARobotIsNoMail() async throws {
        try await withFolder { folder in
            let outbox = OutboxFolder(path: folder)
            _ = try await outbox.send(message())
            let template = PlanFixture.campaign().reminders.templates[0]
            let digest = DigestMessage(
                [.init(obligation: PlanFixture.obligation(1), template: template)], campaign: PlanFixture.campaign(),
                now: TestNotifications.reminding)
            let robot = RobotMessage(
                format: .wecom, to: try #require(RobotAddress("https://robot.invalid/send")), digest: digest,
                messageID: "<2@activity-week.invalid>", date: TestNotifications.reminding, campaign: "test-2026",
                secret: nil)
            for _ in 0..<2 { _ = try await outbox.send(robot) }
            #expect(try files("\(folder)/new") == [Self.name] && files("\(folder)/robots") == ["2.json"])
        }
    }

    /// Python's own reader of maildirs, which is not ours, takes a message to `cur/` as mail programs do.
    private static let reader = #"""
        import json, mailbox, sys

        print(0, flush=True)
        for line in sys.stdin:
            box = mailbox.Maildir(line.strip(), factory=None, create=False)
            seen = []
            for key, message in box.items():
                seen.append({"subdir": message.get_subdir(), "id": message["Message-ID"], "flags": message.get_flags()})
                message.set_subdir("cur")
                message.add_flag("S")
                box[key] = message
            print(json.dumps(seen), flush=True)
        """#

    private struct Seen: Decodable, Equatable {
        let subdir: String
        let id: String
        let flags: String
    }

    @Test func anotherProgramReadsItAndARepeatIsNotNew() async throws {
        try await withFolder { folder in
            try await PythonServer.run(Self.reader) { reader in
                let outbox = OutboxFolder(path: folder)
                let id = try message().messageID
                for seen in [Seen(subdir: "new", id: id, flags: ""), Seen(subdir: "cur", id: id, flags: "S")] {
                    _ = try await outbox.send(message())
                    reader.tell(folder)
                    #expect(try await reader.next([Seen].self) == [seen])
                }
            }
        }
    }
}
