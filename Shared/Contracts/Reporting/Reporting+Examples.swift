import Deadlines
import Values

// What the examples of the contracts show. Names of units are public; nobody's person or address is.

private let received = Instant("2026-05-18T08:12:30.250Z")!  // a literal
private let born = Instant("2026-04-28T16:00:00Z")!  // a literal: 2026-04-29 in Asia/Shanghai
private let exampleID = UniqueID("019e3a5c-7d2a-7c11-8f00-9a1b2c3d4e5f")!  // a literal

extension UnitBrief {
    static let college = UnitBrief(
        key: "moe:4134013343", name: "亳州职业技术学院", kind: "higher_education", region: "341600")
    static let province = UnitBrief(
        key: "issuer:AH-EDU", name: "安徽省教育厅", kind: "province_department", region: "340000")
}

extension DeadlineResult {
    static let example = DeadlineResult(
        dueAt: Instant("2026-05-20T16:00:00Z")!,  // a literal
        civilDate: CivilDate("2026-05-20")!,  // a literal
        status: .firm, dependsOn: ["S1=inclusive", "annex3.college@1"],
        trace: [
            DeadlineStep(expression: "date(2026-05-20)", value: "2026-05-20"),
            DeadlineStep(
                expression: "until(date(2026-05-20), endOfDay, S1)", value: "2026-05-21T00:00:00+08:00",
                because: "S1 = inclusive"),
        ])
}

extension Obligation {
    package static let example = Obligation(
        id: ID(exampleID), campaign: "anhui-2026", rule: "annex3.college", name: "附件3（高职院校）", items: ["annex3"],
        track: "vocational", unit: .college,
        to: .province, quota: 1, have: 1, late: .acceptedLate, countsOn: .submitted, opensAt: born, deadline: .example,
        bornAt: born, revision: 1,
        satisfiedAt: received, timeliness: .onTime, status: .satisfiedOnTime, asOf: received)
}

extension ObligationExplanation {
    package static let example = ObligationExplanation(
        obligation: .example, document: "皖教秘职成〔2026〕23号", clause: "四、（三）",
        quote: "于5月20日前提交《2026年职业教育活动周活动情况统计表》（附件3）及职业教育活动总结",
        switches: [SwitchValue(key: "S1", question: "5月20日当日是否算按时", value: "inclusive")],
        expression: "until(date(2026-05-20), endOfDay, S1)",
        revisions: [
            Revision(
                revision: 1, to: "issuer:AH-EDU", quota: 1, dueAt: DeadlineResult.example.dueAt, status: .firm,
                validFrom: born, recordedAt: born)
        ],
        counted: [
            Counted(kind: "submission", id: exampleID.description, title: "职业教育活动周活动情况统计表", receivedAt: received)
        ])
}

extension FormDefinition {
    package static let example = FormDefinition(
        key: "annex3", title: "职业教育活动周活动情况统计表", annex: "附件3", origin: .reconstruction,
        fields: [
            FormField(
                key: "sessionsTotal", label: "活动总场次", type: .integer, unit: "sessions", measure: .sum, required: true),
            FormField(
                key: "onlineSessions", label: "线上场次", type: .integer, unit: "sessions", measure: .sum),
        ],
        rules: [
            FormRule(
                key: "onlineWithinTotal", severity: .error, check: .eachAtMost, fields: ["onlineSessions"],
                other: "sessionsTotal", message: "线上场次不得超过活动总场次")
        ])
}

extension FormVersion {
    package static let example = FormVersion(
        campaign: "anhui-2026", version: 1,
        digest: "8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4", publishedAt: born, form: .example)
}

extension FormSummary {
    package static let example = FormSummary(
        campaign: "anhui-2026", key: "annex3", title: FormDefinition.example.title, version: 1,
        origin: .reconstruction, fieldCount: 2, publishedAt: born)
}

extension Policy {
    package static let example = Policy(
        campaign: "anhui-2026", version: 1, state: .published, campaignVersion: 1, rules: ["annex3", "summary"],
        draftedAt: born, publishedAt: born,
        effect: PolicyEffect(
            obligations: 474, byReceiver: [.init(to: "issuer:AH-EDU", obligations: 474, units: 96)], added: 474,
            moved: 0, removed: 0, gaps: 0),
        unchanged: false)
}

