import Shared

/// Forms as versioned data: publish, get, list.
struct Forms: Sendable {
    let campaigns: Campaigns
    let attachments = Attachments()
    let vault: PersonalVault

    /// The very form that is the newest version already makes no other.
    func publish(_ params: ReportingAPI.PublishForm.Params, _ effect: Effect) async throws -> FormPublication {
        let surroundings = try await surroundings(of: params.campaign, effect)
        let violations = params.form.flaws(in: surroundings).map {
            Violation(path: "params.form.\($0.place)", rule: $0.rule, detail: $0.detail)
        }
        guard violations.isEmpty else { throw Fault(.formInvalid, violations: violations) }
        let digest = try CanonicalJSON(params.form).digest
        try await effect.transaction.lock("reporting.form.\(params.campaign).\(params.form.key)")
        let newest = try await effect.first(FormStatements.newestLocked, params.campaign, params.form.key)
        if let newest, newest.digest == digest.hex { return FormPublication(version: newest, unchanged: true) }
        let version = FormVersion(
            campaign: params.campaign, version: (newest?.version ?? 0) + 1, digest: digest.hex,
            publishedAt: effect.now, form: params.form)
        try await effect.execute(
            FormStatements.insert, version.campaign, version.form.key, version.version, version.form.title,
            try RawJSON(encoding: version.form), Bytes(digest.bytes), effect.now)
        try await effect.record(
            .published, "form", id: "\(version.campaign)/\(version.form.key)/\(version.version)", data: version)
        let (count, losses) = try await migrateDrafts(to: version, effect)
        return FormPublication(version: version, unchanged: false, draftsMigrated: count, losses: losses)
    }

    /// Drafts go on under the new version, without what it has no field for. Their revision grows, so that whoever saves
    /// what they read before learns of it. What was filed is not touched (Q1).
    private func migrateDrafts(
        to version: FormVersion, _ effect: Effect
    ) async throws -> (count: Int, losses: [FormPublication.DraftLoss]) {
        let owed = try await effect.query(
            FormStatements.withDrafts, version.campaign, version.form.key, version.version)
        guard !owed.isEmpty else { return (0, []) }
        // The obligations first and in one order, as on every path that writes.
        try await effect.execute(ObligationStatements.lockAll, owed)
        var losses: [FormPublication.DraftLoss] = []
        let drafts = try await effect.query(
            FormStatements.drafts, version.campaign, version.form.key, version.version)
        for draft in drafts {
            // A field may have become personal, or have ceased to be.
            var payload = try draft.payload?.decoded(as: JSONValue.self)
            if let stored = payload { payload = try await vault.open(stored, of: draft.submission, effect) }
            let migration = DraftMigration(payload, to: version.form)
            var kept = migration.payload
            if let migrated = kept {
                kept = try await vault.seal(
                    migrated, by: version.form, of: draft.submission, in: version.campaign, effect)
            }
            try await effect.execute(
                FormStatements.migrate, draft.submission, try kept.map { try RawJSON(encoding: $0) },
                version.version, effect.now)
            if draft.payload != nil {
                try await attachments.note(
                    draft.manifest, of: draft.submission, draft.unit, parts: version.form.parts ?? [], effect)
            }
            guard !migration.dropped.isEmpty, losses.count < PageLimit.most else { continue }
            losses.append(
                FormPublication.DraftLoss(
                    submission: draft.submission, unit: draft.unit, paths: migration.dropped))
        }
        return (drafts.count, losses)
    }

    func get(_ params: ReportingAPI.GetForm.Params, _ context: QueryContext) async throws -> FormVersion {
        try await find(params.campaign, params.form, version: params.version, context.database)
    }

    func list(_ params: ReportingAPI.ListForms.Params, _ context: QueryContext) async throws -> Page<FormSummary> {
        let page = try PageRequest(after: params.after, limit: params.limit)
        let rows = try await context.database.query(
            FormStatements.list, params.campaign, page.after.map { FormKey($0) }, page.fetch)
        return page.page(rows, by: { [$0.key.rawValue] }) { row in
            FormSummary(
                campaign: params.campaign, key: row.key, title: row.title, version: row.version,
                origin: row.origin.flatMap(FormOrigin.init(rawValue:)) ?? .reconstruction,
                fieldCount: row.fieldCount ?? 0, publishedAt: row.publishedAt)
        }
    }

    /// A version, the newest if none is named.
    func find(
        _ campaign: CampaignKey, _ form: FormKey, version: Int? = nil, _ database: some StatementExecutor
    ) async throws -> FormVersion {
        let found =
            if let version {
                try await database.first(FormStatements.byVersion, campaign, form, version)
            } else {
                try await database.first(FormStatements.newest, campaign, form)
            }
        guard let found else { throw Fault(.formUnknown) }
        return found
    }

    /// The rules of a form for one unit's submission: with the terms of the campaign as they are now, and with what the
    /// unit has filed on the forms they name.
    func rules(
        _ version: FormVersion, for submission: Submission, _ database: some StatementExecutor
    ) async throws -> PayloadRules {
        let document = try await campaigns.find(version.campaign, database).document
        var rules = PayloadRules(form: version.form) { name in
            document.vocabulary(VocabularyKey(name)).map { Set($0.terms.map(\.code.rawValue)) }
        }
        let named = Set((version.form.rules ?? []).compactMap(\.otherForm))
        guard !named.isEmpty else { return rules }
        let filed = try await database.query(
            FormStatements.filed, version.campaign, submission.unit, submission.track, named.sorted())
        for row in filed { rules.others[row.form] = try RawJSON(row.payload).decoded(as: JSONValue.self) }
        return rules
    }

    /// Nothing while the campaign is not known here: forms may be published before it arrives.
    private func surroundings(of campaign: CampaignKey, _ effect: Effect) async throws -> FormSurroundings {
        guard try await effect.first(CampaignStatements.newestVersion, campaign) != nil else {
            return FormSurroundings(vocabularies: nil, forms: nil)
        }
        return FormSurroundings(try await campaigns.find(campaign, effect).document)
    }
}
