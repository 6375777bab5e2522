import Shared
import TestSupport
import Testing

@testable import enum Registry.RegistryMain
@testable import Reporting

/// The whole campaign on the shipped data, as many callers at once: 18 places, 78 colleges and 38 schools send, file, are
/// returned, file again, ask for extensions, have nothing, are late. Every table is recomputed by a plain oracle.
@Suite struct WholeCampaignTests {
    @Test func q5q15EveryTableIsWhatAPlainOracleSaysAtTwentyPairsOfTimes() async throws {
        let clock = ManualClock(CampaignScript.instant("2026-04-29T09:00:00+08:00"))
        try await ServiceTestHarness.run(RegistryMain.service, clock: clock) { registry in
            let campaign = try await ShippedCampaignTests.load(registry)
            try await ServiceTestHarness.run(
                ReportingMain.service, clock: clock, peers: [.registry: registry.address]
            ) { harness in
                let reporting = TestReporting(harness: harness)
                _ = try await ShippedCampaignTests.publish(campaign, reporting)
                let obligations = try await reporting.everyObligation()
                #expect(obligations.count == 550)
                let script = CampaignScript(obligations, seed: 23)
                let reviewer = try harness.client(principal: "reviewer", roles: [.provinceAdmin, .reviewer])
                defer { reviewer.close() }
                let stage = CampaignStage(reporting: reporting, reviewer: reviewer, campaign: campaign.summary.key)
                for (number, instant) in CampaignScript.phases.enumerated() {
                    clock.set(instant)
                    try await stage.play(script.steps.filter { $0.phase == number })
                }
                clock.set(CampaignScript.instant("2026-05-30T10:00:00+08:00"))
                let oracle = CampaignOracle(obligations, script)
                for (at, knownAt) in Self.pairs() { try await expect(oracle, reporting, at, knownAt) }
            }
        }
    }

    /// Twenty pairs over the month, on both sides of deadlines and with knowledge behind, at and ahead of the instant.
    private static func pairs() -> [(Instant, Instant)] {
        let instants = [
            "2026-05-11T00:00:00+08:00", "2026-05-13T00:00:00+08:00", "2026-05-16T23:59:59+08:00",
            "2026-05-17T00:00:00+08:00", "2026-05-19T00:00:00+08:00", "2026-05-20T23:59:59+08:00",
            "2026-05-21T00:00:00+08:00", "2026-05-23T00:00:00+08:00", "2026-05-26T00:00:00+08:00",
            "2026-05-29T00:00:00+08:00",
        ].map(CampaignScript.instant)
        var generator = SplitMix(state: 7)
        return instants.flatMap { at in [(at, at), (at, instants.randomElement(using: &generator) ?? at)] }
    }

    private func expect(
        _ oracle: CampaignOracle, _ reporting: TestReporting, _ at: Instant, _ knownAt: Instant
    ) async throws {
        let board = try await reporting.ask(ReportingAPI.GetCompleteness.self, .init(at: at, knownAt: knownAt))
        let toProvince = oracle.obligations.filter { $0.to.key == board.node.key }
        #expect(board.total == oracle.counts(toProvince, at: at, knownAt: knownAt), "at \(at), known at \(knownAt)")
        for item in board.items {
            let owed = toProvince.filter { $0.items.first == item.item && $0.track == item.track }
            #expect(item.counts == oracle.counts(owed, at: at, knownAt: knownAt), "\(item.item) at \(at)")
        }
        for row in board.rows {
            let isColleges = row.key == "group:higher_education"
            let owed = toProvince.filter {
                isColleges ? $0.unit.kind == .higherEducation : $0.unit.key.rawValue == row.key
            }
            #expect(row.owes == oracle.counts(owed, at: at, knownAt: knownAt), "\(row.name) at \(at)")
            let below = oracle.obligations.filter { $0.to.key.rawValue == row.key }
            #expect(row.receives == (below.isEmpty ? nil : oracle.counts(below, at: at, knownAt: knownAt)))
            guard !below.isEmpty else { continue }
            let rollUp = try await reporting.ask(
                ReportingAPI.ComputeRollUp.self,
                .init(node: UnitKey(row.key), form: "annex3", track: "vocational", at: at, knownAt: knownAt))
            let sum = rollUp.groups.flatMap(\.figures).filter { $0.field == "sessionsTotal" }.reduce(0) {
                $0 + $1.value
            }
            #expect(Int64(sum) == oracle.sessions(to: UnitKey(row.key), at: at, knownAt: knownAt))
        }
        let explained = try await reporting.ask(
            ReportingAPI.ExplainCompleteness.self, .init(at: at, knownAt: knownAt))
        let missing = toProvince.filter { oracle.word($0, at: at, knownAt: knownAt).word == .missing }
        #expect(Set(explained.missing.map(\.obligation)) == Set(missing.map(\.id)))
        #expect(explained.rate == board.total.rate)
        try expectSets(explained, toProvince, oracle, at, knownAt)
        try await expectLeague(toProvince, oracle, reporting, at, knownAt)
        let gaps = try await reporting.ask(ReportingAPI.ListGaps.self, .init(at: at, knownAt: knownAt))
        // The four schools without a city, whatever is filed.
        #expect(Set(gaps.gaps.map(\.unit.key)).count == 4)
    }

