import Shared
import Testing

@testable import Reporting

@Suite struct PayloadRulesTests {
    private let rules = PayloadRules(form: Fixture.form) { name in
        name == "strands" ? ["reading", "skills"] : nil
    }

    private func found(_ payload: JSONValue) -> [String] {
        rules.findings(payload).map { "\($0.path) \($0.rule)" }
    }

    @Test func aCompletePayloadHasNoFindings() {
        let payload: JSONValue = [
            "sessionsTotal": 10, "reading": 4, "skills": 6, "start": "2026-05-10", "end": "2026-05-16",
            "strand": ["reading"], "participation": ["numerator": 3, "denominator": 4], "remarks": "说明",
            "activities": [["name": "讲座", "sessions": 2, "online": 1]],
        ]
        #expect(found(payload).isEmpty)
    }

    @Test func aRequiredFieldMayNotBeBlank() {
        #expect(found([:]) == ["sessionsTotal required"])
        #expect(found(["sessionsTotal": nil]) == ["sessionsTotal required"])
    }

    @Test func typesAreChecked() {
        #expect(found(["sessionsTotal": "12"]) == ["sessionsTotal type"])
        #expect(found(["sessionsTotal": 1.5]) == ["sessionsTotal type"])
        #expect(found(["sessionsTotal": 1, "start": "2026-02-30"]) == ["start type"])
        #expect(found(["sessionsTotal": 1, "strand": ["reading", "reading"]]) == ["strand type"])
        #expect(found(["sessionsTotal": 1, "participation": ["numerator": 1]]) == ["participation type"])
        #expect(found([]) == [" type"])
    }

    @Test func countsAreNeverNegative() {
        #expect(found(["sessionsTotal": -1]) == ["sessionsTotal out_of_range"])
    }

    @Test func aRateIsNeverAboveOne() {
        let payload: JSONValue = ["sessionsTotal": 1, "participation": ["numerator": 5, "denominator": 4]]
        #expect(found(payload) == ["participation out_of_range"])
    }

    @Test func fieldsTheFormDoesNotHaveAreRefused() {
        #expect(found(["sessionsTotal": 1, "extra": 1]) == ["extra unknown_field"])
    }

    @Test func termsComeFromTheCampaignsVocabulary() {
        #expect(found(["sessionsTotal": 1, "strand": ["dancing"]]) == ["strand not_a_choice"])
    }

    @Test func partsAreAtMostTheTotal() {
        let payload: JSONValue = ["sessionsTotal": 9, "reading": 4, "skills": 6, "remarks": "x"]
        #expect(found(payload) == ["reading strandsWithinTotal"])
        #expect(found(["sessionsTotal": 10, "reading": 4, "skills": 6, "remarks": "x"]).isEmpty)
    }

    @Test func anEndIsNotBeforeItsStart() {
        let payload: JSONValue = ["sessionsTotal": 1, "start": "2026-05-16", "end": "2026-05-10"]
        #expect(found(payload) == ["end endNotBeforeStart"])
    }

    @Test func rulesOfColumnsHoldInEachRow() {
        let payload: JSONValue = [
            "sessionsTotal": 1,
            "activities": [["name": "甲", "sessions": 2, "online": 2], ["name": "乙", "sessions": 1, "online": 2]],
        ]
        #expect(found(payload) == ["activities[1].online onlineWithinSessions"])
    }

    @Test func rowsAreCheckedWithTheirPath() {
        let payload: JSONValue = ["sessionsTotal": 1, "activities": [["name": "一二三四五六七八九十十一"], ["sessions": 1]]]
        #expect(found(payload) == ["activities[0].name too_long", "activities[1].name required"])
        let many = JSONValue.array(Array(repeating: ["name": "甲"], count: 4))
        #expect(found(["sessionsTotal": 1, "activities": many]) == ["activities too_long"])
    }

    @Test func aWarningIsNoError() {
        let findings = rules.findings(["sessionsTotal": 5, "skills": 5])
        #expect(findings.map(\.rule) == ["manySessions"])
        #expect(findings.map(\.severity) == [.warning])
    }

