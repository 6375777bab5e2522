import Shared
import TestSupport
import Testing

/// Everybody but notifications: does what the script says, over RPC, as administrator and as reviewer.
struct YearUnits {
    private let home: TestHome
    private let reviewersKey: String
    private(set) var client: HomeClient
    private var reviewer: HomeClient
    private var events: [Int: Event] = [:]
    private var submissions: [ID<Obligation>: ID<Submission>] = [:]

    init(_ home: TestHome) async throws {
        self.home = home
        client = try HomeClient(home)
        reviewersKey = try await client.reviewer(home)
        reviewer = try HomeClient(home, key: reviewersKey)
    }

    /// After the cluster was started anew, on other ports.
    mutating func reconnect() throws {
        client = try HomeClient(home)
        reviewer = try HomeClient(home, key: reviewersKey)
    }

    func id(of event: YearEvent) -> String { events[event.number]?.id.description ?? "" }

    mutating func perform(_ act: YearScript.Act) async throws {
        switch act.deed {
        case .settle(let id):
            _ = try await client.call(ReportingAPI.AttestNil.self, .init(obligation: id, reason: "本单位无此项活动"))
        case .declareWeek(let unit, _, let start, let end):
            _ = try await client.call(
                EventsAPI.DeclareWeek.self,
                .init(
                    campaign: "anhui-2026", track: "lifelong", unit: unit, start: start, end: end, basis: "市政府办公室文件"))
        case .extend(let ids, let until):
            _ = try await client.call(
                ReportingAPI.GrantExtension.self,
                .init(obligations: ids, by: "issuer:AH-EDU", until: until, basis: "5月19日强对流天气停电"))
        case .file(let id): try await file(id)
        case .giveBack(let id, let due): try await giveBack(id, due)
        case .announce(let event): events[event.number] = try await announce(event)
        case .change(let event):
            let known = try #require(events[event.number])
            events[event.number] = try await client.call(
                EventsAPI.UpdateEvent.self, .init(id: known.id, expectRevision: known.revision, content: event.content))
        case .cancel(let event):
            let known = try #require(events[event.number])
            _ = try await client.call(
                EventsAPI.CancelEvent.self, .init(id: known.id, expectRevision: known.revision, reason: "场地停用"))
        case .postpone(let event):
            let known = try #require(events[event.number])
            _ = try await client.call(
                EventsAPI.PostponeEvent.self, .init(id: known.id, expectRevision: known.revision, reason: "与考试冲突"))
        }
    }

    private mutating func file(_ id: ID<Obligation>) async throws {
        let submission: Submission
        if let known = submissions[id] {
            submission = try await client.call(ReportingAPI.GetSubmission.self, .init(id: known))
        } else {
            submission = try await client.call(ReportingAPI.OpenSubmission.self, .init(obligation: id))
            submissions[id] = submission.id
        }
        _ = try await client.call(
            ReportingAPI.FinalizeSubmission.self,
            .init(
                id: submission.id, expectRevision: submission.revision,
                payload: [
                    "title": "活动周总结", "statistics": "举办12场", "text": .string("第\(submission.versions.count + 1)稿"),
                    "highlights": "开放实训室",
                    "cases": "师徒结对",
                ]))
    }

    private func giveBack(_ id: ID<Obligation>, _ due: Instant) async throws {
        let submission = try await client.call(
            ReportingAPI.GetSubmission.self, .init(id: try #require(submissions[id])))
        try await reviewing {
            _ = try await reviewer.call(
                ReportingAPI.ReturnSubmission.self,
                .init(
                    id: submission.id, expectRevision: submission.revision, reasons: ["figures_wrong"], text: "场次与合计不符",
                    dueBackAt: due))
        }
    }

    private func announce(_ event: YearEvent) async throws -> Event {
        let draft = try await client.call(
            EventsAPI.CreateEvent.self, .init(campaign: "anhui-2026", content: event.content))
        let submitted = try await client.call(
            EventsAPI.SubmitEvent.self, .init(id: draft.id, expectRevision: draft.revision))
        try await reviewing {
            _ = try await reviewer.call(
                EventsAPI.ApproveEvent.self, .init(id: draft.id, expectRevision: submitted.revision))
        }
        let approved = try await client.call(EventsAPI.GetEvent.self, .init(id: draft.id))
        return try await client.call(
            EventsAPI.PublishEvent.self, .init(id: draft.id, expectRevision: approved.revision))
    }

    /// The other services hear of the reviewer's key a moment after it was made.
    private func reviewing(_ body: () async throws -> Void) async throws {
        var refusal: (any Error)?
        let isDone = try await eventually {
            do {
                try await body()
                return true
            } catch let fault as Fault where fault.kind == .unauthenticated || fault.kind == .permissionDenied {
                refusal = fault
                return false
            }
        }
        if !isDone, let refusal { throw refusal }
    }

    /// What events tells reporting is there some milliseconds later, by the clock on the wall; in the year no time passes.
    func reportingKnows(_ standings: [ID<Obligation>: YearOracle.Standing], of unit: UnitKey) async throws {
        for standing in standings.values where standing.obligation.unit.key == unit {
            guard ["week-declaration", "annex4", "summary.lifelong"].contains(standing.obligation.rule.rawValue) else {
                continue
            }
            let isKnown = try await eventually {
                let now = try await client.call(ReportingAPI.GetObligation.self, .init(id: standing.obligation.id))
                return now.effectiveDue == standing.due && now.status.isSettled == standing.isSettled
            }
            #expect(isKnown, "reporting does not know the week of \(unit)")
        }
    }
}
