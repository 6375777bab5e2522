import Shared
import Testing

@testable import Week

/// `week doctor` on a mail server that does not let notifications send: which one, what it answered, and the line that mends it.
@Suite struct ChannelCheckTests {
    private func channel(_ problem: String?, server: String? = "mail.example.invalid:587") -> MessageChannel {
        MessageChannel(
            channel: .email, way: .smtp, server: server, isIdempotent: false, perMinute: nil, perPersonPerHour: 20,
            problem: problem, waiting: 7, uncertain: 0, dead: 0, lastSentAt: nil)
    }

    @Test func aServerThatTakesMessagesIsNoFinding() {
        #expect(ChannelChecks(channels: [channel(nil)]).findings().isEmpty)
    }

    @Test func itNamesTheServerWhatItAnsweredAndHowManyWait() throws {
        let finding = try #require(
            ChannelChecks(channels: [channel("the server answered 530 before the message")]).findings().first)
        #expect(finding.grade == .wrong)
        #expect(
            finding.what
                == "the mail server mail.example.invalid:587 does not let notifications send: the server answered 530 before the message; 7 messages wait"
        )
        #expect(finding.remedy?.contains("notifications.channels.test") == true)
    }

    @Test(arguments: [
        ("no session with the server (curl 60)", "WEEK_SMTP_CA_FILE"),
        ("no session with the server (curl 77)", "WEEK_SMTP_CA_FILE"),
        ("no session with the server (curl 64)", "WEEK_SMTP_TLS"),
        ("no session with the server (curl 67)", "WEEK_SMTP_PASSWORD_FILE"),
        ("the server answered 535 before the message", "WEEK_SMTP_PASSWORD_FILE"),
        ("the server answered 554: it wants to know who sends", "WEEK_SMTP_USERNAME"),
        ("the server answered 553 to the sender", "WEEK_SMTP_FROM"),
        ("the server answered 504 to the name in HELO", "WEEK_SMTP_HELO"),
        ("the server answered 554 to this machine", "WEEK_SMTP_URL"),
        ("no session with the robot's server (curl 60)", "WEEK_WEBHOOK_CA_FILE"),
        ("the server answered 502 before the message", "WEEK_SMTP_URL"),
    ]) func theLineThatMendsItNamesTheKey(problem: String, key: String) {
        #expect(
            ChannelChecks(channels: [channel(problem)]).findings().allSatisfy { $0.remedy?.contains(key) == true })
    }
}
