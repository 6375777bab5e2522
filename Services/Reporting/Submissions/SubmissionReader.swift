import Shared

/// Submissions as callers see them.
struct SubmissionReader: Sendable {
    let obligations: ObligationReader
    let vault: PersonalVault

    /// Inside a transaction, what it wrote included.
    func read(_ obligation: StoredObligation, _ effect: Effect) async throws -> Submission? {
        guard let row = try await effect.first(SubmissionStatements.byObligation, obligation.id) else { return nil }
        let versions = try await effect.query(SubmissionStatements.versions, [row.id], false)
        let own = try await effect.query(SubmissionStatements.own, [row.id], effect.principal.name)
        return try submission(
            row, versions, obligation.obligation(at: effect.now), Caller(effect.authority, effect.now, own),
            draft: try await draft(row, effect))
    }

    func get(_ id: ID<Submission>, _ context: QueryContext) async throws -> Submission {
        guard let row = try await context.database.first(SubmissionStatements.byID, id) else {
            throw Fault(.submissionUnknown)
        }
        let obligation = try await obligations.find(
            ReportingAPI.GetObligation.Params(id: row.obligation), now: context.now, context.database)
        let versions = try await context.database.query(SubmissionStatements.versions, [id], false)
        let own = try await context.database.query(SubmissionStatements.own, [id], context.principal.name)
        return try submission(
            row, versions, obligation.obligation(at: context.now), Caller(context.authority, context.now, own),
            draft: try await draft(row, context.database))
    }

    /// Drafts are the unit's own business: lists leave them out.
    func list(_ rows: [SubmissionRow], _ context: QueryContext) async throws -> [Submission] {
        let versions = Dictionary(
            grouping: try await context.database.query(SubmissionStatements.versions, rows.map(\.id), false),
            by: \.submission)
        let owed = try await context.database.query(
            ObligationStatements.byIDs, context.now, .max, rows.map(\.obligation)
        ).read()
        let obligations = Dictionary(owed.map { ($0.id, $0) }) { first, _ in first }
        let own = try await context.database.query(
            SubmissionStatements.own, rows.map(\.id), context.principal.name)
        let caller = Caller(context.authority, context.now, own)
        return try rows.compactMap { row in
            guard let obligation = obligations[row.obligation] else { return nil }
            return try submission(
                row, versions[row.id] ?? [], obligation.obligation(at: context.now), caller, draft: nil)
        }
    }

    func versions(
        _ id: ID<Submission>, _ database: some StatementExecutor
    ) async throws -> [(version: SubmissionVersion, payload: JSONValue)] {
        let rows = try await database.query(SubmissionStatements.versions, [id], true)
        let stored = try rows.map { (try RawJSON($0.payload ?? "null").decoded(as: JSONValue.self), id) }
        return zip(rows, try await vault.open(stored, database)).map { row, payload in
            (row.version(extendedUntil: nil, payload: payload), payload)
        }
    }

    /// Who asks, when, and which of the submissions went through their hands.
    private struct Caller {
        let authority: Authority
        let now: Instant
        let own: Set<ID<Submission>>

        init(_ authority: Authority, _ now: Instant, _ own: [ID<Submission>]) {
            self.authority = authority
            self.now = now
            self.own = Set(own)
        }
    }

    private func draft(_ row: SubmissionRow, _ database: some StatementExecutor) async throws -> JSONValue? {
        guard let stored = try row.draft?.decoded(as: JSONValue.self) else { return nil }
        return try await vault.open(stored, of: row.id, database)
    }

    /// - Parameter draft: nil leaves it out, with the files that belong to it.
    private func submission(
        _ row: SubmissionRow, _ versions: [VersionRow], _ obligation: Obligation, _ caller: Caller, draft: JSONValue?
    ) throws -> Submission {
        let verbs = SubmissionLifecycle.verbs(
            of: row.state, obligation: obligation, now: caller.now, for: caller.authority,
            isOwn: caller.own.contains(row.id))
        return Submission(
            id: row.id, obligation: row.obligation, campaign: row.campaign, form: row.form, unit: row.unit,
            to: obligation.to.key, track: row.track, state: row.state, revision: row.revision,
            draft: draft, attachments: draft == nil ? [] : row.manifest, formVersion: row.formVersion,
            openedAt: row.openedAt, updatedAt: row.updatedAt,
            versions: versions.map { $0.version(extendedUntil: obligation.extendedUntil, payload: nil) },
            seal: row.seal, may: verbs.may, blockedBy: verbs.blockedBy)
    }
}

extension VersionRow {
    func version(extendedUntil: Instant?, payload: JSONValue?) -> SubmissionVersion {
        let late = dueAt.map { receivedAt >= $0 } ?? false
        let extended = extendedUntil.map { receivedAt < $0 } ?? false
        return SubmissionVersion(
            n: n, formVersion: formVersion, digest: Hex.encode(digest.bytes), attachments: manifest,
            receivedAt: receivedAt,
            claimedAt: claimedAt, timeliness: late ? (extended ? .inExtension : .late) : .onTime, by: by,
            onBehalfOf: onBehalfOf, warnings: warnings, justifications: justifications, origins: origins,
            review: review, payload: payload)
    }
}
