import Shared

/// For a unit or an obligation: what was sent, what was not and why, what waits for a run and what is still to come. One
/// state of the books: nothing stands in two lists, or in none, because it moved on meanwhile.
struct Explanations: Sendable {
    /// Of each list that is not paged.
    private static let most = PageLimit.most

    func explain(_ params: NotificationsAPI.Explain.Params, _ context: QueryContext) async throws -> ReminderHistory {
        let subject = try HistorySubject(params)
        let page = try PageRequest(after: params.after, limit: params.limit ?? PageLimit.most)
        let (scope, now) = (context.scope(), context.now)
        return try await context.database.transaction(isolation: .repeatableRead, readOnly: true) { books in
            guard let plannedUntil = try await books.first(RunStatements.watermark, params.campaign) else {
                throw Fault(.policyUnknownToNotifications)
            }
            let told = try await told(subject, page, params.campaign, scope, books)
            guard params.after == nil else {
                return told.history(params.campaign, waiting: nil, upcoming: [], upcomingCount: 0)
            }
            guard
                let state = try await PlanningReader.state(
                    of: params.campaign, at: now, obligations: subject.obligations, books)
            else { throw Fault(.policyUnknownToNotifications) }
            let upcoming = UpcomingSteps(
                state, after: max(now, plannedUntil), of: subject.unit, limit: Self.most
            ) { scope.contains(ScopePoint($0, [$1])) }
            return told.history(
                params.campaign,
                waiting: try await waiting(subject, params.campaign, since: plannedUntil, at: now, scope, books),
                upcoming: upcoming.earliest, upcomingCount: upcoming.count)
        }
    }

    /// A page of what runs looked at, newest first.
    private struct Told {
        let intents: [Intent]
        let nonIntents: [NonIntent]
        let messages: [Delivery]
        let next: String?

        func history(
            _ campaign: CampaignKey, waiting: WaitingSteps?, upcoming: [UpcomingStep], upcomingCount: Int
        ) -> ReminderHistory {
            ReminderHistory(
                campaign: campaign, intents: intents, messages: messages, nonIntents: nonIntents, next: next,
                waiting: waiting, upcoming: upcoming, upcomingCount: upcomingCount)
        }
    }

    /// Of what was sent and of what was not as much as the page has room for, by their ids, which are as old as they are.
    private func told(
        _ subject: HistorySubject, _ page: PageRequest, _ campaign: CampaignKey, _ scope: Scope,
        _ books: some StatementExecutor
    ) async throws -> Told {
        let after = page.after.flatMap(UniqueID.init)
        let intents = try await books.query(
            HistoryStatements.intents, campaign, subject.obligation, subject.unit, after, Int64(page.fetch),
            scope.units, scope.lines)
        let nonIntents = try await books.query(
            HistoryStatements.nonIntents, campaign, subject.obligation, subject.unit, after, Int64(page.fetch),
            scope.units, scope.lines)
        let ids = (intents.map(\.id.value) + nonIntents.map(\.id)).sorted(by: >)
        let shown = page.page(ids.map(\.description)) { [$0] }
        let oldest = shown.items.last.flatMap(UniqueID.init) ?? UniqueID(high: 0, low: 0)
        let shownIntents = intents.filter { $0.id.value >= oldest }
        let messages = try await books.query(
            DeliveryStatements.byIDs, Set(shownIntents.compactMap(\.delivery)).sorted())
        return Told(
            intents: shownIntents, nonIntents: nonIntents.filter { $0.id >= oldest }.map(\.nonIntent),
            // What went to others carries others' matters as well (M10).
            messages: messages.reversed().filter { delivery in
                scope.units.map { $0.contains(delivery.recipient.unit) } ?? true
            },
            next: shown.next)
    }

    /// What a run would find now; nothing while runs keep up.
    private func waiting(
        _ subject: HistorySubject, _ campaign: CampaignKey, since plannedUntil: Instant, at now: Instant,
        _ scope: Scope, _ books: some StatementExecutor
    ) async throws -> WaitingSteps? {
        let window = PlanningReader.Window(from: min(plannedUntil, now), to: now)
        let snapshot = try await books.one(PlanStatements.snapshot)
        guard
            let plan = try await PlanningReader.prepared(of: campaign, in: window, snapshot: snapshot, books)?.window()
        else { return nil }
        let intents = plan.reminders.map(\.reminder).filter { reminder in
            subject.includes(reminder.obligation, [reminder.unit, reminder.recipient.unit])
                && scope.contains(ScopePoint(reminder.unit, [reminder.track]))
        }
        let nonIntents = plan.nonIntents.filter { nonIntent in
            subject.includes(nonIntent.obligation, [nonIntent.unit, nonIntent.recipient?.unit])
                && scope.contains(ScopePoint(nonIntent.unit, [nonIntent.track]))
        }
        return WaitingSteps(
            plannedUntil: plannedUntil, intents: Array(intents.prefix(Self.most)), intentsCount: intents.count,
            nonIntents: Array(nonIntents.prefix(Self.most)), nonIntentsCount: nonIntents.count)
    }
}

/// What is asked about: an obligation, or a unit that owes or is told.
enum HistorySubject: Sendable, Hashable {
    case obligation(ID<Obligation>)
    case unit(UnitKey)

    init(_ params: NotificationsAPI.Explain.Params) throws(Fault) {
        switch (params.obligation, params.unit) {
        case (let id?, nil): self = .obligation(id)
        case (nil, let unit?): self = .unit(unit)
        case (nil, nil), (.some, .some):
            throw Fault(
                .invalidParams,
                violations: [
                    Violation(path: "params", rule: "one_of", detail: "exactly one of obligation and unit")
                ])
        }
    }

    var obligation: ID<Obligation>? { if case .obligation(let id) = self { id } else { nil } }
    var unit: UnitKey? { if case .unit(let unit) = self { unit } else { nil } }

    var obligations: PlanningReader.ObligationFilter {
        switch self {
        case .obligation(let id): .one(id)
        case .unit(let unit): .concerning(unit)
        }
    }

    func includes(_ obligation: ID<Obligation>?, _ units: [UnitKey?]) -> Bool {
        switch self {
        case .obligation(let id): id == obligation
        case .unit(let unit): units.contains(unit)
        }
    }
}
