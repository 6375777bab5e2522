import Shared
import Testing

@testable import Registry

/// The shipped file with something wrong in it.
struct WrongFile: Sendable, CustomTestStringConvertible {
    let what: String
    /// What is replaced, and by what; the line of the fault is that of `at` in the changed text.
    let old: String
    let new: String
    let at: String
    let path: String
    let rule: String

    var testDescription: String { what }

    init(_ what: String, _ old: String, _ new: String, at: String? = nil, _ path: String, _ rule: String) {
        self.what = what
        self.old = old
        self.new = new
        self.at = at ?? new
        self.path = path
        self.rule = rule
    }
}

@Suite struct CampaignFileTests {
    static let wrongFiles = [
        WrongFile(
            "unknown member", "authority:", "autority: x\nauthority:", at: "autority", "autority", "unknown_member"),
        WrongFile("missing member", "zone: Asia/Shanghai\n", "", at: "key: anhui-2026", "zone", "required"),
        WrongFile("unknown zone", "zone: Asia/Shanghai", "zone: Europe/Paris", "zone", "wrong_type"),
        WrongFile("no such day", "date: 2026-04-29", "date: 2026-02-29", "notice.date", "wrong_type"),
        WrongFile("list instead of a text", "title: 活动周工作总结", "title: [活动, 总结]", "forms[2].title", "wrong_type"),
        WrongFile(
            "text instead of a number", "quota: 2\n    opens", "quota: two\n    opens", at: "quota: two",
            "rules[0].quota", "wrong_type"),
        WrongFile("no such role", "role: host", "role: guest", "issuers[11].role", "wrong_type"),
        WrongFile(
            "inverted window", "window: {start: 2026-05-10, end: 2026-05-16}",
            "window: {start: 2026-05-17, end: 2026-05-16}", "tracks[0].window", "inverted"),
        WrongFile(
            "unknown switch in a condition", "when: {S3: total}", "when: {S33: total}", "rules[2].when.S33",
            "unknown_reference"),
        WrongFile(
            "a value the switch never has", "when: {S3: total}", "when: {S3: both}", "rules[2].when.S3", "not_a_choice"),
        WrongFile(
            "an answer that is no choice", "value: as_city\n", "value: maybe\n", "switches[3].value", "not_a_choice"),
        WrongFile(
            "unknown track", "items: [plan]\n    track: lifelong", "items: [plan]\n    track: livelong",
            at: "track: livelong", "rules[17].track", "unknown_reference"),
        WrongFile(
            "unknown form", "source: submission, form: plan}", "source: submission, form: plans}", "items[3].form",
            "unknown_reference"),
        WrongFile("unknown item", "items: [annex4]", "items: [annex5]", "rules[14].items[0]", "unknown_reference"),
        WrongFile(
            "bad deadline", "deadline: until(S9, endOfDay, inclusive)", "deadline: until(S9, endOfDay inclusive)",
            "rules[13].deadline", "expression"),
        WrongFile(
            "deadline with an unknown switch", "until(S9, endOfDay", "until(S99, endOfDay", "rules[13].deadline",
            "expression"),
        WrongFile(
            "deadline with an unknown anchor", "deadline: until(S9,", "deadline: until(anchor(week, end),",
            "rules[13].deadline", "unknown_reference"),
        WrongFile(
            "L6: deadline without a cap", "deadline: until(S9,",
            "deadline: until(anchor(localWeek.lifelong, end) + P1W,", "rules[13].deadline", "expression"),
        WrongFile(
            "L7: deadline that can never be met", "deadline: until(S9,",
            "deadline: until(min(anchor(window.lifelong, end) + P1W, date(2026-05-01)),", "rules[13].deadline",
            "infeasible"),
        WrongFile(
            "opens after it is due", "deadline: until(S9,",
            "opens: date(2026-11-16)\n    deadline: until(S9,", at: "opens: date(2026-11-16)", "rules[13].opens",
            "inverted"),
        WrongFile(
            "a switch of dates that holds none", "value: date(2026-11-15)", "value: soon",
            at: "deadline: until(S9", "rules[13].deadline", "expression"),
        WrongFile(
            "a rule without a clause", "clause: 四（三）\n    quote: *plan\n\nreminders", "quote: *plan\n\nreminders",
            at: "key: plan.lifelong", "rules[17].clause", "required"),
        WrongFile(
            "a rule with an empty quote", "quote: 各市需在本地全民终身学习活动周结束后一周内\n", "quote: \"  \"\n",
            "rules[13].quote", "empty"),
        WrongFile(
            "a name twice", "zone: Asia/Shanghai", "zone: Asia/Shanghai\nzone: UTC", at: "zone: UTC", "zone",
            "repeated"),
        WrongFile(
            "a key twice", "key: plan.lifelong", "key: plan.vocational", at: "key: plan.vocational\n    name: 全民",
            "rules[17].key", "repeated"),
        WrongFile("a second lead", "role: host", "role: lead", at: "issuers:", "issuers", "lead"),
        WrongFile(
            "a rule in two ladders", "rules: [week-declaration]", "rules: [week-declaration, annex4]",
            at: "rules: [annex4, summary.lifelong]", "reminders.ladders[4].rules[0]", "repeated"),
        WrongFile(
            "a reminder that never ends", "repeats: {every: weekly, until: \"anchor(obligation, end)\"}",
            "repeats: {every: weekly}", "reminders.ladders[3].steps[1].repeats", "required"),
        WrongFile(
            "unknown template", "template: declare-week, usefulUntil: \"anchor(obligation, end) - P1M",
            "template: declare, usefulUntil: \"anchor(obligation, end) - P1M",
            "reminders.ladders[3].steps[0].template", "unknown_reference"),
        WrongFile(
            "unknown placeholder", "今日截止：{item}\n", "今日截止：{thing}\n", "reminders.templates[2].subject", "placeholder"),
        WrongFile(
            "unknown vocabulary", "vocabulary: activityForms", "vocabulary: forms",
            "forms[1].fields[10].columns[4].vocabulary", "unknown_reference"),
        WrongFile(
            "a form's rule on no field", "fields: [onlineSessions]\n        other: sessionsTotal",
            "fields: [onlineSession]\n        other: sessionsTotal", at: "fields: [onlineSession]",
            "forms[0].rules[3].fields[0]", "unknown_reference"),
        WrongFile(
            "a text that is added", "{key: remarks, label: 备注, type: text, maxLength: 2000}",
            "{key: remarks, label: 备注, type: text, measure: sum}", "forms[0].fields[50].measure", "not_allowed"),
        WrongFile(
            "a comparison with nothing", "fields: [weekEnd]\n        other: weekStart", "fields: [weekEnd]",
            at: "- key: weekInOrder", "forms[1].rules[0]", "required"),
        WrongFile(
            "a selector of nobody", "- {kinds: [secondary_provincial]}", "- {when: {S5: report}}",
            "rules[9].subjects[0]", "selects_none"),
        WrongFile(
            "owed to a parent nobody asks for",
            "reportsTo: {kinds: [city_education, direct_county]}, when: {S11: \"yes\"}}", "when: {S11: \"yes\"}}",
            "rules[11].subjects[0]", "required"),
    ]

