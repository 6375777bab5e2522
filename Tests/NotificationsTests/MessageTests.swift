import Shared
import Testing

@testable import Notifications

@Suite struct MessageTests {
    private static let now = PlanFixture.at("2026-05-19 09:00")

    private func entry(_ number: UInt64, _ template: TemplateKey = "due") -> DigestMessage.Entry {
        let campaign = PlanFixture.campaign()
        return DigestMessage.Entry(
            obligation: PlanFixture.obligation(number),
            template: campaign.reminders.templates.first { $0.key == template }!)
    }

    @Test func oneObligationIsSaidInItsOwnWords() {
        let message = DigestMessage(
            [entry(1)], campaign: PlanFixture.campaign(), now: Self.now)
        #expect(message.subject == "请报送附件3")
        #expect(message.text.hasPrefix("学院1：附件3应于2026年5月20日24:00前报送"))
        #expect(message.text.contains("已报0/1"))
        #expect(message.text.contains("四（三）“于5月20日前”"))
        #expect(message.text.contains("测试通知"))
    }

    @Test func anEscalationNamesAllWhoOweInOneParagraphM9() {
        let message = DigestMessage(
            [entry(1, "up"), entry(2, "up")], campaign: PlanFixture.campaign(), now: Self.now)
        #expect(message.text.contains("学院1、学院2"))
        #expect(message.subject == "督办：附件3")
    }

    @Test func severalObligationsAreNumberedAndCounted() {
        let message = DigestMessage(
            [entry(1), entry(2)], campaign: PlanFixture.campaign(), now: Self.now)
        #expect(message.text.contains("1. 学院1") && message.text.contains("2. 学院2"))
        #expect(message.subject == "【皖〔2026〕1号】2个单位共2项材料尚未报送")
    }

