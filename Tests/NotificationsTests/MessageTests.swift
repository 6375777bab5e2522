import Contracts
import Testing
import Values

@testable import Notifications

@Suite struct MessageTests {
    private func entry(_ number: UInt64, _ template: TemplateKey = "due") -> DigestMessage.Entry {
        let campaign = PlanFixture.campaign()
        return DigestMessage.Entry(
            obligation: PlanFixture.obligation(number),
            template: campaign.reminders.templates.first { $0.key == template }!)
    }

    @Test func oneObligationIsSaidInItsOwnWords() {
        let message = DigestMessage([entry(1)], campaign: PlanFixture.campaign())
        #expect(message.subject == "请报送附件3")
        #expect(message.text.hasPrefix("学院1：附件3应于2026年5月20日24:00前报送"))
        #expect(message.text.contains("已报0/1"))
        #expect(message.text.contains("四（三）“于5月20日前”"))
        #expect(message.text.contains("测试通知"))
    }

    @Test func anEscalationNamesAllWhoOweInOneParagraphM9() {
        let message = DigestMessage([entry(1, "up"), entry(2, "up")], campaign: PlanFixture.campaign())
        #expect(message.text.contains("学院1、学院2"))
        #expect(message.subject == "督办：附件3")
    }

    @Test func severalObligationsAreNumberedAndCounted() {
        let message = DigestMessage([entry(1), entry(2)], campaign: PlanFixture.campaign())
        #expect(message.text.contains("1. 学院1") && message.text.contains("2. 学院2"))
        #expect(message.subject == "【皖〔2026〕1号】2个单位共2项材料尚未报送")
    }

    @Test func noHeaderTakesALineBreak() throws {
        let address = try #require(MailAddress("a@b.invalid"))
        let message = MIMEMessage(
            from: address, to: address, subject: "x\r\nBcc: evil@b.invalid", text: "t", messageID: "<1@b.invalid>",
            date: PlanFixture.at("2026-05-19 09:00"), campaign: "a\r\nX: y")
        let text = String(decoding: message.bytes, as: UTF8.self)
        let headers = text.prefix(upTo: text.firstRange(of: "\r\n\r\n")!.lowerBound)
        #expect(!headers.contains("Bcc"))
        #expect(!headers.contains("\nX: y"))
        #expect(headers.contains("Date: Tue, 19 May 2026 01:00:00 +0000"))
        #expect(headers.contains("Auto-Submitted: auto-generated"))
    }

    @Test(arguments: [
        "", "a", "a@", "@b", "a@b@c", "a b@c.invalid", "a@b.invalid\r\nBcc: x", "<a@b.invalid>", "甲@b.invalid",
    ])
    func whatIsNoPlainAddressIsRefused(text: String) {
        #expect(MailAddress(text) == nil)
    }

    @Test(arguments: ["短", String(repeating: "很长的主题", count: 40), "ascii only", ""])
    func encodedWordsStayShortAndWhole(subject: String) {
        for word in EncodedWord.encode(subject).split(separator: "\r\n ") {
            #expect(word.utf8.count <= 75)
            #expect(word.hasPrefix("=?utf-8?B?") && word.hasSuffix("?="))
        }
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy"),
    ])
    func base64IsThatOfTheStandard(plain: String, encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
    }
}
