import Shared

@testable import Reporting

/// A small campaign with the shape of a real one: cities, colleges and schools, a quota, a week that is declared, a
/// deadline that hangs on it.
enum Fixture {
    static let province: UnitKey = "issuer:AH-EDU"
    static let city: UnitKey = "gb2260:340100/教育"
    static let college: UnitKey = "moe:1"
    static let school: UnitKey = "school:合肥市/甲校"
    static let stray: UnitKey = "school:/乙校"

    static func day(_ text: String) -> CivilDate { CivilDate(text)! }  // a literal
    static func at(_ text: String) -> Instant { Instant(text)! }  // a literal

    /// The day of the notice.
    static let born = at("2026-04-29T00:00:00+08:00")
    static let due = at("2026-05-21T00:00:00+08:00")

    static let campaign = CampaignDocument(
        key: "test-2026",
        notice: .init(
            number: "皖测〔2026〕1号", title: "test", date: day("2026-04-29"), parents: [], publiclyDisclosed: true),
        authority: province, zone: .shanghai, issuers: [], systems: [], addressees: [],
        tracks: [track("vocational"), track("lifelong")],
        vocabularies: [
            .init(
                key: "strands", name: "五方面", several: true,
                terms: [.init(code: "reading", name: "以阅读铸魂"), .init(code: "skills", name: "以技能为基")]),
            .init(
                key: "channels", name: "刊发渠道", several: true,
                terms: [.init(code: "site", name: "省教育厅网站"), .init(code: "weixin", name: "微信公众号")]),
        ],
        ceremonies: [],
        switches: [
            .init(key: "S1", name: "dueInclusive", question: "当日是否算按时", value: "inclusive"),
            .init(key: "S2", name: "rollPolicy", question: "休息日如何顺延", value: "none"),
        ],
        items: [
            .init(code: "annex3", name: "附件3", source: .submission, form: "annex3"),
            .init(code: "material", name: "宣传材料", source: .material, form: "material"),
            .init(code: "annex4", name: "附件4", source: .submission, form: "annex3"),
            .init(code: "week-declaration", name: "活动周申报", source: .localWeek),
        ],
        forms: [form, materialForm],
        rules: [
            rule("annex3.city", "annex3", [.init(kinds: [.cityEducation])]),
            rule(
                "annex3.college", "annex3", [.init(kinds: [.higherEducation], flags: ["higher_vocational"])]),
            rule(
                "annex3.school", "annex3",
                [.init(kinds: [.secondaryLocal], reportsTo: .init(kinds: [.cityEducation]))], to: .parent),
            rule(
                "material.city", "material", [.init(kinds: [.cityEducation])], quota: 2,
                opens: "anchor(window.vocational, start)",
                deadline: "until(anchor(window.vocational, end), endOfDay, inclusive)"),
            rule(
                "annex4.city", "annex4", [.init(kinds: [.cityEducation])], track: "lifelong",
                deadline:
                    "until(min(roll(anchor(localWeek.lifelong, end) + P1W, S2), date(2026-12-01)), endOfDay, inclusive)"
            ),
            rule(
                "week.city", "week-declaration", [.init(kinds: [.cityEducation])], track: "lifelong",
                deadline: "until(date(2026-11-15), endOfDay, inclusive)"),
        ],
        reminders: .init(
            workingHours: .init(start: LocalTime("08:30")!, end: LocalTime("17:30")!),  // literals
            workingDaysOnly: true, windowDaysCount: true, defaultTime: LocalTime("09:00")!, ladders: [], templates: []))

    static func rule(
        _ key: RuleKey, _ item: ItemCode, _ subjects: [CampaignDocument.Selector], track: TrackCode = "vocational",
        to: CampaignDocument.Destination = .province, quota: Int? = nil, opens: String? = nil,
        deadline: String = "until(date(2026-05-20), endOfDay, S1)"
    ) -> CampaignDocument.Rule {
        .init(
            key: key, name: key.rawValue, items: [item], track: track, subjects: subjects, to: to, quota: quota,
            opens: opens, deadline: deadline, late: "accepted_late", countsOn: .submitted, clause: "四（三）",
            quote: "于5月20日前提交")
    }

    private static func track(_ code: TrackCode) -> CampaignDocument.Track {
        .init(
            code: code, name: code.rawValue, theme: "theme",
            window: .init(start: day("2026-05-10"), end: day("2026-05-16")),
            receiver: .init(name: "receiver", unit: province, role: "receiver"), clause: "二", quote: "5月10日至5月16日")
    }