    @Test func theListSaysHaveAndNeedDueClauseActionAndWhomToAskN30() {
        let message = DigestMessage(
            [entry(1), entry(2)], campaign: PlanFixture.campaign(), now: Self.now)
        for part in [
            "[2] 学院2｜附件3｜已报0/应报1", "截止：2026年5月20日24:00，还有1天", "请做：填写并提交；确无内容的请申报零报告", "依据：四（三）“于5月20日前”", "咨询：职成处",
        ] { #expect(message.text.contains(part)) }
        for cell in ["学院2<br>附件3", "0/1", "2026年5月20日24:00，还有1天", "填写并提交；确无内容的请申报零报告", "依据：四（三）“于5月20日前”<br>咨询：职成处"] {
            #expect(message.html.contains(">\(cell)</td>"))
        }
    }

    @Test(arguments: [
        ("2026-05-18 23:59", "还有2天"), ("2026-05-20 00:00", "今日截止"), ("2026-05-20 23:59", "今日截止"),
        ("2026-05-21 00:00", "已逾期1天"),
        ("2026-05-23 12:00", "已逾期3天"),
    ])
    func theDistanceToTheDueTimeIsInCivilDays(now: String, words: String) {
        let due = PlanFixture.at("2026-05-21 00:00")
        #expect(ChineseDate.distance(to: due, from: PlanFixture.at(now), in: .shanghai) == words)
    }

    @Test func aListThatIsTooLongIsCutAndSaysSo() {
        let entries = (1...UInt64(DigestList.mostRows + 7)).map { entry($0, "up") }
        let message = DigestMessage(
            entries, campaign: PlanFixture.campaign(), now: Self.now)
        #expect(message.text.contains("另有7项未列出") && message.html.contains("另有7项未列出"))
        #expect(!message.text.contains("[\(DigestList.mostRows + 1)]"))
    }

    @Test func aNameCannotBecomeMarkup() {
        #expect(DigestPage.escape("<b>&\"x\"</b>") == "&lt;b&gt;&amp;&quot;x&quot;&lt;/b&gt;")
        let message = DigestMessage(
            [
                DigestMessage.Entry(
                    obligation: PlanFixture.obligation(1),
                    template: .init(key: "due", subject: "<script>", text: "{unit}<img src=x>"))
            ], campaign: PlanFixture.campaign(), now: Self.now)
        #expect(!message.html.contains("<script>") && !message.html.contains("<img"))
    }

    @Test func whoTakesItIsNamedNotWhoIsAboveThemN27() {
        let campaign = PlanFixture.campaign()
        let own = PlanFixture.obligation(1)
        #expect(campaign.receiver(of: own) == "职成处")
        let city = UnitBrief(key: "gb2260:340100/教育", name: "合肥市教育局", kind: "city_education")
        let toCity = Obligation(
            id: own.id, campaign: own.campaign, rule: own.rule, name: own.name, items: own.items, track: own.track,
            unit: own.unit, to: city, quota: 1, have: 0, late: own.late, countsOn: own.countsOn, opensAt: own.opensAt,
            deadline: own.deadline, bornAt: own.bornAt, revision: 1, status: .open, asOf: own.asOf)
        #expect(campaign.receiver(of: toCity) == "合肥市教育局")
    }

    /// Each of what there is to be said, once and several times.
    @Test(arguments: [
        (1, 1, 0, "[n] Your unit has 1 item to file"), (1, 2, 0, "[n] Your unit has 2 items to file"),
        (2, 2, 0, "[n] 2 units have not filed 2 items"), (0, 0, 1, "[n] 1 notice"), (1, 1, 1, "[n] 2 notices"),
    ])
    func oneIsCountedAsOneInEnglish(units: Int, items: Int, events: Int, subject: String) {
        let words = MessageWords(language: .en, zone: .shanghai)
        #expect(words.subject("n", units: units, items: items, events: events) == subject)
        #expect(words.omission(1).hasPrefix("1 more is ") && words.omission(2).hasPrefix("2 more are "))
        #expect(words.cut(1).contains("the item") && words.cut(2).contains("all 2 items"))
    }

    @Test func anEventThatIsPutOffIsSaidInTheWordsOfThat() {
        let event = PlanFixture.event(state: .postponed, reason: "场馆检修")
        let template = CampaignDocument.Template(
            key: "postponed", subject: "活动延期：{event}", text: "“{event}”延期举行。原因：{reason}。举办单位：{host}。")
        let message = DigestMessage(
            [.init(event: event, names: EventNames(hosts: [event.content.host: "合肥市教育局"]), template: template)],
            campaign: PlanFixture.campaign(), now: Self.now)
        #expect(message.subject == "活动延期：启动仪式")
        #expect(message.text.hasPrefix("“启动仪式”延期举行。原因：场馆检修。举办单位：合肥市教育局。\n"))
        // It owes nobody anything.
        #expect(!message.html.contains("<table") && message.sender == "职业教育活动周")
    }

    @Test func noHeaderTakesALineBreak() throws {
        let address = try #require(MailAddress("a@b.invalid"))
        let message = MIMEMessage(
            from: address, fromName: "x\r\nCc: evil@b.invalid", to: [address], subject: "x\r\nBcc: evil@b.invalid",
            text: "t", html: "<p>t</p>",
            messageID: "<1@b.invalid>",
            date: PlanFixture.at("2026-05-19 09:00"), campaign: "a\r\nX: y")
        let text = String(decoding: message.bytes, as: UTF8.self)
        let headers = text.prefix(upTo: text.firstRange(of: "\r\n\r\n")!.lowerBound)
        #expect(!headers.contains("Bcc") && !headers.contains("Cc"))
        // What is shown has a space in its place.
        #expect(headers.contains("=?utf-8?B?\(Base64.encode(Array("x Bcc: evil@b.invalid".utf8)))?="))
        #expect(headers.contains("\r\nList-Id: <aXy.activity-week.invalid>"))
        #expect(!headers.contains("\nX: y"))
        #expect(headers.contains("Date: Tue, 19 May 2026 01:00:00 +0000"))
        #expect(headers.contains("Auto-Submitted: auto-generated"))
    }

    /// RFC 2045 §6.8, RFC 2046 §4.1.1, RFC 5322 §2.1.1.
    @Test(arguments: [
        ("", ""), ("一行\n", "一行\r\n"), ("甲\n乙\r\n丙", "甲\r\n乙\r\n丙"),
        (String(repeating: "活动周\n", count: 999), String(repeating: "活动周\r\n", count: 999)),
    ])
    func aBodyArrivesWholeInShortLines(content: String, arrives: String) throws {
        let address = try #require(MailAddress("a@b.invalid"))
        let message = MIMEMessage(
            from: address, fromName: "n", to: [address], subject: "s", text: content, html: content,
            messageID: "<1@b.invalid>",
            date: PlanFixture.at("2026-05-19 09:00"), campaign: "a")
        let lines = message.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        #expect(lines.dropLast().allSatisfy { $0.last == UInt8(ascii: "\r") })
        #expect(lines.last?.isEmpty == true)
        let texts = lines.map { String(decoding: $0.dropLast(), as: UTF8.self) }
        let heads = texts.indices.filter { texts[$0] == "Content-Transfer-Encoding: base64" }
        #expect(heads.count == 2)
        for head in heads {
            let body = texts[(head + 2)...].prefix { !$0.hasPrefix("--") }
            #expect(body.allSatisfy { $0.count <= 76 })
            #expect(Base64.decode(body.joined()) == Array(arrives.utf8))
        }
    }

    @Test(arguments: [
        "", "a", "a@", "@b", "a@b@c", "a b@c.invalid", "a@b.invalid\r\nBcc: x", "<a@b.invalid>", "甲@b.invalid",
    ])
    func whatIsNoPlainAddressIsRefused(text: String) {
        #expect(MailAddress(text) == nil)
    }

    /// RFC 2047 §2: 76 characters a line that holds an encoded word, whatever stands before it.
    @Test(arguments: ["短", String(repeating: "很长的主题", count: 40), String(repeating: "𠮷", count: 30), "ascii only", ""])
    func linesWithEncodedWordsStayShortAndWordsWhole(text: String) throws {
        let address = try #require(MailAddress("\(String(repeating: "a", count: 60))@b.invalid"))
        let message = MIMEMessage(
            from: address, fromName: text, to: [address], subject: text, text: "t", html: "<p>t</p>",
            messageID: "<1@b.invalid>", date: Self.now, campaign: "a")
        let lines = String(decoding: message.bytes, as: UTF8.self).split(
            separator: "\r\n", omittingEmptySubsequences: false)
        let encoded = lines.filter { $0.contains("=?") }
        #expect(encoded.allSatisfy { $0.utf8.count <= 76 })
        for name in ["From: ", "Subject: "] {
            let start = try #require(lines.firstIndex { $0.hasPrefix(name) })
            let more = lines[(start + 1)...].prefix { $0.hasPrefix(" =?") }
            let words = [lines[start].dropFirst(name.count)] + more.map { $0.dropFirst() }
            let bytes = try words.map { word in
                #expect(word.hasPrefix("=?utf-8?B?") && word.hasSuffix("?="))
                return try #require(Base64.decode(String(word.dropFirst(10).dropLast(2))))
            }
            // No character is broken between two.
            #expect(bytes.map { String(decoding: $0, as: UTF8.self) }.joined() == text)
        }
    }

    @Test(arguments: [("甲\r\n乙", "甲 乙"), ("a\tb\u{0}\u{85}c", "a b c"), ("甲\u{2028}乙", "甲 乙"), ("甲 乙", "甲 乙")])
    func aLineBreakInASubjectIsASpace(given: String, shown: String) {
        #expect(given.onOneLine == shown)
        let obligation = PlanFixture.obligation(1)
        let message = DigestMessage(
            [.init(obligation: obligation, template: .init(key: "due", subject: "{reason}", text: "t"), reason: given)],
            campaign: PlanFixture.campaign(), now: Self.now)
        #expect(message.subject == shown && message.html.contains("<title>\(shown)</title>"))
    }

    /// N04: two weeks, and mail of each goes by its own name.
    @Test(
        arguments: [
            (["lifelong"], "全民终身学习活动周"), (["vocational"], "职业教育活动周"),
            (["lifelong", "vocational"], "职业教育活动周、全民终身学习活动周"), (["another"], "职业教育活动周、全民终身学习活动周"),
        ] as [([TrackCode], String)])
    func theSenderIsTheWeekThatTheMessageSpeaksOf(tracks: [TrackCode], sender: String) throws {
        let campaign = PlanFixture.campaign(tracks: ["vocational", "lifelong"])
        let entries = tracks.map {
            DigestMessage.Entry(
                obligation: PlanFixture.obligation(1, track: $0), template: .init(key: "due", subject: "s", text: "t"))
        }
        #expect(DigestMessage(entries, campaign: campaign, now: Self.now).sender == sender)
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy"),
    ])
    func base64IsThatOfTheStandard(plain: String, encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
    }
}