extension PolicyProgress {
    static let example = PolicyProgress(
        campaign: "anhui-2026", stage: .telling, done: 550, total: 550, startedAt: born, updatedAt: born,
        finishedAt: born)
}

extension Submission {
    package static let example = Submission(
        id: ID(exampleID), obligation: Obligation.example.id, campaign: "anhui-2026", form: "annex3",
        unit: "moe:4134013343", to: "issuer:AH-EDU", track: "vocational", state: .submitted, revision: 3,
        formVersion: 1, openedAt: born, updatedAt: received,
        versions: [
            SubmissionVersion(
                n: 1, formVersion: 1, digest: FormVersion.example.digest, receivedAt: received, timeliness: .onTime,
                by: "admin", warnings: [])
        ],
        may: ["save", "validate", "finalize", "withdraw"], blockedBy: [])
}

extension Validation {
    package static let example = Validation(
        passes: false, formVersion: 1,
        findings: [
            Finding(path: "onlineSessions", rule: "onlineWithinTotal", severity: .error, message: "线上场次不得超过活动总场次")
        ])
}

extension Material {
    package static let example = Material(
        id: ID(exampleID), campaign: "anhui-2026", obligation: Obligation.example.id, unit: "moe:4134013343",
        kind: .promotional, title: "校园开放日侧记", text: "5月12日，学校向社会开放实训基地。", attachments: [],
        state: .submitted, receivedAt: received, by: "admin", contentDigest: FormVersion.example.digest)
}

extension MaterialReceipt {
    package static let example = MaterialReceipt(material: .example, obligation: .example, sameContent: [])
}

extension Receipt {
    package static let example = Receipt(
        content: Content(
            id: ID(exampleID), suite: .international, key: "INT-1f2e3d4c5b6a7988", kind: .submission,
            campaign: "anhui-2026", rule: "annex3", unit: "moe:4134013343", obligation: Obligation.example.id,
            source: Submission.example.id.value, version: 1, manifest: FormVersion.example.digest, receivedAt: received,
            dueAt: nil, clock: "system", entry: exampleID, entryDigest: FormVersion.example.digest),
        signed: "eyJ0eXBlIjoiYWN0aXZpdHktd2Vlay9yZWNlaXB0In0=", signature: "c2lnbmF0dXJl")
}

extension RollUp {
    static let example = RollUp(
        campaign: "anhui-2026",
        node: UnitBrief(key: "gb2260:341300/教育", name: "宿州市教育局", kind: "city_education", region: "341300"),
        form: "annex3", formVersion: 1, track: "vocational", at: received, knownAt: received,
        groups: [
            Group(
                kind: "secondary_local",
                inputs: [
                    Input(
                        unit: UnitBrief(
                            key: "school:宿州市/宿州工业学校", name: "宿州工业学校", kind: "secondary_local", region: "341300"),
                        submission: ID(exampleID), n: 1, digest: FormVersion.example.digest)
                ],
                figures: [Figure(field: "sessionsTotal", label: "活动总场次", measure: .sum, value: 12)])
        ],
        declared: [Figure(field: "sessionsTotal", label: "活动总场次", measure: .sum, value: 15)],
        differences: [Difference(field: "sessionsTotal", label: "活动总场次", computed: 12, declared: 15)],
        missing: [], notAdded: ["schoolsParticipating"])
}

extension Relief {
    static let example = Relief(
        id: ID(exampleID), obligation: Obligation.example.id, kind: .extension, basis: "系统故障两小时",
        outage: .example, act: ID(exampleID), by: "issuer:AH-EDU", grantedAt: received,
        until: Instant("2026-05-23T16:00:00Z")!)  // a literal
}

extension Outage {
    static let example = Outage(
        from: Instant("2026-05-20T08:00:00Z")!, to: Instant("2026-05-20T10:00:00Z")!)  // literals
}

extension Reliefs {
    static let example = Reliefs(reliefs: [.example], obligations: [.example])
}

extension Gap {
    package static let example = Gap(
        unit: UnitBrief(key: "school:/安徽建设学校", name: "安徽建设学校", kind: "secondary_local"),
        track: "vocational", rules: ["annex3-school", "summary-school"], why: .noReportingLine)
}

