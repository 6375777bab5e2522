import Shared
import Testing

@testable import Reporting

/// A city declares beside what its schools add up to.
@Suite struct DeclarationTests {
    private let question = ReportingAPI.RollUpQuestion(node: Fixture.city, form: "annex3", track: "vocational")

    private func declare(
        _ reporting: TestReporting, seen: Int, figures: [DeclaredFigure]? = nil, notes: [DifferenceNote]? = nil
    ) async throws -> RollUpComparison {
        try await reporting.tell(
            ReportingAPI.DeclareRollUp.self,
            .init(
                node: Fixture.city, form: "annex3", track: "vocational", expectRevision: seen, figures: figures,
                notes: notes))
    }

    private func seal(_ reporting: TestReporting, seen: Int) async throws -> RollUpComparison {
        try await reporting.tell(
            ReportingAPI.SealRollUp.self,
            .init(node: Fixture.city, form: "annex3", track: "vocational", expectRevision: seen))
    }

    @Test func q9ADifferenceNeedsANoteBeforeSealing() async throws {
        try await TestReporting.runCampaign { reporting in
            reporting.clock.set(Fixture.at("2026-05-18T09:00:00+08:00"))
            await reporting.expectFault(.rollUpNothingDeclared) { try await declare(reporting, seen: 0) }
            try await reporting.file("annex3.school", of: Fixture.school, ["sessionsTotal": 3, "reading": 1])
            try await reporting.file("annex3.city", ["sessionsTotal": 5, "reading": 1])
            let before = try await reporting.ask(ReportingAPI.CompareRollUp.self, question)
            #expect(before.declaration == nil && before.may == ["declare"])
            #expect(before.rows.map(\.field) == ["sessionsTotal", "reading"])
            #expect(before.rows.map(\.state) == [.unexplained, .agrees])
            let declared = try await declare(reporting, seen: 0)
            #expect(declared.declaration?.n == 1 && declared.may == ["declare"])
            let fault = await reporting.expectFault(.rollUpUnexplained) { try await seal(reporting, seen: 1) }
            #expect(fault?.violations.map(\.path) == ["notes.sessionsTotal"])
            await reporting.expectFault(.invalidParams) {
                try await declare(reporting, seen: 1, notes: [.init(field: "nothing", note: "?")])
            }
            let noted = try await declare(reporting, seen: 1, notes: [.init(field: "sessionsTotal", note: "含市本级2场")])
            #expect(noted.rows.first?.state == .explained && noted.rows.first?.note == "含市本级2场")
            await reporting.expectFault(.revisionConflict) { try await seal(reporting, seen: 1) }
            reporting.clock.advance(by: .seconds(1))
            let sealed = try await seal(reporting, seen: 2)
            #expect(sealed.declaration?.sealedAt == reporting.clock.now() && sealed.may == ["unseal"])
            await reporting.expectFault(.rollUpSealed) { try await declare(reporting, seen: 2) }
            await reporting.expectFault(.rollUpSealed) { try await seal(reporting, seen: 2) }
            let unseal = { (reason: String) in
                try await reporting.tell(
                    ReportingAPI.UnsealRollUp.self,
                    .init(node: Fixture.city, form: "annex3", track: "vocational", reason: reason))
            }
            await reporting.expectFault(.reasonRequired) { try await unseal(" ") }
            reporting.clock.advance(by: .seconds(1))
            #expect(try await unseal("一所学校更正").declaration?.sealedAt == nil)
            await reporting.expectFault(.rollUpNotSealed) { try await unseal("again") }
            // Q15: as it stood while it was sealed.
            let then = try await reporting.ask(
                ReportingAPI.CompareRollUp.self,
                .init(
                    node: Fixture.city, form: "annex3", track: "vocational",
                    knownAt: sealed.declaration?.sealedAt))
            #expect(then.declaration?.sealedAt != nil)
        }
    }

    @Test func q8ADeclarationIsStaleWhenAnInputChanges() async throws {
        try await TestReporting.runCampaign { reporting in
            reporting.clock.set(Fixture.at("2026-05-18T09:00:00+08:00"))
            let school = try await reporting.file("annex3.school", of: Fixture.school, ["sessionsTotal": 3])
            let declared = try await declare(reporting, seen: 0, figures: [.init(field: "sessionsTotal", value: 3)])
            #expect(declared.declaration?.isStale == false && declared.may.contains("seal"))
            reporting.clock.advance(by: .seconds(1))
            try await reporting.tell(
                ReportingAPI.FinalizeSubmission.self,
                .init(id: school.id, expectRevision: school.revision, payload: ["sessionsTotal": 4]))
            let compared = try await reporting.ask(ReportingAPI.CompareRollUp.self, question)
            #expect(compared.declaration?.changed == [.init(unit: Fixture.school, before: 1, now: 2)])
            #expect(compared.blockedBy.contains { $0.verb == "seal" && $0.reason == "ROLLUP_STALE" })
            await reporting.expectFault(.rollUpStale) { try await seal(reporting, seen: 1) }
            _ = try await declare(reporting, seen: 1, figures: [.init(field: "sessionsTotal", value: 4)])
            #expect(try await seal(reporting, seen: 2).declaration?.sealedAt != nil)
        }
    }

