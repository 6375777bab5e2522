import Foundation
import Shared
import TestSupport
import Testing

/// What reporting takes from the other services, between real processes: figures from events, mergers from the registry.
@Suite(.serialized) struct ReportingPathTests {
    private let campaign: CampaignKey = "anhui-2026"

    @Test func whatEventsAndTheRegistryKnowReachesReporting() async throws {
        try await TestHome.with { home in
            try await home.up("--rehearsal")
            #expect(try await home.week("clock", "set", "2026-05-14T09:00:00+08:00").status == 0)
            let owed = try await home.call(
                ReportingAPI.ListObligations.self, .init(campaign: campaign, rule: "annex3.college", limit: 3))
            let colleges = owed.items.map(\.unit.key)
            try await figuresOfEventsAreSuggestedWithTheirOriginN24(home, colleges[0])
            try await aMergerEndsWhatWasOwedAndNamesWhoFollowsR6(home, colleges[1], into: colleges[2])
        }
    }

    private func figuresOfEventsAreSuggestedWithTheirOriginN24(_ home: TestHome, _ college: UnitKey) async throws {
        try await hold(home, college)
        let open = try await home.call(
            ReportingAPI.OpenSubmission.self, .init(campaign: campaign, rule: "annex3.college", unit: college))
        let prefill = try await home.call(ReportingAPI.PrefillSubmission.self, .init(id: open.id))
        let figures = Dictionary(uniqueKeysWithValues: prefill.suggestions.map { ($0.field, $0.value) })
        #expect(figures["sessionsTotal"] == 2 && figures["sessionsSkills"] == 2)
        #expect(figures["sessionsSkillExperience"] == 2 && figures["sessionsOpenCampus"] == 2)
        #expect(
            prefill.suggestions.first { $0.field == "sessionsSkillExperience" }?.method
                == "events.statistics.get {by: themeDay}")
        #expect(prefill.unavailable.contains("printedCopies") == false, "it is nobody's figure but the unit's")
        // Another figure than events know needs a sentence.
        let refused = try await home.week(
            "call", ReportingAPI.FinalizeSubmission.contract.name, try Self.json(filing(open, sessions: 5)))
        #expect(refused.status == 1 && refused.errors.contains("活动记录为2"), "\(refused.errors)")
        let filed = try await home.call(ReportingAPI.FinalizeSubmission.self, filing(open, sessions: 2))
        #expect(filed.versions.first?.origins.first { $0.field == "sessionsTotal" }?.value == 2)
        let explained = try await home.call(
            ReportingAPI.ExplainRollUp.self,
            .init(
                campaign: campaign, node: "issuer:AH-EDU", form: "annex3", track: "vocational", field: "sessionsTotal"))
        let own = explained.contributions.first { $0.unit.key == college }
        #expect(own?.value == 2 && own?.origin?.source == "sessions.total")
        // Down to the events: the origin says how they are listed, and the call is taken as it stands.
        let link = try #require(prefill.suggestions.first { $0.field == "sessionsSkills" }?.events)
        let listed = try await home.week("call", link.method, try Self.json(link.params))
        #expect(listed.status == 0 && listed.output.contains("开放校园"), "\(listed.errors)")
    }

    private func filing(_ open: Submission, sessions: Int64) -> ReportingAPI.FinalizeSubmission.Params {
        .init(
            id: open.id, expectRevision: open.revision,
            payload: [
                "reporter": "甲", "approver": "乙", "contact": "0551-0000000", "asOfDate": "2026-05-14",
                "sessionsTotal": .int(sessions), "students": 300,
            ])
    }

    /// An event of two sessions that somebody else than its author approved.
    private func hold(_ home: TestHome, _ host: UnitKey) async throws {
        let reviewer = try await key(home, of: "reviewer", role: .reviewer)
        let content = EventContent(
            title: "开放校园", tracks: ["vocational"], host: host, strand: "skills", themeDay: "skill-experience",
            tags: ["open-campus"], mode: "on-site",
            sessions: ["2026-05-12", "2026-05-13"].compactMap { day in
                guard let start = Instant("\(day)T09:00:00+08:00") else { return nil }
                return .init(start: start, end: start.adding(.seconds(7_200)), place: "校内")
            })
        let draft = try await home.call(EventsAPI.CreateEvent.self, .init(campaign: campaign, content: content))
        let submitted = try await home.call(
            EventsAPI.SubmitEvent.self, .init(id: draft.id, expectRevision: draft.revision))
        let approve = EventsAPI.ApproveEvent.Params(id: draft.id, expectRevision: submitted.revision)
        let approved = try await eventually {
            try await home.week(
                "call", EventsAPI.ApproveEvent.contract.name, try Self.json(approve), "--key-file", reviewer
            ).status == 0
        }
        #expect(approved, "the reviewer's key is not known to events")
    }

    private func key(_ home: TestHome, of principal: String, role: Role) async throws -> String {
        _ = try await home.call(RegistryAPI.CreatePrincipal.self, .init(name: principal))
        _ = try await home.call(
            RegistryAPI.GiveGrant.self, .init(principal: principal, role: role, unit: "issuer:AH-EDU"))
        let issued = try await home.call(RegistryAPI.CreateKey.self, .init(principal: principal))
        let file = "\(home.path)/\(principal).key"
        try (issued.secret ?? "").write(toFile: file, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
        return file
    }

    /// The two colleges of `notice/forms.md`: one goes into the other in mid-campaign.
    private func aMergerEndsWhatWasOwedAndNamesWhoFollowsR6(
        _ home: TestHome, _ college: UnitKey, into successor: UnitKey
    ) async throws {
        let before = try await home.call(ReportingAPI.GetCompleteness.self, .init(campaign: campaign))
        let asked = try #require(Instant("2026-05-14T09:00:00+08:00"))
        #expect(try await home.week("clock", "set", "2026-05-16T09:00:00+08:00").status == 0)
        let at = try #require(Instant("2026-05-15T00:00:00+08:00"))
        _ = try await home.call(
            RegistryAPI.MergeUnits.self, .init(from: [college], to: successor, at: at, basis: "皖政秘〔2026〕1号"))
        let followed = try await eventually {
            try await home.call(ReportingAPI.ListObligations.self, .init(campaign: campaign, unit: college)).items
                .isEmpty
        }
        #expect(followed, "reporting does not follow the merger")
        let now = try await home.call(ReportingAPI.GetCompleteness.self, .init(campaign: campaign))
        #expect(now.total.expected == before.total.expected - 4)
        let then = try await home.call(ReportingAPI.GetCompleteness.self, .init(campaign: campaign, at: asked))
        #expect(then.total == before.total && then.rows == before.rows, "the past stays as it was")
        let explained = try await home.call(
            ReportingAPI.ExplainObligation.self,
            .init(campaign: campaign, rule: "annex3.college", unit: successor))
        #expect(explained.successions.map(\.obligation.unit.key) == [college])
        #expect(explained.successions.first?.isFormer == true)
        #expect(explained.successions.first?.obligation.endedAt == at)
    }

    private static func json(_ params: some Encodable) throws -> String {
        String(decoding: try JSONEncoder().encode(params), as: UTF8.self)
    }
}
