import Shared
import TestSupport
import Testing

@testable import Reporting

/// Reporting as it runs in production, for one test: its server, its database, a clock that the test moves. What the
/// registry and events would tell is told by the test, through the projections' own functions.
struct TestReporting: Sendable {
    let harness: ServiceTestHarness

    var clock: ManualClock { harness.clock }

    static func run(_ body: @escaping @Sendable (TestReporting) async throws -> Void) async throws {
        try await ServiceTestHarness.run(ReportingMain.service) { try await body(TestReporting(harness: $0)) }
    }

    /// With the fixture's campaign, units, forms and policy in force.
    static func runCampaign(
        loadedAt: Instant = ServiceTestHarness.start, _ body: @escaping @Sendable (TestReporting) async throws -> Void
    ) async throws {
        try await run { reporting in
            reporting.clock.set(loadedAt)
            try await reporting.tellCampaign()
            for form in Fixture.campaign.forms {
                try await reporting.tell(
                    ReportingAPI.PublishForm.self, .init(campaign: Fixture.campaign.key, form: form))
            }
            try await reporting.tell(ReportingAPI.PublishPolicy.self, .init(campaign: Fixture.campaign.key))
            // No derivation that read the clock before the test moves it is on its way any more.
            try await reporting.catchUp()
            try await body(reporting)
        }
    }

    func ask<Method: RPCMethod>(_ method: Method.Type, _ params: Method.Params) async throws -> Method.Result {
        try await harness.client.call(method, params)
    }

    /// A mutation under a key of its own, if none is given.
    @discardableResult
    func tell<Method: RPCMethod>(
        _ method: Method.Type, _ params: Method.Params, key: String? = nil, dryRun: Bool = false
    ) async throws -> Method.Result {
        try await harness.client.call(
            method, params,
            options: CallOptions(
                idempotencyKey: key ?? "\(UniqueID.make(at: harness.clock.now()))", dryRun: dryRun))
    }

    @discardableResult
    func expectFault<Value>(
        _ kind: FaultKind, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Value
    ) async -> Fault? {
        do {
            _ = try await body()
            Issue.record("\(kind.reason) expected, the call succeeded", sourceLocation: sourceLocation)
            return nil
        } catch let fault as Fault {
            #expect(fault.kind == kind, "\(fault)", sourceLocation: sourceLocation)
            return fault
        } catch {
            Issue.record("\(kind.reason) expected, \(error) came", sourceLocation: sourceLocation)
            return nil
        }
    }

    func obligation(_ rule: RuleKey, of unit: UnitKey = Fixture.city, at: Instant? = nil) async throws -> Obligation {
        try await ask(
            ReportingAPI.GetObligation.self, .init(campaign: Fixture.campaign.key, rule: rule, unit: unit, at: at))
    }

    func submission(_ rule: RuleKey, of unit: UnitKey = Fixture.city) async throws -> Submission {
        try await tell(
            ReportingAPI.OpenSubmission.self, .init(campaign: Fixture.campaign.key, rule: rule, unit: unit))
    }

    /// Opens and files at once.
    @discardableResult
    func file(
        _ rule: RuleKey, of unit: UnitKey = Fixture.city, _ payload: JSONValue = ["sessionsTotal": 3]
    ) async throws -> Submission {
        let open = try await submission(rule, of: unit)
        return try await tell(
            ReportingAPI.FinalizeSubmission.self,
            .init(id: open.id, expectRevision: open.revision, payload: payload))
    }

    /// Changes of an entity, once there are as many: other tests' transactions may hold them back for a moment.
    func changes(of entity: String, count: Int) async throws -> [Change] {
        var found: [Change] = []
        var after = "0"
        while found.count < count {
            let page = try await ask(ReportingAPI.ListChanges.self, .init(after: after, limit: 500, waitMs: 20_000))
            guard !page.changes.isEmpty else { break }
            found += page.changes.filter { $0.entity == entity }
            after = page.next
        }
        return found
    }

    // MARK: what other services would tell

    /// The registry's feed with the fixture's campaign and units.
    func tellCampaign() async throws {
        let units: [(UnitKey, UnitKind, [UnitFlag])] = [
            (Fixture.province, .provinceDepartment, []), (Fixture.city, .cityEducation, []),
            (Fixture.college, .higherEducation, ["higher_vocational"]), (Fixture.school, .secondaryLocal, []),
            (Fixture.stray, .secondaryLocal, []),
        ]
        for (key, kind, flags) in units { try await tellUnit(key, kind, flags: flags) }
        try await tellLine(Fixture.city, to: Fixture.province)
        try await tellLine(Fixture.college, to: Fixture.province)
        try await tellLine(Fixture.school, to: Fixture.city)
        let days = (0..<365).map { Fixture.day("2026-01-01").adding(days: $0) }
        try await apply(
            "calendar",
            Calendar(
                year: 2026, version: 1, source: "test", publishedAt: clock.now(),
                days: days.map { CalendarDay(date: $0, working: !$0.weekday.isWeekend) }))
        try await apply("campaign", Fixture.published(Fixture.campaign, version: 1, at: clock.now()))
    }

