import Shared
import TestSupport
import Testing

@testable import enum Events.EventsMain
@testable import Reporting

@Suite struct FigureSourceTests {
    @Test(arguments: [
        ("sessions.total", FigureSource.sessions(.strand, term: nil)),
        ("sessions.byThemeDay.talent-talk", .sessions(.themeDay, term: "talent-talk")),
        ("sessions.byMode.online", .sessions(.mode, term: "online")),
        ("attendances.online", .reported(.attendances, group: nil, online: true)),
        ("attendances.public", .reported(.attendances, group: "public", online: false)),
        ("heads.pupils", .reported(.heads, group: "pupils", online: false)),
        ("training.byGroup.veterans", .reported(.trained, group: "veterans", online: false)),
        ("volunteering.served", .reported(.served, group: nil, online: false)),
        ("coverage.secondary.participating", .coverage(.secondary, .participating)),
        ("materials.case", .materials("case")), ("localWeek.end", .localWeek(.end)),
    ])
    func aFormsFieldNamesItsSource(_ text: String, _ source: FigureSource) {
        #expect(FigureSource(text) == source)
    }

    @Test(arguments: ["", "sessions", "sessions.byNothing.x", "enterprises.participating", "coverage.all.expected"])
    func whatIsNotKnownSuggestsNothing(_ text: String) {
        #expect(FigureSource(text) == nil)
    }

    @Test func n10FiguresOfAnotherMeasureOrOnlineAreNeverTaken() {
        let statistics = EventStatistics(
            campaign: "c", node: nil, by: .strand,
            total: .init(
                events: 1, sessions: 4,
                reported: [
                    .init(measure: .heads, count: 10), .init(measure: .attendances, count: 20),
                    .init(measure: .attendances, online: true, count: 30),
                ]), rows: [.init(term: "reading", count: .init(events: 1, sessions: 3))])
        let answers = FigureAnswers(statistics: [.strand: statistics])
        #expect(answers.value(.reported(.attendances, group: nil, online: true)) == 30)
        #expect(answers.value(.reported(.heads, group: nil, online: false)) == 10)
        #expect(answers.value(.reported(.trained, group: nil, online: false)) == nil)
        #expect(answers.value(.sessions(.strand, term: "reading")) == 3)
        #expect(answers.value(.sessions(.strand, term: nil)) == 4)
        #expect(answers.value(.sessions(.themeDay, term: "x")) == nil)
    }
}

@Suite struct PlausibilityTests {
    private func findings(
        _ value: Int64, suggested: Int64? = nil, median: Double? = nil, justified: String? = nil
    ) -> [String] {
        Plausibility(
            form: Fixture.form,
            suggestions: suggested.map {
                [.init(field: "sessionsTotal", source: "s", method: "m", value: .int($0), at: Fixture.born)]
            } ?? [], medians: median.map { ["sessionsTotal": $0] } ?? [:],
            justifications: justified.map { [.init(field: "sessionsTotal", text: $0)] } ?? []
        ).findings(["sessionsTotal": .int(value)]).map { "\($0.rule) \($0.severity)" }
    }

    @Test func aFigureThatDiffersNeedsASentence() {
        #expect(findings(5, suggested: 5).isEmpty)
        #expect(findings(6, suggested: 5) == ["differs_from_events error"])
        #expect(findings(6, suggested: 5, justified: "含校外活动") == ["differs_from_events warning"])
        #expect(findings(6, suggested: 5, justified: " ") == ["differs_from_events error"])
    }

    @Test func aFigureFarAboveComparableUnitsIsHeld() {
        #expect(findings(50, median: 10).isEmpty)
        #expect(findings(51, median: 10) == ["implausible error"])
        #expect(findings(51, median: 10, justified: "新校区启用") == ["implausible warning"])
        #expect(findings(51, median: 0).isEmpty)
    }
}

/// Against the real events service.
@Suite struct PrefillTests {
    private func run(
        _ body: @escaping @Sendable (TestReporting, _ events: Database) async throws -> Void
    ) async throws {
        let clock = ManualClock(Fixture.at("2026-05-18T09:00:00+08:00"))
        try await ServiceTestHarness.run(EventsMain.service, clock: clock) { events in
            try await ServiceTestHarness.run(
                ReportingMain.service, clock: clock, peers: [.events: events.address]
            ) { harness in
                let reporting = TestReporting(harness: harness)
                try await reporting.tellCampaign()
                for form in Fixture.campaign.forms {
                    try await reporting.tell(
                        ReportingAPI.PublishForm.self, .init(campaign: Fixture.campaign.key, form: form))
                }
                try await reporting.tell(ReportingAPI.PublishPolicy.self, .init(campaign: Fixture.campaign.key))
                try await body(reporting, events.database)
            }
        }
    }

    @Test func figuresOfEventsAreSuggestedWithTheirOrigin() async throws {
        try await run { reporting, _ in
            let open = try await reporting.submission("annex3.city")
            // Events knows neither the campaign nor the unit: nothing is suggested, and nothing fails.
            let prefill = try await reporting.tell(ReportingAPI.PrefillSubmission.self, .init(id: open.id))
            #expect(prefill.suggestions.map(\.field) == ["materials"])
            #expect(prefill.unavailable == ["sessionsTotal"])
        }
    }