    @Test(arguments: wrongFiles)
    func aWrongFileIsRefusedWithLinePathAndReason(_ wrong: WrongFile) throws {
        let text = try ShippedCampaign.text()
        #expect(text.contains(wrong.old))
        let changed = text.replacing(wrong.old, with: wrong.new, maxReplacements: 1)
        let place = try #require(changed.firstRange(of: wrong.at))
        let line = changed[..<place.lowerBound].count { $0 == "\n" } + 1
        let fault = #expect(throws: Fault.self) { try CampaignFile.read(changed) }
        #expect(fault?.kind == .campaignInvalid)
        #expect(
            fault?.violations.contains { $0.path == "line \(line): \(wrong.path)" && $0.rule == wrong.rule } == true,
            "\(wrong.path) on line \(line) in \(fault?.violations ?? [])")
    }

    @Test func oneFaultIsOneViolation() throws {
        for wrong in Self.wrongFiles
        where ["unknown zone", "unknown form", "bad deadline", "a name twice"].contains(wrong.what) {
            let changed = try ShippedCampaign.text().replacing(wrong.old, with: wrong.new, maxReplacements: 1)
            let fault = #expect(throws: Fault.self) { try CampaignFile.read(changed) }
            #expect(fault?.violations.count == 1, "\(wrong.what): \(fault?.violations ?? [])")
        }
    }

    @Test func everyFaultIsFoundInOneReading() throws {
        let text = try ShippedCampaign.text()
            .replacing("zone: Asia/Shanghai", with: "zone: Mars\nzone: Venus\ntimezone: Mars")
            .replacing("role: host", with: "role: guest")
            .replacing("deadline: until(S9,", with: "deadline: until(S9")
            .replacing("items: [annex4]", with: "items: [annex5]")
            .replacing("key: plan.lifelong", with: "key: plan.vocational")
        let fault = #expect(throws: Fault.self) { try CampaignFile.read(text) }
        #expect(
            fault?.violations.map(\.rule).sorted() == [
                "expression", "repeated", "repeated", "unknown_member", "unknown_reference", "wrong_type", "wrong_type",
            ])
    }

    @Test func aFaultInAListIsNotHeldAgainstThoseWhoReferToIt() throws {
        let text = try ShippedCampaign.text().replacing("- code: lifelong\n", with: "- cod: lifelong\n")
        let fault = #expect(throws: Fault.self) { try CampaignFile.read(text) }
        #expect(fault?.violations.map(\.rule).sorted() == ["required", "unknown_member"])
    }

    @Test(arguments: ["", "   \n", "- a list", "key: [", "key: \"open", "a: b: c", "\u{0}", "text", "*unknown"])
    func whatIsNoCampaignAtAllIsRefused(_ text: String) {
        let fault = #expect(throws: Fault.self) { try CampaignFile.read(text) }
        #expect(fault?.violations.isEmpty == false)
        #expect(fault?.violations.allSatisfy { $0.path.hasPrefix("line ") } == true)
    }

    @Test func aSyntaxFaultNamesItsLine() {
        let fault = #expect(throws: Fault.self) { try CampaignFile.read("key: x\nnotice: {\nzone: ]\n") }
        #expect(fault?.violations.map(\.rule) == ["syntax"])
        #expect(fault?.violations.first?.path == "line 3")
    }

    @Test func aFewAliasesCannotMakeAMillionValues() {
        let levels = (1...9).map { level in
            "l\(level): &l\(level) [\(Array(repeating: level == 1 ? "x" : "*l\(level - 1)", count: 10).joined(separator: ", "))]"
        }
        let fault = #expect(throws: Fault.self) { try CampaignFile.read(levels.joined(separator: "\n")) }
        #expect(fault?.violations.map(\.rule) == ["too_big"])
    }

    @Test func theDocumentSurvivesTheWire() throws {
        let document = try ShippedCampaign.document()
        let stored = try RawJSON(encoding: document)
        #expect(try stored.decoded(as: CampaignDocument.self) == document)
    }
}