    func tellUnit(
        _ key: UnitKey, _ kind: UnitKind, flags: [UnitFlag] = [], from: Instant? = nil, to: Instant? = nil
    ) async throws {
        try await apply(
            "unit",
            Unit(
                id: ID.make(at: clock.now()), key: key, kind: kind, name: "名称 \(key)", region: "340100",
                level: .city, flags: flags, validFrom: from, validTo: to, recordedAt: clock.now()))
    }

    func tellLine(_ from: UnitKey, to: UnitKey, id: UniqueID? = nil, until: Instant? = nil) async throws {
        for track in ["vocational", "lifelong"] as [TrackCode] {
            try await apply(
                "relation",
                Relation(
                    id: ID(id ?? UniqueID.make(at: clock.now())), type: .reportsTo, from: from, to: to, track: track,
                    validTo: until, recordedAt: clock.now()))
        }
    }

    func tellWeek(_ unit: UnitKey, end: String, revision: Int = 1, declaredAt: Instant? = nil) async throws {
        let week = LocalWeek(
            id: Fixture.week, campaign: Fixture.campaign.key, track: "lifelong", unit: unit,
            start: Fixture.day(end).adding(days: -6), end: Fixture.day(end), basis: "test", revision: revision,
            declaredAt: declaredAt ?? clock.now(), amendedAt: revision > 1 ? clock.now() : nil,
            confirmedAfterCap: false)
        let change = try change("localWeek", week)
        try await harness.dependencies.transact { try await EventsProjection.apply(change, $0) }
        try await catchUp()
    }

    /// What notifications tells of a reminder, as of when it was sent; now, while it is only planned.
    func tellIntent(_ owed: Obligation, step: String, sentAt: Instant?) async throws {
        let intent = Intent(
            id: ID.make(at: clock.now()), key: step, campaign: owed.campaign,
            reminder: Reminder(
                obligation: owed.id, rule: owed.rule, track: owed.track, unit: owed.unit.key, step: step,
                at: sentAt ?? clock.now(), dueAt: owed.deadline.dueAt ?? clock.now(),
                recipient: .init(unit: owed.unit.key, role: "reporter"), channel: "email"),
            state: sentAt == nil ? .planned : .sent, reason: nil, attempts: 0, run: ID.make(at: clock.now()),
            sentAt: sentAt, delivery: nil)
        let change = try change("intent", intent)
        try await harness.dependencies.transact { try await NotificationsProjection.apply(change, $0) }
    }

    /// As when the projection begins to be rebuilt.
    func clearProjection() async throws {
        _ = try await harness.dependencies.transact { try await $0.execute(CampaignStatements.clear) }
    }

    /// Obligations follow at once, not when the job gets to it.
    func catchUp() async throws {
        let campaigns = Campaigns()
        try await Materialiser(
            campaigns: campaigns, materialisation: Materialisation(campaigns: campaigns, reader: ObligationReader()),
            service: harness.dependencies
        ).catchUp()
    }

    func apply(_ entity: String, _ data: some Codable & Sendable) async throws {
        let change = try change(entity, data)
        try await harness.dependencies.transact { effect in
            try await RegistryProjection.apply(change, effect)
            try await harness.dependencies.ledger.adopt(change, effect)
        }
    }

    func change(_ entity: String, _ data: some Codable & Sendable) throws -> Change {
        Change(
            position: "0", at: clock.now(), entity: entity, id: "id", verb: "created",
            data: try RawJSON(encoding: data).decoded(as: JSONValue.self))
    }
}

extension Fixture {
    static let week = ID<LocalWeek>(UniqueID(high: 0x019d_e0f0_0000_7000, low: 0x8000_0000_0000_0009))

    static let materialForm = FormDefinition(
        key: "material", title: "宣传材料", origin: .reconstruction,
        fields: [FormField(key: "title", label: "标题", type: .text, required: true)])

    static func published(_ document: CampaignDocument, version: Int, at instant: Instant) -> Campaign {
        Campaign(
            summary: CampaignSummary(
                key: document.key, version: version, state: .published, number: document.notice.number,
                title: document.notice.title, date: document.notice.date, digest: "test", loadedAt: instant,
                publishedAt: instant),
            document: document)
    }
}