    @Test func nobodyWaitsForASubmissionWhileEventsIsAsked() async throws {
        try await run { reporting, events in
            let open = try await reporting.submission("annex3.city")
            let prefill = try await whileEventsIsSilent(events) {
                try await reporting.tell(ReportingAPI.PrefillSubmission.self, .init(id: open.id))
            } meanwhile: {
                // Would wait for the row of the obligation.
                _ = try await reporting.harness.client.call(
                    ReportingAPI.SaveSubmission.self,
                    .init(id: open.id, expectRevision: open.revision, payload: ["remarks": "草稿"]),
                    options: CallOptions(timeout: .seconds(10), idempotencyKey: "save"))
            }
            #expect(prefill.suggestions.map(\.field) == ["materials"])
            let now = try await reporting.ask(ReportingAPI.GetSubmission.self, .init(id: open.id))
            #expect(now.draft?["remarks"]?.string == "草稿", "what was saved meanwhile stays")
        }
    }

    @Test func aFormThatAsksForOtherFiguresByThenIsAConflict() async throws {
        try await run { reporting, events in
            let open = try await reporting.submission("annex3.city")
            await reporting.expectFault(.revisionConflict) {
                try await whileEventsIsSilent(events) {
                    try await reporting.tell(ReportingAPI.PrefillSubmission.self, .init(id: open.id))
                } meanwhile: {
                    let fields =
                        Fixture.form.fields + [
                            FormField(
                                key: "schools", label: "应参与学校数", type: .integer, unit: "schools",
                                prefill: "coverage.secondary.expected")
                        ]
                    try await reporting.tell(
                        ReportingAPI.PublishForm.self,
                        .init(
                            campaign: Fixture.campaign.key,
                            form: FormDefinition(
                                key: Fixture.form.key, title: Fixture.form.title, annex: Fixture.form.annex,
                                origin: Fixture.form.origin, fields: fields, rules: Fixture.form.rules)))
                }
            }
        }
    }

    /// Makes a call that needs events while events' database keeps it waiting; `meanwhile` runs once it does.
    private func whileEventsIsSilent<Value: Sendable>(
        _ events: Database, _ call: @escaping @Sendable () async throws -> Value,
        meanwhile: () async throws -> Void
    ) async throws -> Value {
        let lock = await events.hold { try await $0.execute(Self.silence) }
        async let answer = call()
        let result: Result<Void, any Error>
        do {
            #expect(try await events.someoneWaitsForALock())
            result = .success(try await meanwhile())
        } catch {
            result = .failure(error)
        }
        try await lock.release()
        try result.get()
        return try await answer
    }

    /// Of events' schema: without its campaigns it answers nothing.
    private static let silence = Statement("LOCK TABLE campaigns IN ACCESS EXCLUSIVE MODE", access: .write)

    @Test func q8WhatWasSuggestedGoesWithTheVersionAndExplainsTheFigure() async throws {
        try await TestReporting.runCampaign { reporting in
            reporting.clock.set(Fixture.at("2026-05-18T09:00:00+08:00"))
            let open = try await reporting.submission("annex3.city")
            let origin = FigureOrigin(
                field: "sessionsTotal", source: "sessions.total", method: "events.statistics.get {by: strand}",
                value: 4,
                at: reporting.clock.now())
            _ = try await reporting.harness.dependencies.transact { effect in
                try await effect.execute(
                    PrefillStatements.keep, open.id, try RawJSON(encoding: [origin]), effect.now)
            }
            let finalize = { (justifications: [FigureJustification]?) in
                try await reporting.tell(
                    ReportingAPI.FinalizeSubmission.self,
                    .init(
                        id: open.id, expectRevision: open.revision, payload: ["sessionsTotal": 5],
                        justifications: justifications))
            }
            let fault = await reporting.expectFault(.submissionInvalid) { try await finalize(nil) }
            #expect(fault?.violations.map(\.rule) == ["differs_from_events"])
            let filed = try await finalize([.init(field: "sessionsTotal", text: "含一场临时活动")])
            #expect(filed.versions.last?.origins == [origin])
            #expect(filed.versions.last?.warnings.map(\.rule) == ["differs_from_events"])
            let explained = try await reporting.ask(
                ReportingAPI.ExplainRollUp.self,
                .init(node: Fixture.city, form: "annex3", track: "vocational", field: "sessionsTotal"))
            #expect(explained.contributions.first?.origin == origin)
        }
    }

    @Test func mediansNeedEnoughComparableUnits() async throws {
        try await TestReporting.runCampaign { reporting in
            reporting.clock.set(Fixture.at("2026-05-18T09:00:00+08:00"))
            for number in 2...6 {
                let key = UnitKey("moe:\(number)")
                try await reporting.tellUnit(key, .higherEducation, flags: ["higher_vocational"])
                try await reporting.catchUp()
                if number == 6 {
                    // Four others are too few to say anything.
                    try await reporting.file("annex3.college", of: key, ["sessionsTotal": 900])
                } else {
                    try await reporting.file("annex3.college", of: key, ["sessionsTotal": 10])
                }
            }
            let fault = await reporting.expectFault(.submissionInvalid) {
                try await reporting.file("annex3.college", of: Fixture.college, ["sessionsTotal": 51])
            }
            #expect(fault?.violations.map(\.rule) == ["implausible"])
        }
    }
}
