import Contracts
import Deadlines
import Values

@testable import Notifications

/// A campaign with one ladder as the notice's is, over obligations that a test makes.
enum PlanFixture {
    static let province: UnitKey = "issuer:AH-EDU"
    static let receiver = Reminder.Recipient(unit: province, role: "receiver.vocational")

    static func day(_ text: String) -> CivilDate { CivilDate(text)! }
    /// Wall-clock time in the campaign's zone: `2026-05-19 09:00`.
    static func at(_ text: String) -> Instant { Instant(text.replacing(" ", with: "T") + ":00+08:00")! }

    static func step(
        _ key: StepKey, _ date: String, time: String? = nil, repeats: CampaignDocument.Repetition? = nil,
        audience: CampaignDocument.Audience = .unit, kind: CampaignDocument.StepKind = .reminder,
        usefulUntil: String? = nil
    ) -> CampaignDocument.Step {
        .init(
            key: key, date: date, time: time.flatMap { LocalTime($0) }, repeats: repeats, audience: audience,
            kind: kind,
            template: "due", usefulUntil: usefulUntil)
    }

    static let ladder: [CampaignDocument.Step] = [
        step("before-2", "anchor(obligation, end) - P2WD", usefulUntil: "anchor(obligation, end)"),
        step("before-1", "anchor(obligation, end) - P1WD", usefulUntil: "anchor(obligation, end)"),
        step("on-day", "anchor(obligation, end)", time: "15:00", usefulUntil: "anchor(obligation, end)"),
        step("after", "anchor(obligation, end) + P1WD", repeats: .init(every: "P2WD", times: 3)),
        step("up", "anchor(obligation, end) + P3WD", audience: .province, kind: .escalation),
    ]

    static func campaign(_ steps: [CampaignDocument.Step] = ladder, cap: Int? = nil) -> CampaignDocument {
        CampaignDocument(
            key: "test-2026",
            notice: .init(
                number: "皖〔2026〕1号", title: "测试通知", date: day("2026-04-29"), parents: [], publiclyDisclosed: true),
            authority: province, zone: .shanghai, issuers: [], systems: [], addressees: [],
            tracks: [
                .init(
                    code: "vocational", name: "职业教育活动周", theme: "一技在手",
                    window: .init(start: day("2026-05-10"), end: day("2026-05-16")),
                    receiver: .init(name: "职成处", unit: province, role: "receiver.vocational"), clause: "二", quote: "窗口")
            ], vocabularies: [], ceremonies: [], switches: [], items: [], forms: [],
            rules: [
                .init(
                    key: "annex3", name: "附件3", items: ["annex3"], track: "vocational", subjects: [], to: .province,
                    deadline: "until(date(2026-05-20), endOfDay, inclusive)", late: "accepted_late",
                    countsOn: .submitted, clause: "四（三）", quote: "于5月20日前")
            ],
            reminders: .init(
                workingHours: .init(start: LocalTime("08:30")!, end: LocalTime("17:30")!), workingDaysOnly: true,
                windowDaysCount: true, defaultTime: LocalTime("09:00")!, capPerPersonPerDay: cap,
                ladders: [.init(key: "annex3", name: "附件3", rules: ["annex3"], steps: steps)],
                templates: [
                    .init(key: "due", subject: "请报送{item}", text: "{unit}：{item}应于{due}前报送，已报{have}/{need}。{clause}"),
                    .init(key: "up", subject: "督办：{item}", text: "以下单位尚未完成{item}：{missing}。"),
                ]))
    }

    static func obligation(
        _ number: UInt64, due: Instant = at("2026-05-21 00:00"), bornAt: Instant = at("2026-04-29 00:00"),
        satisfiedAt: Instant? = nil, extendedUntil: Instant? = nil, campaign: CampaignKey = "test-2026"
    ) -> Obligation {
        Obligation(
            id: ID(UniqueID(high: 7, low: number)), campaign: campaign, rule: "annex3", name: "附件3",
            items: ["annex3"], track: "vocational", unit: unit(number),
            to: UnitBrief(key: province, name: "省教育厅", kind: "province_department"), quota: 1,
            have: satisfiedAt == nil ? 0 : 1, late: .acceptedLate, countsOn: .submitted, opensAt: bornAt,
            deadline: DeadlineResult(
                dueAt: due, civilDate: Zone.shanghai.date(of: due.adding(microseconds: -1)), status: .firm,
                dependsOn: [], trace: []), bornAt: bornAt, revision: 1, satisfiedAt: satisfiedAt,
            timeliness: satisfiedAt == nil ? nil : .onTime, extendedUntil: extendedUntil, status: .open, asOf: bornAt)
    }

    static func unit(_ number: UInt64) -> UnitBrief {
        UnitBrief(key: UnitKey("moe:\(number)"), name: "学院\(number)", kind: "higher_education")
    }

    static func destination(_ number: UInt64, _ channel: ContactChannel = .email) -> Destination {
        Destination(recipient: recipient(number), channel: channel)
    }

    static func recipient(_ number: UInt64) -> Reminder.Recipient {
        Reminder.Recipient(unit: unit(number).key, role: "reporter")
    }

    static func state(
        _ obligations: [Obligation], campaign: CampaignDocument = campaign(), suppressions: [Suppression] = [],
        keys: Set<String> = [], reachable: [Reminder.Recipient: [ContactChannel]]? = nil,
        sentToday: [Destination: PlanningState.SentToday] = [:]
    ) -> PlanningState {
        PlanningState(
            campaign: campaign, reminders: campaign.reminders, calendar: WorkCalendar(), obligations: obligations,
            reachable: reachable
                ?? Dictionary(
                    (obligations.map { Reminder.Recipient(unit: $0.unit.key, role: "reporter") } + [receiver])
                        .map { ($0, [ContactChannel.email]) }
                ) { first, _ in first },
            suppressions: suppressions, keys: keys, sentToday: sentToday)
    }

    static func suppression(_ unit: UnitKey, _ start: String, _ end: String) -> Suppression {
        Suppression(
            id: ID(UniqueID(high: 9, low: 9)), campaign: "test-2026", matcher: .init(unit: unit), author: "a",
            reason: "r", start: at(start), end: at(end))
    }
}
