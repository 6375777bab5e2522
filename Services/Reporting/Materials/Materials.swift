import Shared

/// Promotional materials and cases: sent one by one, counted by distinct content towards a quota (Q6).
struct Materials: Sendable {
    let campaigns: Campaigns
    let obligations: ObligationReader
    let attachments = Attachments()
    let receipts: Receipts

    func submit(_ params: ReportingAPI.SubmitMaterial.Params, _ effect: Effect) async throws -> MaterialReceipt {
        let violations = MaterialRules.violations(params)
        guard violations.isEmpty else { throw Fault(.materialInvalid, violations: violations) }
        let owing = try await effect.first(
            ObligationStatements.ofItem, params.campaign, params.unit, params.kind.item, effect.now)
        guard let owing else { throw Fault(.obligationUnknown, "This unit owes no material of this kind") }
        let obligation = try await obligations.locked(owing, effect)
        try effect.authority.requireKnown(
            params.unit, [obligation.track], else: .obligationUnknown, for: .file)
        let refusal = Gate.refusal(
            obligation.obligation(at: effect.now), receivedAt: effect.receivedAt, for: .file)
        if let refusal { throw refusal }
        let onBehalfOf = try Proxy.unit(filing: params.onBehalfOf, for: params.unit, effect)
        let files = params.attachments ?? []
        let stored = try await attachments.owned(files.map(\.digest), by: params.unit, effect)
        let unlike = MaterialRules.violations(of: files, stored: stored)
        guard unlike.isEmpty else { throw Fault(.attachmentMissing, violations: unlike) }
        let content = try MaterialRules.content(params)
        let material = try await effect.one(
            MaterialStatements.insert, ID.make(at: effect.now), params.campaign, obligation.id, params.unit,
            params.kind, params.title, params.text, params.rights,
            try RawJSON(encoding: params.attachments ?? []), Bytes(content.bytes), effect.receivedAt, effect.now,
            params.claimedAt, effect.principal.name, onBehalfOf)
        try await effect.execute(
            CreditStatements.insert, obligation.id, .material, material.id.description, 1, Bytes(content.bytes),
            material.title, effect.receivedAt, effect.now, obligation.terms.deadline.dueAt)
        try await attachments.freeze(
            files.map(\.digest), of: params.unit, for: .material, material.id.value, n: 1, effect)
        // Into whom the unit goes may be known already.
        _ = try await Mergers.carry(params.campaign, from: obligation.id, effect)
        let stands = try await receipt(material, effect)
        let signed = try await receipts.issue(
            .material, for: obligation, source: material.id.value,
            manifest: try MaterialRules.canonicalContent(params).bytes, onBehalfOf: onBehalfOf, effect)
        return MaterialReceipt(
            material: stands.material, obligation: stands.obligation, sameContent: stands.sameContent, receipt: signed)
    }

    /// Stops counting; the obligation is open again, visibly. The feed says first that it is, then why, so that who reads it
    /// knows whether anything is owed.
    func giveBack(_ params: ReportingAPI.ReturnMaterial.Params, _ effect: Effect) async throws -> MaterialReceipt {
        guard !params.reason.allSatisfy(\.isWhitespace) else { throw Fault(.reasonRequired) }
        guard let material = try await effect.first(MaterialStatements.byID, params.id) else {
            throw Fault(.materialUnknown)
        }
        guard material.by != effect.principal.name else { throw Fault(.ownSubmission) }
        guard MaterialVerb.return.states.contains(material.state) else { throw Fault(.materialStateWrong) }
        let counting = try await locked(material.id, of: material.obligation, effect)
        let dueBackAt =
            if let given = params.dueBackAt { given } else {
                try await campaigns.standardDueBack(material.campaign, effect)
            }
        let returned = try await effect.one(
            MaterialStatements.decide, material.id, .returned, params.reason, dueBackAt)
        try await effect.execute(
            CreditStatements.end, counting, .material, material.id.description, effect.now, .returned)
        let receipt = try await receipt(returned, effect)
        let news = MaterialNews(
            returned,
            returned: .init(at: effect.now, reason: params.reason, dueBackAt: dueBackAt, obligations: counting))
        try await effect.record(.returned, "material", id: returned.id.description, data: news)
        return receipt
    }

    func list(
        _ params: ReportingAPI.ListMaterials.Params, _ context: QueryContext
    ) async throws -> Page<Material> {
        let page = try PageRequest(after: params.after, limit: params.limit)
        let campaign = try await campaigns.find(params.campaign, context.database)
        let scope = context.scope()
        let materials = try await context.database.query(
            MaterialStatements.list, campaign.key, params.unit, params.kind, params.state,
            page.after.flatMap { ID<Material>($0) }, page.fetch, scope.units, scope.lines)
        let standing = Dictionary(
            grouping: try await context.database.query(CurationStatements.standing, materials.map(\.id)),
            by: \.material)
        let tracks = Dictionary(
            try await context.database.query(MaterialStatements.tracks, materials.map(\.id)).map { ($0.id, $0.track) }
        ) { first, _ in first }
        let alike = try await alike(materials, of: campaign.key, context)
        return page.page(
            materials.map { material in
                material.with(publications: (standing[material.id] ?? []).map(\.publication)).seen(
                    by: context.authority, on: tracks[material.id] ?? "",
                    sameContent: (alike[material.contentDigest] ?? []).filter { $0.id != material.id })
            }
        ) { [$0.id.description] }
    }

