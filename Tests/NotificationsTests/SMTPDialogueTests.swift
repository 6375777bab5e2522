import Testing

@testable import Notifications

/// What a server's answers mean, whatever the command they were given to.
@Suite struct SMTPDialogueTests {
    private func judge(
        _ lines: String, curl: Int = 55, handedOver: Bool = false, isKnown: Bool = false
    ) -> Result<Taken, ChannelRefusal> {
        SMTPServer.judge(.init(curl: curl, handedOver: handedOver, dialogue: SMTPDialogue(lines)), isKnown: isKnown)
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
            ("", 7, false, "waits"), ("- 421 4.3.2 too busy", 8, false, "waits"),
            // About who sends: none of these gives a message up.
            ("- 554 5.7.1 not you", 8, false, "waits"), ("EHLO 550 who are you", 8, false, "waits"),
            ("AUTH 535 5.7.8 wrong", 67, false, "waits"), ("AUTH 454 4.7.0 not now", 67, false, "waits"),
            ("MAIL 530 5.7.0 authentication required", 55, false, "waits"),
            ("MAIL 550 5.7.60 not as this sender", 55, false, "waits"),
            ("RCPT 554 5.7.1 <a@b.invalid>: Relay access denied", 55, false, "waits"),
            ("RCPT 550 relay not permitted", 55, false, "waits"), ("EHLO 250 ok", 60, false, "waits"),
            ("EHLO 250 ok", 64, false, "waits"),
            ("RCPT 250 ok\nDATA 354 go on\n. 550 5.7.60 not as this sender", 8, true, "waits"),
            ("RCPT 250 ok\nDATA 354 go on\n. 550 5.7.26 SPF and DKIM fail", 8, true, "waits"),
            // About this message: it is too big.
            ("MAIL 552 5.3.4 too big", 55, false, "never"), ("MAIL 421 4.3.2 closing", 55, false, "later"),
        ] as [(String, Int, Bool, String)])
    func answersOfTheServerAreToldApart(lines: String, curl: Int, handedOver: Bool, outcome: String) {
        #expect(word(for: judge(lines, curl: curl, handedOver: handedOver)) == outcome)
    }

    private func word(for judgement: Result<Taken, ChannelRefusal>) -> String {
        switch judgement {
        case .success: "sent"
        case .failure(.permanent): "never"
        case .failure(.temporary): "later"
        case .failure(.misconfigured), .failure(.unreachable): "waits"
        case .failure(.unknown): "unknown"
        }
    }

    /// Postfix answers the first recipient what it thinks of client, name and sender (`smtpd_delay_reject`). None of it ends a
    /// message, whether the server knows us or not.
    @Test(
        arguments: [
            ("553 5.7.1 <week@a.invalid>: Sender address rejected: not owned by user week", "to the sender"),
            ("553 5.7.1 <week@a.invalid>: Sender address rejected: not logged in", "it wants to know who sends"),
            ("450 4.1.8 <week@a.invalid>: Sender address rejected: Domain not found", "to the sender"),
            ("504 5.5.2 <9f2c>: Helo command rejected: need fully-qualified hostname", "to the name in HELO"),
            ("450 4.7.1 <9f2c>: Helo command rejected: Host not found", "to the name in HELO"),
            ("450 4.7.25 Client host rejected: cannot find your hostname, [192.0.2.1]", "to this machine"),
            ("554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using list.invalid", "to this machine"),
            ("550 5.7.25 no name for your address", "to this machine"),
            ("503 5.5.1 say EHLO first", "to how it is spoken to"), ("501 what", "to how it is spoken to"),
            ("504 not here", "to how it is spoken to"), ("503 not now", "to how it is spoken to"),
            ("554 5.7.1 <a@b.invalid>: Relay access denied", "it wants to know who sends"),
            ("550 relay not permitted", "it wants to know who sends"),
            ("530 5.7.0 say who you are", "it wants to know who sends"),
        ], [false, true])
    func whatIsSaidOfUsAtARecipientWaitsAndNamesWhatToMend(answer: (line: String, words: String), isKnown: Bool) {
        guard case .failure(.misconfigured(let words)) = judge("RCPT " + answer.line, isKnown: isKnown) else {
            Issue.record("\(answer.line) does not wait")
            return
        }
        #expect(words.hasSuffix(answer.words))
    }

    /// Of a recipient: it keeps nobody else waiting.
    @Test(
        arguments: [
            ("550 5.1.1 <a@b.invalid>: Recipient address rejected: User unknown", "never"),
            ("504 5.5.2 <a@b>: Recipient address rejected: need fully-qualified address", "never"),
            ("501 5.1.3 Bad recipient address syntax", "never"), ("550 5.5.0 mailbox unavailable", "never"),
            ("552 5.2.2 full", "never"), ("550 5.7.1 not to this list", "never"),
            ("554 5.7.1 rejected by policy", "never"), ("450 4.2.0 Recipient address rejected: Greylisted", "later"),
            ("450 4.7.1 Client host rejected: Greylisted, see list.invalid", "later"), ("452 4.5.3 too many", "later"),
        ], [false, true])
    func whatIsSaidOfARecipientEndsItsMessageOnly(answer: (line: String, outcome: String), isKnown: Bool) {
        #expect(word(for: judge("RCPT " + answer.line, isKnown: isKnown)) == answer.outcome)
    }

    /// What a server for submission says to everybody without AUTH, another says of one mailbox to everybody but a few.
    @Test(arguments: [
        "554 5.7.1 <a@b.invalid>: Recipient address rejected: Access denied", "550 5.7.1 access denied",
        "550 5.7.133 authentication required",
    ])
    func anAmbiguousRefusalIsOfUsUntilTheServerKnowsUs(answer: String) {
        #expect(word(for: judge("RCPT " + answer, isKnown: false)) == "waits")
        #expect(word(for: judge("RCPT " + answer, isKnown: true)) == "never")
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