    /// The other three sets by name, each with its timeliness.
    private func expectSets(
        _ explained: Completeness, _ owed: [Obligation], _ oracle: CampaignOracle, _ at: Instant, _ knownAt: Instant
    ) throws {
        func ids(_ word: CampaignOracle.Word) -> Set<ID<Obligation>> {
            Set(owed.filter { oracle.word($0, at: at, knownAt: knownAt).word == word }.map(\.id))
        }
        for (timeliness, word) in [(.onTime, .onTime), (.late, .late), (.inExtension, .extended)]
            as [(Timeliness, CampaignOracle.Word)]
        {
            let found = explained.satisfied.filter { $0.timeliness == timeliness }.map(\.obligation)
            #expect(Set(found) == ids(word), "\(word) at \(at), known at \(knownAt)")
        }
        #expect(Set(explained.nil.map(\.obligation)) == ids(.nil))
        #expect(Set(explained.waived.map(\.obligation)) == ids(.waived))
    }

    /// Every unit in the table of its kind, with its own counts, the better in front.
    private func expectLeague(
        _ owed: [Obligation], _ oracle: CampaignOracle, _ reporting: TestReporting, _ at: Instant, _ knownAt: Instant
    ) async throws {
        let league = try await reporting.ask(ReportingAPI.GetLeague.self, .init(at: at, knownAt: knownAt))
        let units = Dictionary(grouping: owed, by: \.unit.key)
        #expect(league.tables.flatMap(\.rows).count == units.count)
        for table in league.tables {
            for row in table.rows {
                let counts = oracle.counts(units[row.standing.unit.key] ?? [], at: at, knownAt: knownAt)
                #expect(row.standing.counts == counts && row.rate == counts.rate, "\(row.standing.unit.name) at \(at)")
            }
            let rates = table.rows.map { $0.rate.value ?? -1 }
            #expect(rates == rates.sorted(by: >))
        }
    }
}

/// Plays steps against the service, many at once.
struct CampaignStage: Sendable {
    let reporting: TestReporting
    let reviewer: RPCClient
    let campaign: CampaignKey

    /// At most so many callers at once: as many as one connection carries without being told to wait.
    private static let callers = 32