    /// Every kind of field and check that the tests need.
    static let form = FormDefinition(
        key: "annex3", title: "活动情况统计表", annex: "附件3", origin: .reconstruction,
        fields: [
            FormField(
                key: "sessionsTotal", label: "活动总场次", type: .integer, unit: "sessions", measure: .sum, required: true,
                prefill: "sessions.total"),
            FormField(key: "materials", label: "宣传材料", type: .integer, unit: "items", prefill: "materials.material"),
            FormField(key: "reading", label: "以阅读铸魂", type: .integer, unit: "sessions", measure: .sum),
            FormField(key: "skills", label: "以技能为基", type: .integer, unit: "sessions", measure: .sum),
            FormField(key: "start", label: "开始日期", type: .date),
            FormField(key: "end", label: "结束日期", type: .date),
            FormField(key: "strand", label: "方面", type: .choices, vocabulary: "strands"),
            FormField(key: "participation", label: "参与率", type: .ratio, measure: .ratio),
            FormField(
                key: "activities", label: "活动", type: .rows, maxLength: 3,
                columns: [
                    FormField(key: "name", label: "名称", type: .text, required: true, maxLength: 10),
                    FormField(key: "sessions", label: "场次", type: .integer, unit: "sessions", measure: .sum),
                    FormField(key: "online", label: "线上场次", type: .integer, unit: "sessions", measure: .sum),
                ]),
            FormField(key: "remarks", label: "备注", type: .text),
        ],
        rules: [
            FormRule(
                key: "strandsWithinTotal", severity: .error, check: .sumAtMost, fields: ["reading", "skills"],
                other: "sessionsTotal", message: "各方面场次之和不得超过活动总场次"),
            FormRule(
                key: "endNotBeforeStart", severity: .error, check: .notBefore, fields: ["end"], other: "start",
                message: "结束日期不得早于开始日期"),
            FormRule(
                key: "onlineWithinSessions", severity: .error, check: .eachAtMost,
                fields: ["activities[].online"], other: "activities[].sessions", message: "线上场次不得超过场次"),
            FormRule(
                key: "manySessions", severity: .warning, check: .requiredWith, fields: ["remarks"], other: "skills",
                message: "请在备注中说明"),
        ])

    /// 2026 without holidays of its own: Monday to Friday.
    static let calendar: WorkCalendar = {
        let days = (0..<365).map { day("2026-01-01").adding(days: $0) }
        return WorkCalendar([
            WorkCalendar.Year(
                year: 2026, version: 1, workdays: days.filter { !$0.weekday.isWeekend },
                restDays: days.filter { $0.weekday.isWeekend })!  // all days of the year
        ])
    }()

    static func state(_ kind: UnitKind, flags: Set<UnitFlag> = [], _ span: Span = .always) -> UnitState {
        UnitState(span: span, kind: kind, flags: flags)
    }

    static func line(_ to: UnitKey, _ track: TrackCode = "vocational", _ span: Span = .always) -> ReportingLine {
        ReportingLine(span: span, track: track, to: to)
    }

    static func subject(
        _ key: UnitKey, _ kind: UnitKind, flags: Set<UnitFlag> = [], lines: [ReportingLine] = [],
        weeks: [DeclaredWeek] = []
    ) -> Subject {
        Subject(key: key, states: [state(kind, flags: flags)], lines: lines, weeks: weeks)
    }

    static let kinds: [UnitKey: [UnitState]] = [
        province: [state(.provinceDepartment)], city: [state(.cityEducation)],
    ]

    static func plan(
        _ subjects: [Subject], from start: Instant = born, document: CampaignDocument = campaign
    ) throws -> ObligationPlan {
        var plan = try ObligationPlan(document, revisions: [:], from: start, calendar: calendar, kinds: kinds)
        for subject in subjects { plan.add(subject) }
        return plan
    }

    /// An obligation of the fixture's city with a deadline at `due`.
    static func stored(
        rule: RuleKey = "annex3.city", unit: UnitKey = city, quota: Int = 1,
        countsOn: CampaignDocument.CountsOn = .submitted, late: CampaignDocument.LateHandling = .acceptedLate,
        due: Instant? = due, opensAt: Instant? = nil, filings: Filings = Filings()
    ) -> StoredObligation {
        StoredObligation(
            id: ID(UniqueID.make(at: born)), campaign: "test-2026", rule: rule, track: "vocational",
            unit: UnitBrief(key: unit, name: unit.rawValue, kind: .cityEducation),
            to: UnitBrief(key: province, name: "省教育厅", kind: .provinceDepartment), revision: 1, bornAt: born,
            endedAt: nil,
            terms: Terms(
                name: rule.rawValue, items: ["annex3"], to: province, quota: quota, late: late, countsOn: countsOn,
                opensAt: opensAt,
                deadline: DeadlineResult(
                    dueAt: due, civilDate: nil, status: due == nil ? .none : .firm, dependsOn: [], trace: [])),
            filings: filings)
    }

    static func credit(
        _ source: String, _ kind: Credit.Kind = .material, content: String? = nil, at receivedAt: String,
        due: Instant? = due, accepted: String? = nil, ended: String? = nil, _ end: Credit.End? = nil
    ) -> Credit {
        Credit(
            kind: kind, source: source, content: Array((content ?? source).utf8), title: source,
            receivedAt: at(receivedAt), dueAt: due, acceptedAt: accepted.map(at), endedAt: ended.map(at), end: end)
    }
}

/// `Attachment` is a name of Testing's too.
typealias FiledAttachment = Attachment