    @Test func twoDeclarationsAtOnceLeaveOne() async throws {
        try await TestReporting.runCampaign { reporting in
            try await reporting.file("annex3.school", of: Fixture.school)
            let outcomes = await withTaskGroup(of: FaultKind?.self) { group in
                for value in 1...4 {
                    group.addTask {
                        do {
                            _ = try await declare(
                                reporting, seen: 0, figures: [.init(field: "sessionsTotal", value: Double(value))])
                            return nil
                        } catch { return (error as? Fault)?.kind }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.filter { $0 == nil }.count == 1)
            #expect(outcomes.filter { $0 == .revisionConflict }.count == 3)
        }
    }

    @Test func aFigureIsExplainedDownToTheSchools() async throws {
        try await TestReporting.runCampaign { reporting in
            reporting.clock.set(Fixture.at("2026-05-18T09:00:00+08:00"))
            let school = try await reporting.file("annex3.school", of: Fixture.school, ["sessionsTotal": 3])
            try await reporting.file("annex3.city", ["sessionsTotal": 5])
            try await reporting.file("annex3.college", of: Fixture.college, ["sessionsTotal": 100])
            let explain = { (node: UnitKey, field: String) in
                try await reporting.ask(
                    ReportingAPI.ExplainRollUp.self,
                    .init(node: node, form: "annex3", track: "vocational", field: field))
            }
            let province = try await explain(Fixture.province, "sessionsTotal")
            #expect(province.contributions.map(\.depth) == [1, 1, 2])
            #expect(province.contributions.map(\.unit.key) == [Fixture.city, Fixture.college, Fixture.school])
            #expect(province.contributions.map(\.value) == [5, 100, 3])
            // N25: the college is shown and in no sum.
            #expect(province.contributions.map(\.added) == [true, false, true])
            let city = try await explain(Fixture.city, "sessionsTotal")
            #expect(city.contributions.map(\.depth) == [0, 1])
            #expect(city.contributions.last?.submission == school.id && city.contributions.last?.n == 1)
            await reporting.expectFault(.figureUnknown) { try await explain(Fixture.city, "remarks") }
            let compared = try await reporting.ask(
                ReportingAPI.CompareRollUp.self, .init(node: Fixture.province, form: "annex3", track: "vocational"))
            #expect(compared.rows.first?.computed == 5 && compared.rows.first?.state == .undeclared)
        }
    }
}

/// Q10 on sets: what can be said of a union of which only sizes are known.
@Suite struct SetFigureTests {
    private static let form = FormDefinition(
        key: "sets", title: "t", origin: .reconstruction,
        fields: [
            FormField(key: "enterprises", label: "企业", type: .integer, unit: "enterprises", measure: .distinct),
            FormField(key: "counties", label: "县", type: .regions, measure: .distinct),
        ])
    private let rules = RollUpRules(form: form)

    private func filed(_ payload: JSONValue, _ unit: UnitKey = Fixture.school) -> FiledFigures.Version {
        let brief = UnitBrief(key: unit, name: unit.rawValue, kind: .secondaryLocal)
        return FiledFigures.Version(
            input: RollUp.Input(unit: brief, submission: ID(UniqueID.make(at: Fixture.born)), n: 1, digest: ""),
            payload: payload, receivedAt: Fixture.born, origins: [])
    }

    @Test func q10ListsAreUnitedAndSizesAreBounded() {
        let sets = rules.sets([
            ["enterprises": 3, "counties": ["340102", "340103"]],
            ["enterprises": 5, "counties": ["340103", "340104"]],
        ])
        #expect(sets.map(\.atLeast) == [5, 3] && sets.map(\.atMost) == [8, 3])
        #expect(sets.last?.members == ["340102", "340103", "340104"])
        #expect(Self.form.flaws(in: FormSurroundings(vocabularies: [], forms: [:])).isEmpty)
    }

    @Test(arguments: [(4.0, RollUpComparison.State.unexplained), (5, .agrees), (8, .agrees), (9, .unexplained)])
    func q9ASizeOutsideTheBoundsIsADifference(_ declared: Double, _ state: RollUpComparison.State) {
        let figure = RollUp.Figure(field: "enterprises", label: "企业", measure: .distinct, value: declared)
        let inputs = [filed(["enterprises": 3], "a"), filed(["enterprises": 5], "b")]
        let rows = rules.rows(declared: [figure], notes: [:], computed: inputs)
        #expect(rows.map(\.state) == [state])
        #expect(rows.map(\.computed) == [nil] && rows.map(\.atLeast) == [5] && rows.map(\.atMost) == [8])
    }
}
