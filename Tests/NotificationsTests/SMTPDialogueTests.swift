import Testing

@testable import Notifications

/// What a server's answers mean, whatever the command they were given to.
@Suite struct SMTPDialogueTests {
    private func judge(
        _ lines: String, curl: Int = 55, handedOver: Bool = false, authenticated: Bool = false
    ) -> Result<Taken, ChannelRefusal> {
        SMTPServer.judge(
            .init(curl: curl, handedOver: handedOver, dialogue: SMTPDialogue(lines)), authenticated: authenticated)
    }

    @Test(
        arguments: [
            ("RCPT 250 ok\nDATA 354 go on\n. 250 2.0.0 queued", 0, true, "sent"),
            ("RCPT 550 5.1.1 nobody", 55, false, "never"), ("RCPT 550 5.1.1 nobody\nQUIT 221 bye", 55, false, "never"),
            ("RCPT 451 4.7.1 greylisted", 55, false, "later"),
            ("RCPT 250 ok\nDATA 354 go on\n. 554 5.7.1 spam", 8, true, "never"),
            ("RCPT 250 ok\nDATA 354 go on\n. 452 4.3.1 full", 8, true, "later"),
            // Lost before the message was whole, and after it.
            ("RCPT 250 ok\nDATA 354 go on", 55, false, "later"), ("RCPT 250 ok\nDATA 354 go on", 56, true, "unknown"),
            ("", 7, false, "later"),
            // About who sends: none of these gives a message up.
            ("- 554 5.7.1 not you", 8, false, "waits"), ("EHLO 550 who are you", 8, false, "waits"),
            ("AUTH 535 5.7.8 wrong", 67, false, "waits"), ("AUTH 454 4.7.0 not now", 67, false, "later"),
            ("MAIL 530 5.7.0 authentication required", 55, false, "waits"),
            ("MAIL 550 5.7.60 not as this sender", 55, false, "waits"),
            ("RCPT 554 5.7.1 <a@b.invalid>: Relay access denied", 55, false, "waits"),
            ("RCPT 550 relay not permitted", 55, false, "waits"), ("EHLO 250 ok", 60, false, "waits"),
            ("EHLO 250 ok", 64, false, "waits"),
            // About this message: it is too big.
            ("MAIL 552 5.3.4 too big", 55, false, "never"), ("MAIL 421 4.3.2 closing", 55, false, "later"),
        ] as [(String, Int, Bool, String)])
    func answersOfTheServerAreToldApart(lines: String, curl: Int, handedOver: Bool, outcome: String) {
        let found =
            switch judge(lines, curl: curl, handedOver: handedOver) {
            case .success: "sent"
            case .failure(.permanent): "never"
            case .failure(.temporary): "later"
            case .failure(.misconfigured): "waits"
            case .failure(.unknown): "unknown"
            }
        #expect(found == outcome)
    }

    @Test func whoHasSaidWhoTheyAreIsRefusedForTheRecipient() {
        let denied = judge("RCPT 554 5.7.1 not to this list", authenticated: true)
        #expect(denied == .failure(.permanent("the server answered 554")))
    }

    @Test func nothingOfAnAnswersWordsIsKept() {
        guard case .failure(let refusal) = judge("RCPT 554 5.7.1 <secret@b.invalid>: Relay access denied") else {
            Issue.record("it was taken")
            return
        }
        #expect(!refusal.answer.contains("secret"))
    }

    @Test func linesThatAreNoAnswersAreNone() {
        #expect(SMTPDialogue("").last == nil)
        #expect(SMTPDialogue("RCPT\nnonsense here\n. 25").answers.isEmpty == false)
        #expect(SMTPDialogue("RCPT 250").last?.text == "")
    }
}
