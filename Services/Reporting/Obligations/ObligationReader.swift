import Shared

/// Reads obligations as they were at an instant and known at another.
struct ObligationReader: Sendable {
    /// The two times of a question (Q15).
    struct Times {
        let at: Instant
        /// Whatever is known, if nobody asked for less: a rehearsal may move the clock back behind what it loaded.
        let knownAt: Instant
        /// What the answer says it was known at.
        let told: Instant

        init(at: Instant?, knownAt: Instant?, now: Instant) {
            self.at = at ?? now
            self.knownAt = knownAt ?? .max
            told = knownAt ?? now
        }
    }

    /// An ended credit counted until it ended: at an earlier instant it still does.
    private func asOf(_ times: Times, _ row: StoredObligation) -> StoredObligation {
        let limit = min(times.at, times.knownAt)
        guard row.filings.credits.contains(where: { $0.changes(after: limit) }) else { return row }
        var earlier = row
        earlier.filings.credits = row.filings.credits.map { $0.asOf(limit) }
        return earlier
    }

    func find(
        _ params: ReportingAPI.GetObligation.Params, now: Instant, _ database: some StatementExecutor
    ) async throws -> StoredObligation {
        let times = Times(at: params.at, knownAt: params.knownAt, now: now)
        if let id = params.id {
            return try await require(database.first(ObligationStatements.byID, times.at, times.knownAt, id), times)
        }
        guard let campaign = params.campaign, let rule = params.rule, let unit = params.unit else {
            throw Fault(
                .invalidParams,
                violations: [
                    Violation(path: "params.id", rule: "required", detail: "give id, or campaign, rule and unit")
                ])
        }
        return try await require(
            database.first(ObligationStatements.byIdentity, times.at, times.knownAt, campaign, rule, unit), times)
    }

    private func require(_ row: ObligationRow?, _ times: Times) throws -> StoredObligation {
        guard let row, let read = try [row].read().first else { throw Fault(.obligationUnknown) }
        return asOf(times, read)
    }

    /// As they stand inside a transaction, what it wrote included.
    func all(_ ids: [ID<Obligation>], at now: Instant, _ effect: Effect) async throws -> [StoredObligation] {
        guard !ids.isEmpty else { return [] }
        return try await effect.query(ObligationStatements.byIDs, now, .max, ids).read()
    }

    /// Those in force, and those that have ended as they last were, by id.
    func whatever(
        became ids: [ID<Obligation>], _ times: Times, _ database: some StatementExecutor
    ) async throws -> [ID<Obligation>: StoredObligation] {
        guard !ids.isEmpty else { return [:] }
        let rows = try await database.query(ObligationStatements.byIDs, times.at, times.knownAt, ids).read()
        return Dictionary(rows.map { ($0.id, asOf(times, $0)) }) { first, _ in first }
    }

    /// One obligation, locked: whoever files for it holds the row until the transaction ends, so that two filings never
    /// pass the gate on the same state.
    func locked(_ id: ID<Obligation>, _ effect: Effect) async throws -> StoredObligation {
        guard try await effect.first(ObligationStatements.lock, id) != nil,
            let row = try await all([id], at: effect.now, effect).first
        else { throw Fault(.obligationUnknown) }
        return row
    }

    func locked(
        id: ID<Obligation>?, campaign: CampaignKey?, rule: RuleKey?, unit: UnitKey?, _ effect: Effect
    ) async throws -> StoredObligation {
        if let id { return try await locked(id, effect) }
        guard let campaign, let rule, let unit else {
            throw Fault(
                .invalidParams,
                violations: [
                    Violation(
                        path: "params.obligation", rule: "required",
                        detail: "give obligation, or campaign, rule and unit")
                ])
        }
        guard let id = try await effect.first(ObligationStatements.lockIdentity, campaign, rule, unit) else {
            throw Fault(.obligationUnknown)
        }
        let row = try await locked(id, effect)
        // The unit was the caller's; the rule's track may not be.
        try effect.authority.requireKnown(row.unit.key, [row.track], else: .obligationUnknown, for: .file)
        return row
    }

    func owedTo(
        _ nodes: [UnitKey], _ scope: Scope, _ database: some StatementExecutor
    ) async throws -> [StoredObligation] {
        guard !nodes.isEmpty else { return [] }
        return try await owed(ObligationStatements.owedTo, nodes, scope, database)
    }

    /// What is owed to a node and to whoever owes to it, at any depth.
    func owedBelow(
        _ node: UnitKey, _ scope: Scope, _ database: some StatementExecutor
    ) async throws -> [StoredObligation] {
        try await owed(ObligationStatements.owedBelow, node, scope, database)
    }

    func owedBy(
        _ unit: UnitKey, _ scope: Scope, _ database: some StatementExecutor
    ) async throws -> [StoredObligation] {
        try await owed(ObligationStatements.owedBy, unit, scope, database)
    }

    private func owed<Subject: PostgresEncodable & Sendable>(
        _ statement: Statement<ObligationRow, Instant, Instant, CampaignKey, Subject, TrackCode?, ItemCode?>,
        _ subject: Subject, _ scope: Scope, _ database: some StatementExecutor
    ) async throws -> [StoredObligation] {
        try await database.query(
            statement, scope.times.at, scope.times.knownAt, scope.campaign, subject, scope.track, scope.item
        ).read().map { asOf(scope.times, $0) }
    }

    /// What a question about many obligations is about.
    struct Scope {
        let campaign: CampaignKey
        let track: TrackCode?
        let item: ItemCode?
        let times: Times
    }

    /// A page of those that fit; statuses are derived, so pages are filled by reading on until there are enough.
    func list(
        _ params: ReportingAPI.ListObligations.Params, campaign: PublishedCampaign, _ context: QueryContext
    ) async throws -> Page<Obligation> {
        let page = try PageRequest(after: params.after, limit: params.limit)
        let times = Times(at: params.at, knownAt: params.knownAt, now: context.now)
        let scope = context.scope()
        let wanted = params.status.map(Set.init)
        let (units, lines) = (scope.units, scope.lines)
        var after = page.after.flatMap { ID<Obligation>($0) }
        var found: [Obligation] = []
        while found.count < page.fetch {
            let rows = try await context.database.query(
                ObligationStatements.list, times.at, times.knownAt, campaign.key, params.unit, params.to, params.track,
                params.rule, params.item, after, page.fetch, units, lines)
            found += try rows.read().map { asOf(times, $0) }.filter { row in
                wanted?.contains(row.obligation(at: times.at).status) ?? true
            }.map { $0.seen(by: context.authority, campaign.document, at: times.at, now: context.now) }
            guard rows.count == page.fetch, let last = rows.last else { break }
            after = last.id
        }
        return page.page(Array(found.prefix(page.fetch))) { [$0.id.description] }
    }
}

extension Credit {
    fileprivate func changes(after limit: Instant) -> Bool {
        (endedAt.map { $0 > limit } ?? false) || (acceptedAt.map { $0 > limit } ?? false)
    }

    /// As it was at `limit`: what ended or was accepted later had not yet.
    fileprivate func asOf(_ limit: Instant) -> Credit {
        let hasEnded = endedAt.map { $0 <= limit } ?? false
        return Credit(
            kind: kind, source: source, n: n, content: content, title: title, receivedAt: receivedAt, dueAt: dueAt,
            acceptedAt: acceptedAt.flatMap { $0 <= limit ? $0 : nil }, endedAt: hasEnded ? endedAt : nil,
            end: hasEnded ? end : nil, carriedFrom: carriedFrom)
    }
}