    func play(_ steps: [CampaignScript.Step]) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, step) in steps.enumerated() {
                if index >= Self.callers { try await group.next() }
                group.addTask { try await play(step) }
            }
            try await group.waitForAll()
        }
    }

    private func play(_ step: CampaignScript.Step) async throws {
        let obligation = step.obligation
        switch step.action {
        case .saveDraft:
            let open = try await open(obligation)
            try await reporting.tell(
                ReportingAPI.SaveSubmission.self,
                .init(id: open.id, expectRevision: open.revision, payload: ["remarks": "草稿"]))
        case .file(let sessions):
            let open = try await open(obligation)
            try await reporting.tell(
                ReportingAPI.FinalizeSubmission.self,
                .init(
                    id: open.id, expectRevision: open.revision,
                    payload: obligation.items == ["annex3"] ? Self.annex3(sessions) : Self.summary))
        case .giveBack:
            let open = try await open(obligation)
            _ = try await reviewer.call(
                ReportingAPI.ReturnSubmission.self,
                .init(id: open.id, expectRevision: open.revision, reasons: ["figures_wrong"]),
                options: CallOptions(idempotencyKey: "return-\(open.id)-\(open.revision)"))
        case .withdraw:
            let open = try await open(obligation)
            try await reporting.tell(
                ReportingAPI.WithdrawSubmission.self,
                .init(id: open.id, expectRevision: open.revision, reason: "更正"))
        case .attestNil:
            try await reporting.tell(
                ReportingAPI.AttestNil.self, .init(obligation: obligation.id, reason: "未开展活动"))
        case .waive:
            try await reporting.tell(
                ReportingAPI.GrantWaiver.self, .init(obligations: [obligation.id], by: "issuer:AH-EDU", basis: "停办"))
        case .extend:
            // The unit asks, and a unit above grants what it asked for.
            let request = try await reporting.tell(
                ReportingAPI.RequestExtension.self,
                .init(obligation: obligation.id, until: CampaignScript.extended, basis: "系统故障"),
                key: "ask-\(obligation.id)")
            #expect(request.state == .open && request.obligation == obligation.id)
            let granted = try await grant(obligation)
            #expect(granted.reliefs.count == 1)
        case .revokeExtension:
            // The same key answers with the extension that was granted.
            for relief in try await grant(obligation).reliefs {
                try await reporting.tell(ReportingAPI.RevokeExtension.self, .init(id: relief.id))
            }
        case .send(let content):
            try await reporting.tell(
                ReportingAPI.SubmitMaterial.self,
                .init(
                    campaign: campaign, unit: obligation.unit.key,
                    kind: obligation.items.contains("material") ? .promotional : .case, title: "第\(step.phase)件",
                    text: "\(obligation.unit.name)的第\(content)篇"))
        case .giveBackMaterial:
            let kind: MaterialKind = obligation.items.contains("material") ? .promotional : .case
            let sent = try await reporting.ask(
                ReportingAPI.ListMaterials.self, .init(unit: obligation.unit.key, kind: kind))
            let first = sent.items.min { ($0.receivedAt, $0.id) < ($1.receivedAt, $1.id) }
            if let first {
                _ = try await reviewer.call(
                    ReportingAPI.ReturnMaterial.self, .init(id: first.id, reason: "图片不清"),
                    options: CallOptions(idempotencyKey: "return-\(first.id)"))
            }
        }
    }

    private func grant(_ obligation: Obligation) async throws -> Reliefs {
        try await reviewer.call(
            ReportingAPI.GrantExtension.self,
            .init(
                obligations: [obligation.id], by: "issuer:AH-EDU", until: CampaignScript.extended, basis: "系统故障"),
            options: CallOptions(idempotencyKey: "extend-\(obligation.id)"))
    }

    private func open(_ obligation: Obligation) async throws -> Submission {
        try await reporting.tell(ReportingAPI.OpenSubmission.self, .init(obligation: obligation.id))
    }

    private static func annex3(_ sessions: Int64) -> JSONValue {
        [
            "reporter": "甲", "approver": "乙", "contact": "0551-0000000", "asOfDate": "2026-05-17",
            "sessionsTotal": .int(sessions), "teachers": 20, "students": 300,
        ]
    }

    private static let summary: JSONValue = [
        "title": "工作总结", "statistics": "共开展活动若干场", "text": "正文", "highlights": "亮点", "cases": "案例",
    ]
}

extension TestReporting {
    func everyObligation() async throws -> [Obligation] {
        var (found, after) = ([Obligation](), String?.none)
        repeat {
            let page = try await ask(ReportingAPI.ListObligations.self, .init(after: after, limit: 500))
            found += page.items
            after = page.next
        } while after != nil
        return found
    }
}
