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

    /// 代报 of what is no form: the proxy is named beside the unit in what was filed and in its receipt.
    @Test func materialsAndNilReturnsSayForWhomTheyWereFiled() async throws {
        try await Self.run { reporting in
            let proxy = try reporting.harness.client(
                principal: "province/zhao", roles: [.provinceAdmin], unit: Fixture.province)
            let colleague = try reporting.harness.client(
                principal: "province/qian", roles: [.provinceAdmin], unit: Fixture.province)
            let own = try reporting.harness.client(principal: "city", roles: [.unitReporter], unit: Fixture.city)
            defer { for client in [proxy, colleague, own] { client.close() } }
            func send(_ text: String, by client: RPCClient, for unit: UnitKey? = nil) async throws -> MaterialReceipt {
                try await client.call(
                    ReportingAPI.SubmitMaterial.self,
                    .init(
                        campaign: Fixture.campaign.key, unit: Fixture.city, kind: .promotional, title: text, text: text,
                        onBehalfOf: unit), options: .init(idempotencyKey: text))
            }
            let sent = try await send("代报", by: proxy)
            #expect(sent.material.by == "province/zhao" && sent.material.onBehalfOf == Fixture.city)
            #expect(sent.receipt?.content.onBehalfOf == Fixture.city)
            await reporting.expectFault(.invalidParams) {
                try await send("错报", by: proxy, for: Fixture.college)
            }
            let ownMaterial = try await send("自报", by: own, for: Fixture.city)
            #expect(ownMaterial.material.onBehalfOf == nil && ownMaterial.receipt?.content.onBehalfOf == nil)
            // Q13: the proxy decides about it by no verb; a colleague may.
            await reporting.expectFault(.ownSubmission) {
                try await proxy.call(
                    ReportingAPI.AcceptMaterial.self, .init(id: sent.material.id),
                    options: .init(idempotencyKey: "accept"))
            }
            await reporting.expectFault(.ownSubmission) {
                try await proxy.call(
                    ReportingAPI.ReturnMaterial.self, .init(id: sent.material.id, reason: "?"),
                    options: .init(idempotencyKey: "return"))
            }
            let accepted = try await colleague.call(
                ReportingAPI.AcceptMaterial.self, .init(id: sent.material.id), options: .init(idempotencyKey: "ok"))
            #expect(accepted.material.state == .accepted && accepted.material.onBehalfOf == Fixture.city)
            let attested = try await proxy.call(
                ReportingAPI.AttestNil.self,
                .init(campaign: Fixture.campaign.key, rule: "annex3.college", unit: Fixture.college, reason: "未开展"),
                options: .init(idempotencyKey: "nil"))
            #expect(attested.by == "province/zhao" && attested.onBehalfOf == Fixture.college)
            #expect(attested.receipt?.content.onBehalfOf == Fixture.college)
        }
    }

    /// N31, Q6: that somebody else has sent the same is pointed out to those who may read of both.
    @Test func theSameContentIsPointedOutAcrossUnitsToWhomBothBelong() async throws {
        try await Self.run { reporting in
            let other: UnitKey = "gb2260:340300/教育"
            try await reporting.tellUnit(other, .cityEducation)
            try await reporting.catchUp()
            try await reporting.harness.putLines([(other, under: Fixture.province, on: "vocational")])
            let clients = try [Fixture.city, other].map {
                try reporting.harness.client(principal: $0.rawValue, roles: [.unitReporter], unit: $0)
            }
            let province = try reporting.harness.client(
                principal: "province", roles: [.provinceAdmin], unit: Fixture.province)
            defer { for client in clients + [province] { client.close() } }
            var sent: [MaterialReceipt] = []
            for (client, unit) in zip(clients, [Fixture.city, other]) {
                sent.append(
                    try await client.call(
                        ReportingAPI.SubmitMaterial.self,
                        .init(
                            campaign: Fixture.campaign.key, unit: unit, kind: .promotional, title: "一稿", text: "一稿多投"),
                        options: .init(idempotencyKey: "send")))
            }
            #expect(sent[1].sameContent.isEmpty)
            let seen = try await province.call(
                ReportingAPI.AcceptMaterial.self, .init(id: sent[1].material.id),
                options: .init(idempotencyKey: "accept"))
            #expect(seen.sameContent.map(\.unit) == [Fixture.city])
        }
    }

    /// Q4, Q13: who asked for more time, in whoever's name, does not grant it.
    @Test func whoAskedForMoreTimeDoesNotGrantIt() async throws {
        try await Self.run { reporting in
            let asker = try reporting.harness.client(principal: "city/wang", roles: [.cityAdmin], unit: Fixture.city)
            let colleague = try reporting.harness.client(
                principal: "city/li", roles: [.cityAdmin], unit: Fixture.city)
            defer {
                asker.close()
                colleague.close()
            }
            let until = Fixture.at("2026-05-24T00:00:00+08:00")
            let request = try await asker.call(
                ReportingAPI.RequestExtension.self,
                .init(
                    campaign: Fixture.campaign.key, rule: "annex3.school", unit: Fixture.school, until: until,
                    basis: "停电"),
                options: .init(idempotencyKey: "ask"))
            func grant(_ client: RPCClient) async throws -> Reliefs {
                try await client.call(
                    ReportingAPI.GrantExtension.self,
                    .init(obligations: [request.obligation], by: Fixture.city, until: until, basis: "同意"),
                    options: .init(idempotencyKey: "grant"))
            }
            await reporting.expectFault(.ownSubmission) { try await grant(asker) }
            #expect(try await reporting.obligation("annex3.school", of: Fixture.school).extendedUntil == nil)
            #expect(try await grant(colleague).obligations.first?.extendedUntil == until)
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
