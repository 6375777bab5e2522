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
        template: TemplateKey = "due", usefulUntil: String? = nil
    ) -> CampaignDocument.Step {
        .init(
            key: key, date: date, time: time.flatMap { LocalTime($0) }, repeats: repeats, audience: audience,
            kind: kind,
            template: template, usefulUntil: usefulUntil)
    }

    static let ladder: [CampaignDocument.Step] = [
        step("before-2", "anchor(obligation, end) - P2WD", usefulUntil: "anchor(obligation, end)"),
        step("before-1", "anchor(obligation, end) - P1WD", usefulUntil: "anchor(obligation, end)"),
        step("on-day", "anchor(obligation, end)", time: "15:00", usefulUntil: "anchor(obligation, end)"),
        step("after", "anchor(obligation, end) + P1WD", repeats: .init(every: "P2WD", times: 3)),
        step("up", "anchor(obligation, end) + P3WD", audience: .province, kind: .escalation),
    ]

    static func campaign(
        _ steps: [CampaignDocument.Step] = ladder, cap: Int? = nil, escalationCap: Int? = nil,
        returned: [CampaignDocument.Step]? = nil,
        notices: CampaignDocument.NoticeTemplates? = nil, templates: [CampaignDocument.Template] = [],
        tracks: [TrackCode] = ["vocational"], language: CampaignDocument.Language? = nil,
        key: CampaignKey = "test-2026",
        due: (subject: String, text: String) = ("请报送{item}", "{unit}：{item}应于{due}前报送，已报{have}/{need}。{clause}")
    ) -> CampaignDocument {
        CampaignDocument(
            key: key,
            notice: .init(
                number: "皖〔2026〕1号", title: "测试通知", date: day("2026-04-29"), parents: [], publiclyDisclosed: true),
            authority: province, zone: .shanghai, issuers: [], systems: [], addressees: [],
            tracks: tracks.map { track in
                .init(
                    code: track, name: track == "lifelong" ? "全民终身学习活动周" : "职业教育活动周", theme: "一技在手",
                    window: .init(start: day("2026-05-10"), end: day("2026-05-16")),
                    receiver: .init(name: "职成处", unit: province, role: "receiver.vocational"), clause: "二", quote: "窗口")
            }, vocabularies: [], ceremonies: [], switches: [], items: [], forms: [],
            rules: [
                .init(
                    key: "annex3", name: "附件3", items: ["annex3"], track: "vocational", subjects: [], to: .province,
                    deadline: "until(date(2026-05-20), endOfDay, inclusive)", late: "accepted_late",
                    countsOn: .submitted, clause: "四（三）", quote: "于5月20日前")
            ],
            reminders: .init(
                workingHours: .init(start: LocalTime("08:30")!, end: LocalTime("17:30")!), workingDaysOnly: true,
                windowDaysCount: true, defaultTime: LocalTime("09:00")!, capPerPersonPerDay: cap,
                escalationCapPerPersonPerDay: escalationCap,
                ladders: [.init(key: "annex3", name: "附件3", rules: ["annex3"], steps: steps)],
                returned: returned, notices: notices, language: language,
                templates: templates + [
                    .init(key: "due", subject: due.subject, text: due.text),
                    .init(key: "up", subject: "督办：{item}", text: "以下单位尚未完成{item}：{missing}。"),
                ]))
    }

    /// The campaign with other words for `due`.
    static func reworded(_ subject: String, _ text: String) -> CampaignDocument {
        campaign(due: (subject, text))
    }

    static func obligation(
        _ number: UInt64, due: Instant = at("2026-05-21 00:00"), bornAt: Instant = at("2026-04-29 00:00"),
        satisfiedAt: Instant? = nil, extendedUntil: Instant? = nil, campaign: CampaignKey = "test-2026",
        track: TrackCode = "vocational", ofUnit owner: UInt64? = nil, quota: Int = 1, have: Int? = nil,
        reopenedAt: Instant? = nil
    ) -> Obligation {
        Obligation(
            id: ID(UniqueID(high: 7, low: number)), campaign: campaign, rule: "annex3", name: "附件3",
            items: ["annex3"], track: track, unit: unit(owner ?? number),
            to: UnitBrief(key: province, name: "省教育厅", kind: "province_department"), quota: quota,
            have: have ?? (satisfiedAt == nil ? 0 : 1), late: .acceptedLate, countsOn: .submitted, opensAt: bornAt,
            deadline: DeadlineResult(
                dueAt: due, civilDate: Zone.shanghai.date(of: due.adding(microseconds: -1)), status: .firm,
                dependsOn: [], trace: []), bornAt: bornAt, revision: 1, satisfiedAt: satisfiedAt,
            timeliness: satisfiedAt == nil ? nil : .onTime, extendedUntil: extendedUntil, reopenedAt: reopenedAt,
            status: .open, asOf: bornAt)
    }

    /// Words for every notice, and a ladder of returned items.
    static let changing = campaign(
        returned: [
            step("at-return", "anchor(return, start)", template: "returned"),
            step("before-1", "anchor(return, end) - P1WD", template: "returned", usefulUntil: "anchor(return, end)"),
            step("after", "anchor(return, end) + P1WD", template: "returned"),
            step("up", "anchor(return, end) + P1WD", audience: .parent, kind: .escalation, template: "returned"),
        ],
        notices: .init(
            eventAnnounced: "announced", eventChanged: "changed", eventPostponed: "postponed",
            eventCancelled: "cancelled", dueMoved: "moved", extensionGranted: "extended",
            itemReturned: "returned-news"),
        templates: [
            .init(key: "returned", subject: "退回：{item}", text: "{unit}：请于{dueBack}前重报：{reason}"),
            .init(key: "returned-news", subject: "退回情况：{item}", text: "{missing}：{dueBack}，{reason}"),
            .init(key: "announced", subject: "活动：{event}", text: "{host}：{event}，{time}，{place}"),
            .init(key: "changed", subject: "变更：{event}", text: "{event}改为{time}，{place}"),
            .init(key: "postponed", subject: "延期：{event}", text: "{event}：{reason}"),
            .init(key: "cancelled", subject: "取消：{event}", text: "{event}：{reason}"),
            .init(key: "moved", subject: "调整：{item}", text: "{missing}：{before}改为{due}"),
            .init(key: "extended", subject: "延期：{item}", text: "{missing}：{before}延至{due}"),
        ])

    /// An event that unit 9 holds with unit 1 and unit 2.
    static func event(
        at start: Instant = at("2026-05-22 09:00"), place: String = "一号楼", announcement: Int = 1,
        state: EventState = .published, revision: Int = 4, reason: String? = nil, with coHosts: [UInt64] = [1, 2]
    ) -> Event {
        Event(
            id: ID(UniqueID(high: 8, low: 1)), campaign: "test-2026",
            content: EventContent(
                title: "启动仪式", tracks: ["vocational"], host: unit(9).key, coHosts: coHosts.map { unit($0).key },
                mode: "on-site",
                sessions: [.init(start: start, end: start.adding(.seconds(7200)), place: place)]),
            state: state, revision: revision, announcement: announcement, createdAt: at("2026-05-01 09:00"),
            submittedBy: nil, reviewedBy: nil, reason: reason, may: [], blockedBy: [])
    }

    /// Unit `number`'s annex 3, given back at `returnedAt`.
    static func submission(
        _ number: UInt64, state: SubmissionState = .returned, returnedAt: Instant, dueBackAt: Instant?, n: Int = 1
    ) -> Submission {
        let obligation = obligation(number)
        return Submission(
            id: ID(UniqueID(high: 12, low: number)), obligation: obligation.id, campaign: "test-2026",
            form: "annex3", unit: obligation.unit.key, to: province, track: "vocational", state: state, revision: 3,
            formVersion: 1, openedAt: returnedAt, updatedAt: returnedAt,
            versions: [
                SubmissionVersion(
                    n: n, formVersion: 1, digest: "", receivedAt: returnedAt, timeliness: .onTime, by: "a",
                    warnings: [],
                    review: Review(
                        decision: .returned, by: "r", at: returnedAt, reasons: ["figures_wrong"], text: "场次与合计不符",
                        fields: [], dueBackAt: dueBackAt))
            ], may: [], blockedBy: [])
    }

    /// A material of unit `number`, given back at `returnedAt`, as reporting's feed tells it.
    static func returnedMaterial(
        _ number: UInt64, returnedAt: Instant, dueBackAt: Instant, reason: String = "图片缺少说明"
    ) -> MaterialNews {
        let obligation = obligation(number)
        let material = Material(
            id: ID(UniqueID(high: 14, low: number)), campaign: "test-2026", obligation: obligation.id,
            unit: obligation.unit.key, kind: .promotional, title: "开放日侧记", text: "正文", attachments: [],
            state: .returned, returnReason: reason, dueBackAt: dueBackAt, receivedAt: returnedAt, by: "a",
            contentDigest: "")
        return MaterialNews(
            material,
            returned: .init(at: returnedAt, reason: reason, dueBackAt: dueBackAt, obligations: [obligation.id]))
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
            campaign: campaign, reminders: campaign.reminders, calendar: WorkCalendar(),
            obligations: obligations.map(Duty.init),
            reachable: (reachable
                ?? Dictionary(
                    (obligations.map { Reminder.Recipient(unit: $0.unit.key, role: "reporter") } + [receiver])
                        .map { ($0, [ContactChannel.email]) }
                ) { first, _ in first }).mapValues { $0.map { Reach($0) } },
            suppressions: suppressions, keys: keys, sentToday: sentToday)
    }

    static func suppression(_ unit: UnitKey, _ start: String, _ end: String) -> Suppression {
        Suppression(
            id: ID(UniqueID(high: 9, low: 9)), campaign: "test-2026", matcher: .init(unit: unit), author: "a",
            reason: "r", start: at(start), end: at(end))
    }
}
