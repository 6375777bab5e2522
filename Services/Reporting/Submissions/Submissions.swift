import Shared

/// What units file on forms: open, save, finalize, withdraw. Every path locks the obligation first and passes the one
/// gate.
struct Submissions: Sendable {
    let campaigns: Campaigns
    let forms: Forms
    let obligations: ObligationReader
    let reader: SubmissionReader
    let attachments = Attachments()
    let receipts: Receipts
    let vault: PersonalVault

    func open(_ params: ReportingAPI.OpenSubmission.Params, _ effect: Effect) async throws -> Submission {
        let obligation = try await obligations.locked(
            id: params.obligation, campaign: params.campaign, rule: params.rule, unit: params.unit, effect)
        if let found = try await reader.read(obligation, effect) { return found }
        try pass(obligation, .draft, effect)
        let form = try await form(of: obligation, effect)
        let id = ID<Submission>.make(at: effect.now)
        try await effect.execute(
            SubmissionStatements.open, id, obligation.id, form.form.key, form.version, effect.now)
        try await putHand(id, effect)
        return try await result(obligation, .created, effect)
    }

    func save(_ params: ReportingAPI.SaveSubmission.Params, _ effect: Effect) async throws -> Submission {
        let (obligation, submission) = try await locked(params.id, expecting: params.expectRevision, .save, effect)
        try pass(obligation, .draft, effect)
        guard case .object = params.payload else {
            throw Fault(
                .invalidParams,
                violations: [Violation(path: "params.payload", rule: "wrong_type", detail: "must be an object")])
        }
        let form = try await forms.find(submission.campaign, submission.form, effect)
        // What was filed stays filed while a new version is being written.
        let state = submission.state == .withdrawn ? .draft : submission.state
        let draft = try await vault.seal(
            params.payload, by: form.form, of: submission.id, in: submission.campaign, effect)
        try await effect.execute(
            SubmissionStatements.save, submission.id, try RawJSON(encoding: draft), form.version, state,
            effect.now, try RawJSON(encoding: params.attachments ?? submission.attachments))
        try await attachments.note(
            params.attachments ?? submission.attachments, of: submission.id, submission.unit,
            parts: form.form.parts ?? [], effect)
        try await putHand(submission.id, effect)
        return try await result(obligation, .updated, effect)
    }

    /// On time or late is decided by when the last byte of this very call was read (Q2).
    func finalize(_ params: ReportingAPI.FinalizeSubmission.Params, _ effect: Effect) async throws -> Submission {
        let (obligation, submission) = try await locked(params.id, expecting: params.expectRevision, .finalize, effect)
        try pass(obligation, .file, effect)
        let onBehalfOf = try Proxy.unit(filing: params.onBehalfOf, for: obligation.unit.key, effect)
        guard let payload = params.payload ?? submission.draft else {
            throw Fault(
                .submissionInvalid, "There is no draft and no payload",
                violations: [Violation(path: "params.payload", rule: "required", detail: "give it, or save a draft")])
        }
        let form = try await forms.find(submission.campaign, submission.form, effect)
        let plausibility = try await plausibility(
            form, of: submission.id, unit: submission.unit, track: submission.track,
            justifications: params.justifications ?? [], now: effect.now, effect)
        let findings =
            try await forms.rules(form, for: submission, effect).findings(payload) + plausibility.findings(payload)
        let errors = findings.filter { $0.severity == .error }
        guard errors.isEmpty else {
            throw Fault(
                .submissionInvalid,
                violations: errors.map {
                    Violation(path: "payload.\($0.path)", rule: $0.rule, detail: $0.message)
                })
        }
        let manifest = params.attachments ?? submission.attachments
        try await attachments.check(manifest, of: submission.unit, parts: form.form.parts ?? [], effect)
        let canonical = try CanonicalJSON(payload)
        let whole = try Self.whole(canonical, payload, manifest)
        let digest = whole.digest
        let stored = try await vault.seal(payload, by: form.form, of: submission.id, in: submission.campaign, effect)
        let n = (submission.versions.last?.n ?? 0) + 1
        try await effect.execute(
            SubmissionStatements.insertVersion, submission.id, n, form.version, try CanonicalJSON(stored).text,
            Bytes(digest.bytes), effect.receivedAt, effect.now, params.claimedAt, effect.principal.name,
            onBehalfOf, try RawJSON(encoding: findings), try RawJSON(encoding: manifest),
            try RawJSON(encoding: plausibility.origins(in: payload)),
            try RawJSON(encoding: params.justifications ?? []))
        try await attachments.freeze(
            manifest.map(\.digest), of: submission.unit, for: .submission, submission.id.value, n: n, effect)
        try await effect.execute(
            CreditStatements.insert, obligation.id, .submission, submission.id.description, n,
            Bytes(digest.bytes), form.form.title, effect.receivedAt, effect.now,
            obligation.terms.deadline.dueAt)
        try await effect.execute(SubmissionStatements.move, submission.id, .submitted, form.version, effect.now)
        try await putHand(submission.id, effect)
        let filed = try await result(obligation, .submitted, effect)
        let receipt = try await receipts.issue(
            .submission, for: obligation, source: submission.id.value, version: n, manifest: whole.bytes,
            onBehalfOf: onBehalfOf, effect)
        return filed.with(receipt)
    }

    private func putHand(_ id: ID<Submission>, _ effect: Effect) async throws {
        try await effect.execute(SubmissionStatements.putHand, id, effect.principal.name, effect.now)
    }