extension CompletenessCounts {
    static let example = CompletenessCounts(
        expected: 2, satisfied: 1, late: 0, nil: 0, waived: 0, missing: 1, overdue: 0,
        rate: Rate(numerator: 1, denominator: 2))
}

extension Completeness {
    package static let example = Completeness(
        campaign: "anhui-2026", node: .province, of: .owedTo, at: received, knownAt: received, expected: 2,
        satisfied: [
            Satisfied(
                obligation: Obligation.example.id, unit: .college, rule: "annex3.college", name: "附件3（高职院校）",
                at: received,
                timeliness: .onTime)
        ],
        nil: [], waived: [],
        missing: [
            Missing(
                obligation: Obligation.example.id, unit: .college, rule: "summary.college", name: "总结（高职院校）",
                why: .attachmentMissing, lacks: ["盖章扫描件"], have: 0, need: 1, dueAt: DeadlineResult.example.dueAt,
                deadlineStatus: .firm,
                lastReminder: SentReminder(
                    step: "annex3/before-1", to: UnitBrief.college.key, channel: "email", at: received),
                reminders: MethodCall(
                    NotificationsAPI.Explain.self,
                    ["campaign": "anhui-2026", "obligation": .string(Obligation.example.id.description)]))
        ],
        excluded: [], rate: Rate(numerator: 1, denominator: 2))
}

extension CompletenessBoard {
    package static let example = CompletenessBoard(
        campaign: "anhui-2026", node: .province, at: received, knownAt: received, total: .example,
        items: [ItemCounts(item: "annex3", name: "附件3", track: "vocational", counts: .example)],
        rows: [
            Row(
                key: "group:higher_education", name: "高职院校", kind: "higher_education", units: 1, owes: .example,
                items: [ItemCounts(item: "annex3", name: "附件3", track: "vocational", counts: .example)],
                missing: ["亳州职业技术学院"])
        ])
}

extension UnitBrief {
    static let exampleCity = UnitBrief(
        key: "gb2260:341300/教育", name: "宿州市教育局", kind: "city_education", region: "341300")
    static let exampleSchool = UnitBrief(
        key: "school:宿州市/宿州工业学校", name: "宿州工业学校", kind: "secondary_local", region: "341300")
}

extension RollUpComparison {
    static let example = RollUpComparison(
        campaign: "anhui-2026", node: .exampleCity, form: "annex3", formVersion: 1, track: "vocational", at: received,
        knownAt: received,
        declaration: Declaration(n: 1, by: "admin", at: received, changed: []),
        rows: [
            Row(
                field: "sessionsTotal", label: "活动总场次", measure: .sum, computed: 12, declared: 15, note: "含市本级活动3场",
                state: .explained)
        ],
        missing: [], may: ["declare", "seal"],
        blockedBy: [Blocker(verb: "unseal", reason: "ROLLUP_NOT_SEALED", ref: nil)])
}

extension RollUpExplanation {
    static let example = RollUpExplanation(
        campaign: "anhui-2026", node: .exampleCity, form: "annex3", track: "vocational", field: "sessionsTotal",
        label: "活动总场次", measure: .sum, at: received, knownAt: received,
        contributions: [
            Contribution(
                depth: 1, unit: .exampleSchool, to: "gb2260:341300/教育", submission: ID(exampleID), n: 1,
                receivedAt: received, value: 12, added: true,
                origin: FigureOrigin(
                    field: "sessionsTotal", source: "sessions.total", method: "events.statistics.get {by: strand}",
                    value: 12, at: received))
        ])
}

extension ReviewItem {
    static let example = ReviewItem(submission: .example, unit: .college, receivedAt: received)
}

extension UnitStanding {
    static let example = UnitStanding(
        unit: .exampleCity, state: .partly, counts: .example, parts: [PartCounts(part: .data, counts: .example)],
        missing: ["总结（市）"], late: [])
}

extension League {
    static let example = League(
        campaign: "anhui-2026", node: .province, track: "vocational", at: received, knownAt: received, by: .timeliness,
        hasCoverage: true,
        tables: [
            Table(
                kind: "city_education",
                rows: [
                    Row(
                        place: 1, standing: .example, rate: Rate(numerator: 1, denominator: 2),
                        timeliness: Rate(numerator: 1, denominator: 1), coverage: Rate(numerator: 3, denominator: 4))
                ])
        ])
}

