import Shared
import TestSupport
import Testing

@testable import Reporting

/// N19, N31 with real keys: a city, its school, a college beside it.
@Suite struct ScopeTests {
    private static func run(_ body: @escaping @Sendable (TestReporting) async throws -> Void) async throws {
        try await TestReporting.runCampaign { reporting in
            let lines: [(UnitKey, under: UnitKey, on: TrackCode?)] = ["vocational", "lifelong"].flatMap {
                (track: TrackCode) -> [(UnitKey, under: UnitKey, on: TrackCode?)] in
                [
                    (Fixture.city, Fixture.province, track), (Fixture.college, Fixture.province, track),
                    (Fixture.school, Fixture.city, track),
                ]
            }
            try await reporting.harness.putLines(lines)
            reporting.clock.set(Fixture.at("2026-05-18T09:00:00+08:00"))
            try await body(reporting)
        }
    }

    @Test func aListShowsWhatTheScopeCoversAndNoCountSaysMoreN31() async throws {
        try await Self.run { reporting in
            let school = try reporting.harness.client(
                principal: "school", roles: [.unitReporter], unit: Fixture.school)
            let city = try reporting.harness.client(
                principal: "city", roles: [.cityAdmin], unit: Fixture.city, track: "vocational")
            defer {
                school.close()
                city.close()
            }
            let own = try await school.call(ReportingAPI.ListObligations.self, .init(limit: 500))
            #expect(!own.items.isEmpty && own.items.allSatisfy { $0.unit.key == Fixture.school })
            #expect(own.next == nil)
            let cities = try await city.call(ReportingAPI.ListObligations.self, .init(limit: 500))
            #expect(Set(cities.items.map(\.unit.key)) == [Fixture.city, Fixture.school])
            #expect(cities.items.allSatisfy { $0.track == "vocational" })
            // Asked for by name, what lies outside is as if it were not there.
            let asked = try await school.call(ReportingAPI.ListObligations.self, .init(unit: Fixture.college))
            #expect(asked.items.isEmpty && asked.next == nil)
        }
    }

    @Test func whatLiesOutsideAndWhatIsNotThereLookTheSameN31() async throws {
        try await Self.run { reporting in
            let school = try reporting.harness.client(
                principal: "school", roles: [.unitReporter], unit: Fixture.school)
            defer { school.close() }
            let others = try await reporting.obligation("annex3.city")
            for id in [others.id, ID<Obligation>.make(at: reporting.clock.now())] {
                let fault = await reporting.expectFault(.obligationUnknown) {
                    try await school.call(ReportingAPI.GetObligation.self, .init(id: id))
                }
                #expect(fault?.message == FaultKind.obligationUnknown.message)
                await reporting.expectFault(.obligationUnknown) {
                    try await school.call(
                        ReportingAPI.OpenSubmission.self, .init(obligation: id),
                        options: .init(idempotencyKey: "\(id)"))
                }
            }
            await reporting.expectFault(.permissionDenied) {
                try await school.call(ReportingAPI.GetCompleteness.self, .init(node: Fixture.city))
            }
            await reporting.expectFault(.permissionDenied) {
                try await school.call(ReportingAPI.GetCompleteness.self, .init())
            }
        }
    }

    @Test func aCityFilesForASchoolThatCannotAndItIsSaid() async throws {
        try await Self.run { reporting in
            let city = try reporting.harness.client(principal: "city/wang", roles: [.cityAdmin], unit: Fixture.city)
            let colleague = try reporting.harness.client(
                principal: "city/li", roles: [.cityAdmin], unit: Fixture.city)
            let school = try reporting.harness.client(
                principal: "school", roles: [.unitReporter], unit: Fixture.school)
            defer {
                city.close()
                colleague.close()
                school.close()
            }
            let open = try await city.call(
                ReportingAPI.OpenSubmission.self,
                .init(campaign: Fixture.campaign.key, rule: "annex3.school", unit: Fixture.school),
                options: .init(idempotencyKey: "open"))
            await reporting.expectFault(.invalidParams) {
                try await city.call(
                    ReportingAPI.FinalizeSubmission.self,
                    .init(
                        id: open.id, expectRevision: open.revision, payload: ["sessionsTotal": 3],
                        onBehalfOf: Fixture.college), options: .init(idempotencyKey: "wrong"))
            }
            let filed = try await city.call(
                ReportingAPI.FinalizeSubmission.self,
                .init(id: open.id, expectRevision: open.revision, payload: ["sessionsTotal": 3]),
                options: .init(idempotencyKey: "file"))
            #expect(filed.versions.last?.by == "city/wang")
            #expect(filed.versions.last?.onBehalfOf == Fixture.school)
            // Q13: the proxy does not decide, and neither does the school; a colleague of the level above may.
            await reporting.expectFault(.ownSubmission) {
                try await city.call(
                    ReportingAPI.AcceptSubmission.self, .init(id: filed.id, expectRevision: filed.revision),
                    options: .init(idempotencyKey: "own"))
            }
            await reporting.expectFault(.permissionDenied) {
                try await school.call(
                    ReportingAPI.AcceptSubmission.self, .init(id: filed.id, expectRevision: filed.revision),
                    options: .init(idempotencyKey: "school"))
            }
            let accepted = try await colleague.call(
                ReportingAPI.AcceptSubmission.self, .init(id: filed.id, expectRevision: filed.revision),
                options: .init(idempotencyKey: "accept"))
            #expect(accepted.state == .accepted)
        }
    }

    @Test func whoEverWroteInItDoesNotDecideAboutItQ13() async throws {
        try await Self.run { reporting in
            let author = try reporting.harness.client(principal: "author", roles: [.provinceAdmin])
            let filer = try reporting.harness.client(
                principal: "school", roles: [.unitReporter], unit: Fixture.school)
            defer {
                author.close()
                filer.close()
            }
            let open = try await filer.call(
                ReportingAPI.OpenSubmission.self,
                .init(campaign: Fixture.campaign.key, rule: "annex3.school", unit: Fixture.school),
                options: .init(idempotencyKey: "open"))
            let saved = try await author.call(
                ReportingAPI.SaveSubmission.self,
                .init(id: open.id, expectRevision: open.revision, payload: ["sessionsTotal": 3]),
                options: .init(idempotencyKey: "save"))
            let filed = try await filer.call(
                ReportingAPI.FinalizeSubmission.self, .init(id: open.id, expectRevision: saved.revision),
                options: .init(idempotencyKey: "file"))
            #expect(filed.versions.last?.by == "school")
            #expect(filed.versions.last?.onBehalfOf == nil)
            await reporting.expectFault(.ownSubmission) {
                try await author.call(
                    ReportingAPI.AcceptSubmission.self, .init(id: filed.id, expectRevision: filed.revision),
                    options: .init(idempotencyKey: "accept"))
            }
        }
    }
}