    func withdraw(_ params: ReportingAPI.WithdrawSubmission.Params, _ effect: Effect) async throws -> Submission {
        guard !params.reason.allSatisfy(\.isWhitespace) else { throw Fault(.reasonRequired) }
        let (obligation, submission) = try await locked(params.id, expecting: params.expectRevision, .withdraw, effect)
        try await effect.execute(
            CreditStatements.end, [obligation.id], .submission, submission.id.description, effect.now, .withdrawn)
        try await effect.execute(SubmissionStatements.decide, submission.id, .withdrawn, effect.now)
        return try await result(obligation, .withdrawn, effect)
    }

    /// What its figures are held against: what was suggested for it, and what comparable units filed.
    func plausibility(
        _ form: FormVersion, of id: ID<Submission>, unit: UnitKey, track: TrackCode,
        justifications: [FigureJustification], now: Instant, _ database: some StatementExecutor
    ) async throws -> Plausibility {
        let suggestions = try await database.first(PrefillStatements.suggestions, id) ?? []
        var medians: [String: Double] = [:]
        if let brief = try await database.first(UnitStatements.brief, unit, now, .max) {
            for row in try await database.query(
                PrefillStatements.medians, form.campaign, track, form.form.key, brief.kind, now, unit,
                Plausibility.fewest)
            {
                medians[row.field] = row.median
            }
        }
        return Plausibility(
            form: form.form, suggestions: suggestions, medians: medians, justifications: justifications)
    }

    /// What a version says, its files included.
    private static func whole(
        _ canonical: CanonicalJSON, _ payload: JSONValue, _ manifest: [ManifestEntry]
    ) throws -> CanonicalJSON {
        guard !manifest.isEmpty else { return canonical }
        let digests = manifest.map { $0.digest.lowercased() }.sorted().map { JSONValue.string($0) }
        return try CanonicalJSON(JSONValue.object(["attachments": .array(digests), "payload": payload]))
    }

    /// The submission with its obligation, both held until the transaction ends.
    func locked(
        _ id: ID<Submission>, expecting revision: Int, _ verb: SubmissionLifecycle.Verb, _ effect: Effect
    ) async throws -> (StoredObligation, Submission) {
        guard let obligationID = try await effect.first(SubmissionStatements.obligation, id) else {
            throw Fault(.submissionUnknown)
        }
        let obligation = try await obligations.locked(obligationID, effect)
        guard let submission = try await reader.read(obligation, effect) else { throw Fault(.submissionUnknown) }
        try Revision.expect(revision, found: submission.revision)
        try SubmissionLifecycle.require(verb, in: submission.state)
        return (obligation, submission)
    }

    /// The state after what was done, told to the feed: the submission without its draft, and the obligation.
    func result(_ obligation: StoredObligation, _ verb: ChangeVerb, _ effect: Effect) async throws -> Submission {
        guard let fresh = try await obligations.all([obligation.id], at: effect.now, effect).first,
            let submission = try await reader.read(fresh, effect)
        else { throw Fault(.obligationUnknown) }
        try await effect.record(
            verb, "submission", id: submission.id.description, data: submission.withoutDraft)
        let (before, after) = (obligation.obligation(at: effect.now), fresh.obligation(at: effect.now))
        if before != after {
            try await effect.record(.updated, "obligation", id: after.id.description, data: after)
        }
        return submission
    }

    private func pass(_ obligation: StoredObligation, _ verb: Gate.Verb, _ effect: Effect) throws(Fault) {
        let refusal = Gate.refusal(
            obligation.obligation(at: effect.now), receivedAt: effect.receivedAt, for: verb)
        if let refusal { throw refusal }
    }

    private func form(of obligation: StoredObligation, _ effect: Effect) async throws -> FormVersion {
        let document = try await campaigns.find(obligation.campaign, effect).document
        let items = obligation.terms.items.compactMap { document.item($0) }
        guard let key = items.first(where: { $0.source == .submission })?.form else {
            throw Fault(.obligationNotAForm)
        }
        return try await forms.find(obligation.campaign, key, effect)
    }
}

extension ChangeVerb {
    static let submitted: ChangeVerb = "submitted"
    static let withdrawn: ChangeVerb = "withdrawn"
    static let accepted: ChangeVerb = "accepted"
    static let returned: ChangeVerb = "returned"
}

extension Submission {
    func with(_ receipt: Receipt?) -> Submission {
        Submission(
            id: id, obligation: obligation, campaign: campaign, form: form, unit: unit, to: to, track: track,
            state: state, revision: revision, draft: draft, attachments: attachments, formVersion: formVersion,
            openedAt: openedAt, updatedAt: updatedAt, versions: versions, seal: seal, may: may, blockedBy: blockedBy,
            receipt: receipt)
    }

    /// What of an answer is kept for a repeat: a draft may hold personal fields.
    var stored: Submission {
        guard draft != nil else { return self }
        return Submission(
            id: id, obligation: obligation, campaign: campaign, form: form, unit: unit, to: to, track: track,
            state: state, revision: revision, draft: nil, attachments: attachments, formVersion: formVersion,
            openedAt: openedAt, updatedAt: updatedAt, versions: versions, seal: seal, may: may, blockedBy: blockedBy,
            receipt: receipt)
    }

    /// For the feed: a draft is nobody else's business, and what the one who called may do neither.
    var withoutDraft: Submission {
        Submission(
            id: id, obligation: obligation, campaign: campaign, form: form, unit: unit, to: to, track: track,
            state: state, revision: revision, draft: nil, attachments: [], formVersion: formVersion, openedAt: openedAt,
            updatedAt: updatedAt, versions: versions, seal: seal, may: [], blockedBy: [])
    }
}