extension Bulletin {
    static let example = Bulletin(
        summary: BulletinSummary(
            campaign: "anhui-2026", node: "issuer:AH-EDU", number: 1, title: "2026年职业教育活动周材料报送情况通报",
            track: "vocational", at: received, knownAt: received, campaignVersion: 1,
            digest: FormVersion.example.digest, by: "admin", issuedAt: received),
        text: "2026年职业教育活动周材料报送情况通报\n第1期\n",
        missing: [
            Missing(
                unit: .college, obligations: [Obligation.example.id],
                reminders: MethodCall(
                    NotificationsAPI.Explain.self,
                    ["campaign": "anhui-2026", "unit": .string(UnitBrief.college.key.rawValue)]))
        ], reproduced: true)
}

extension BlobUpload {
    static let example = BlobUpload(
        id: ID(exampleID), unit: "moe:4134013343", name: "开放日.mp4", size: 5_242_880,
        digest: FormVersion.example.digest, chunkBytes: 2_097_152, chunks: 3, missing: [ChunkRange(from: 0, to: 2)],
        state: .open, usedBytes: 5_242_880, quotaBytes: 10_737_418_240, may: ["chunk"],
        blockedBy: [Blocker(verb: "commit", reason: FaultKind.blobIncomplete.reason, ref: exampleID.description)])
}

extension Blob {
    static let example = Blob(
        digest: FormVersion.example.digest, size: 5_242_880, mediaType: "video/mp4", type: .video, storedAt: received,
        wasThere: false)
}

extension Export {
    static let example = Export(
        name: "宿州市教育局-附件3-汇总.xlsx", mediaType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        size: 4, at: received, knownAt: received, data: "UEsDBA==")
}

extension Publication {
    static let example = Publication(
        channel: "province-site", title: "校园开放日侧记", rights: "报送单位授权刊发", at: received)
}

extension PublishedMaterial {
    static let example = PublishedMaterial(
        id: Material.example.id, kind: .promotional, unit: "亳州职业技术学院", publication: .example, channelName: "安徽省教育厅网站",
        text: "5月12日，学校向社会开放实训基地。", attachments: [])
}

extension Prefill {
    static let example = Prefill(
        id: Submission.example.id,
        suggestions: [
            FigureOrigin(
                field: "sessionsTotal", source: "sessions.total", method: "events.statistics.get {by: strand}",
                value: 12,
                at: received)
        ], unavailable: ["printedCopies"])
}

extension PolicyDifference {
    static let example = PolicyDifference(
        campaign: "anhui-2026", inForce: 1, from: 1, to: 2, effect: Policy.example.effect,
        rules: [RuleChange(rule: "annex3.college", name: "附件3（高职院校）", kind: .moved, members: ["deadline"])],
        reminders: [ReminderChange(ladder: "annex3.province", step: "before-2", kind: .added)], neverMet: [],
        obligations: [
            ObligationChange(
                obligation: Obligation.example.id, rule: "annex3.college", unit: "moe:4134013343", kind: .moved,
                before: Owed(
                    to: "issuer:AH-EDU", quota: 1, dueAt: DeadlineResult.example.dueAt, status: .firm),
                after: Owed(
                    to: "issuer:AH-EDU", quota: 1, dueAt: DeadlineResult.example.dueAt?.adding(.seconds(86_400)),
                    status: .firm))
        ])
}

extension ImportPlan {
    static let example = ImportPlan(
        id: Submission.example.id, encoding: "GB18030", payload: ["sessionsTotal": 12],
        errors: [CellError(row: 9, column: "D", field: "onlineSessions", message: "“线上场次”应为整数：十二")], findings: [],
        changes: [.init(path: "sessionsTotal", before: nil, after: 12)])
}

extension Archive {
    static let example = Archive(
        name: "亳州职业技术学院-anhui-2026-归档.zip", size: 4, manifestDigest: FormVersion.example.digest,
        members: [Member(path: "annex3/v1.json", size: 120, digest: FormVersion.example.digest)],
        attachments: [.example], data: "UEsFBg==")
}

extension ExtensionRequest {
    static let example = ExtensionRequest(
        id: ID(exampleID), obligation: Obligation.example.id, until: Instant("2026-05-23T16:00:00Z")!,  // a literal
        basis: "校区停电两日", by: "reporter", requestedAt: received, state: .open)
}