    @Test func soundFormsAreSoundAndOthersSayWhere() {
        #expect(Fixture.form.flaws(in: FormSurroundings(vocabularies: ["strands"], forms: [:])).isEmpty)
        let unknown = Fixture.form.flaws(in: FormSurroundings(vocabularies: [], forms: nil))
        #expect(unknown.map(\.place) == ["fields[6].vocabulary"])
        let broken = FormDefinition(
            key: "x", title: "x", origin: .official,
            fields: [
                FormField(key: "a", label: "a", type: .text, measure: .sum),
                FormField(key: "a", label: "a", type: .ratio, measure: .sum),
            ],
            rules: [FormRule(key: "r", severity: .error, check: .sumAtMost, fields: ["b"], message: "")])
        #expect(
            broken.flaws(in: FormSurroundings(vocabularies: nil, forms: nil)).map(\.place) == [
                "fields[1].key", "fields[0].measure", "fields[1].measure", "rules[0].fields[0]", "rules[0]",
            ])
    }

    @Test func rulesBetweenFormsNameAFieldOfTheOtherForm() {
        func places(_ other: String?, _ otherForm: FormKey, _ forms: [FormKey: Set<String>]?) -> [String] {
            FormDefinition(
                key: "x", title: "x", origin: .official, fields: [FormField(key: "a", label: "a", type: .date)],
                rules: [
                    FormRule(
                        key: "r", severity: .error, check: .equals, fields: ["a"], other: other, otherForm: otherForm,
                        message: "")
                ]
            ).flaws(in: FormSurroundings(vocabularies: nil, forms: forms)).map(\.place)
        }
        #expect(places("start", "plan", ["plan": ["start"]]).isEmpty)
        #expect(places("start", "plan", nil).isEmpty)
        #expect(places("begin", "plan", ["plan": ["start"]]) == ["rules[0].other"])
        #expect(places("start", "plans", ["plan": ["start"]]) == ["rules[0].otherForm"])
        #expect(places("a", "x", ["x": ["a"]]) == ["rules[0].otherForm"])
        #expect(places(nil, "plan", nil) == ["rules[0]", "rules[0]"])
    }

    @Test func aRuleBetweenFormsHoldsAgainstWhatWasFiledOnTheOther() {
        let form = FormDefinition(
            key: "annex4", title: "x", origin: .official,
            fields: [
                FormField(key: "start", label: "开始", type: .date),
                FormField(
                    key: "activities", label: "活动", type: .rows,
                    columns: [FormField(key: "sessions", label: "场次", type: .integer)]),
            ],
            rules: [
                FormRule(
                    key: "asPlanned", severity: .warning, check: .equals, fields: ["start"], other: "from",
                    otherForm: "plan", message: "与方案不一致"),
                FormRule(
                    key: "withinTotal", severity: .error, check: .eachAtMost, fields: ["activities[].sessions"],
                    other: "total", otherForm: "plan", message: "超过方案场次"),
            ])
        let payload: JSONValue = ["start": "2026-10-12", "activities": [["sessions": 3], ["sessions": 9]]]
        func findings(_ others: [FormKey: JSONValue]) -> [String] {
            var rules = PayloadRules(form: form) { _ in nil }
            rules.others = others
            return rules.findings(payload).map { "\($0.rule) \($0.path)" }
        }
        #expect(findings([:]).isEmpty, "what was not filed yet is nothing to differ from")
        #expect(findings(["plan": ["from": "2026-10-12", "total": 9]]).isEmpty)
        #expect(
            findings(["plan": ["from": "2026-10-11", "total": 8]]) == [
                "asPlanned start", "withinTotal activities[1].sessions",
            ])
    }

    @Test func differencesNameThePath() {
        let changes = PayloadDifference.changes(["a": 1, "b": [["c": 1]]], ["a": 1, "b": [["c": 2], ["c": 3]]])
        #expect(changes.map(\.path) == ["b[0].c", "b[1]"])
    }

    @Test func theSameContentHasTheSameDigest() throws {
        let one: JSONValue = ["b": 1, "a": [1.0, "x"]]
        let other: JSONValue = ["a": [1, "x"], "b": 1.0]
        #expect(try CanonicalJSON(one).digest == CanonicalJSON(other).digest)
        #expect(try CanonicalJSON(one).digest != CanonicalJSON(["a": [1, "y"], "b": 1] as JSONValue).digest)
    }
}