    /// Materials with the contents of these, by content: only those the caller may know of.
    private func alike(
        _ materials: [Material], of campaign: CampaignKey, _ context: QueryContext
    ) async throws -> [String: [MaterialReceipt.Repeated]] {
        let digests = Set(materials.map(\.contentDigest)).compactMap { Hex.decode($0) }.map { Bytes($0) }
        guard !digests.isEmpty else { return [:] }
        let scope = context.scope()
        let rows = try await context.database.query(
            MaterialStatements.alike, campaign, digests, scope.units, scope.lines)
        return Dictionary(grouping: rows) { Hex.encode($0.content.bytes) }.mapValues { $0.map(\.repeated) }
    }

    /// The obligations a material counts for, held: first the one it was handed in for, then those of the units that this one
    /// went into, which nobody adds to while the first is held.
    func locked(
        _ material: ID<Material>, of obligation: ID<Obligation>, _ effect: Effect
    ) async throws -> [ID<Obligation>] {
        _ = try await obligations.locked(obligation, effect)
        let followers = try await effect.query(CreditStatements.carriedTo, material.description)
        if !followers.isEmpty { _ = try await effect.query(ObligationStatements.lockAll, followers) }
        return [obligation] + followers
    }

    /// One material with where it stands, held until the transaction ends.
    func find(_ id: ID<Material>, _ effect: Effect) async throws -> Material? {
        guard let material = try await effect.first(MaterialStatements.byID, id) else { return nil }
        let standing = try await effect.query(CurationStatements.standing, [id])
        return material.with(publications: standing.map(\.publication))
    }

    /// Attests that there is nothing to report. Q11: whoever filed something has not nothing.
    func attestNil(_ params: ReportingAPI.AttestNil.Params, _ effect: Effect) async throws -> NilAttestation {
        guard !params.reason.allSatisfy(\.isWhitespace) else { throw Fault(.reasonRequired) }
        let row = try await obligations.locked(
            id: params.obligation, campaign: params.campaign, rule: params.rule, unit: params.unit, effect)
        let obligation = row.obligation(at: effect.now)
        if let refusal = Gate.refusal(obligation, receivedAt: effect.receivedAt, for: .attest) { throw refusal }
        if obligation.nilAt != nil { throw Fault(.nilAttested) }
        guard !row.filings.credits.contains(where: { $0.end == nil }) else { throw Fault(.nilRefused) }
        let onBehalfOf = try Proxy.unit(filing: params.onBehalfOf, for: row.unit.key, effect)
        try await effect.execute(
            CreditStatements.attestNil, row.id, params.reason, effect.principal.name, effect.receivedAt, effect.now,
            onBehalfOf)
        let attested = try await changed(row.id, effect)
        let receipt = try await receipts.issue(
            .nilReturn, for: row, source: row.id.value, manifest: try CanonicalJSON(["reason": params.reason]).bytes,
            onBehalfOf: onBehalfOf, effect)
        return NilAttestation(
            obligation: attested, by: effect.principal.name, onBehalfOf: onBehalfOf, receipt: receipt)
    }

    /// What became of a material and of the obligation it was handed in for; tells the feed of all it counts for.
    func receipt(_ material: Material, _ effect: Effect) async throws -> MaterialReceipt {
        let digest = Bytes(Hex.decode(material.contentDigest) ?? [])
        let obligation = try await changed(material.obligation, effect)
        for follower in try await effect.query(CreditStatements.carriedTo, material.id.description) {
            _ = try await changed(follower, effect)
        }
        // That another unit has sent the same is for those who may read of both: the level above, not the rival.
        let scope = effect.authority.scope(of: .read)
        let alike = try await effect.query(
            MaterialStatements.sameContent, material.campaign, digest, material.id, scope.units, scope.lines)
        return MaterialReceipt(
            material: material.seen(by: effect.authority, on: obligation.track), obligation: obligation,
            sameContent: alike)
    }

    /// The obligation as it is now, told to the feed.
    private func changed(_ id: ID<Obligation>, _ effect: Effect) async throws -> Obligation {
        guard let row = try await obligations.all([id], at: effect.now, effect).first else {
            throw Fault(.obligationUnknown)
        }
        let obligation = row.obligation(at: effect.now)
        try await effect.record(.updated, "obligation", id: id.description, data: obligation)
        return obligation
    }
}

extension Material {
    fileprivate func with(publications: [Publication]) -> Material {
        Material(
            id: id, campaign: campaign, obligation: obligation, unit: unit, kind: kind, title: title, text: text,
            rights: rights, attachments: attachments, state: state, shortlistReason: shortlistReason,
            publications: publications, returnReason: returnReason, dueBackAt: dueBackAt, receivedAt: receivedAt,
            claimedAt: claimedAt, by: by, onBehalfOf: onBehalfOf, contentDigest: contentDigest)
    }
}
