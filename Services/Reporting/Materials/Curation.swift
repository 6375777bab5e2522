import Shared

/// The best of what was sent is published (N20): accepted, shortlisted, published on channels with rights and captions.
struct Curation: Sendable {
    let campaigns: Campaigns
    let materials: Materials

    func accept(_ params: ReportingAPI.AcceptMaterial.Params, _ effect: Effect) async throws -> MaterialReceipt {
        let material = try await locked(params.id, for: .accept, effect)
        let followers = try await effect.query(CreditStatements.carriedTo, material.id.description)
        try await effect.execute(
            CreditStatements.accept, [material.obligation] + followers, .material, material.id.description, effect.now)
        return try await move(material, to: .accepted, .accepted, effect)
    }

    func shortlist(
        _ params: ReportingAPI.ShortlistMaterial.Params, _ effect: Effect
    ) async throws -> MaterialReceipt {
        guard !params.reason.allSatisfy(\.isWhitespace) else { throw Fault(.reasonRequired) }
        let material = try await locked(params.id, for: .shortlist, effect)
        try await effect.execute(CurationStatements.shortlist, material.id, params.reason)
        return try await move(material, to: .shortlisted, .shortlisted, effect)
    }

    func publish(_ params: ReportingAPI.PublishMaterial.Params, _ effect: Effect) async throws -> MaterialReceipt {
        let material = try await locked(params.id, for: .publish, effect)
        let document = try await campaigns.find(material.campaign, effect).document
        guard CurationRules.hasChannel(params.channel, in: document) else { throw Fault(.channelUnknown) }
        let violations = CurationRules.violations(params, of: material)
        guard violations.isEmpty else { throw Fault(.materialInvalid, violations: violations) }
        guard let rights = params.rights ?? material.rights, !rights.allSatisfy(\.isWhitespace) else {
            throw Fault(.materialRights)
        }
        try await effect.execute(
            CurationStatements.publish, material.id, params.channel, params.title ?? material.title, params.link,
            rights, effect.now, effect.principal.name)
        return try await move(material, to: .published, .published, effect)
    }

    /// Off the last channel it is shortlisted again.
    func unpublish(
        _ params: ReportingAPI.UnpublishMaterial.Params, _ effect: Effect
    ) async throws -> MaterialReceipt {
        guard !params.reason.allSatisfy(\.isWhitespace) else { throw Fault(.reasonRequired) }
        let material = try await locked(params.id, for: .unpublish, effect)
        let ended = try await effect.execute(
            CurationStatements.unpublish, material.id, params.channel, effect.now, params.reason)
        guard ended == 1 else { throw Fault(.materialStateWrong) }
        let isLast = !material.publications.contains { $0.channel != params.channel }
        return try await move(material, to: isLast ? .shortlisted : .published, .unpublished, effect)
    }

    func published(
        _ params: ReportingAPI.ListPublished.Params, _ context: QueryContext
    ) async throws -> Page<PublishedMaterial> {
        let page = try PageRequest(after: params.after, limit: params.limit, columns: 3)
        let campaign = try await campaigns.find(params.campaign, context.database)
        let names = campaign.document.vocabulary(CurationRules.channels)
        let rows = try await context.database.query(
            CurationStatements.published, campaign.key, params.channel, params.kind,
            page.position.flatMap { Instant($0[0]) }, page.position.flatMap { ID<Material>($0[1]) },
            page.position.map { TermCode($0[2]) }, page.fetch)
        let items = rows.map { row in
            PublishedMaterial(
                id: row.id, kind: row.kind, unit: row.unit, publication: row.publication,
                channelName: names?.term(row.publication.channel)?.name ?? row.publication.channel.rawValue,
                text: row.text, attachments: row.attachments)
        }
        return page.page(items) {
            [$0.publication.at.description, $0.id.description, $0.publication.channel.rawValue]
        }
    }

    /// The material, held with its obligation; Q13: nobody decides about what they sent.
    private func locked(
        _ id: ID<Material>, for verb: MaterialVerb, _ effect: Effect
    ) async throws -> Material {
        guard let owed = try await effect.first(CurationStatements.obligation, id) else {
            throw Fault(.materialUnknown)
        }
        // The obligation first, as on every path that writes.
        _ = try await materials.locked(id, of: owed, effect)
        guard let material = try await materials.find(id, effect) else { throw Fault(.materialUnknown) }
        guard verb.states.contains(material.state) else {
            throw Fault(
                .materialStateWrong,
                violations: [
                    Violation(path: "material.state", rule: "state", detail: "it is \(material.state.rawValue)")
                ])
        }
        guard material.by != effect.principal.name else { throw Fault(.ownSubmission) }
        return material
    }

    private func move(
        _ material: Material, to state: MaterialState, _ verb: ChangeVerb, _ effect: Effect
    ) async throws -> MaterialReceipt {
        _ = try await effect.one(MaterialStatements.decide, material.id, state, nil, nil)
        guard let moved = try await materials.find(material.id, effect) else { throw Fault(.materialUnknown) }
        try await effect.record(verb, "material", id: moved.id.description, data: MaterialNews(moved))
        return try await materials.receipt(moved, effect)
    }
}

/// What must hold before something is shown to everybody. Pure.
enum CurationRules {
    static let channels: VocabularyKey = "channels"

    /// Channels are the campaign's: without the vocabulary there is none.
    static func hasChannel(_ channel: TermCode, in document: CampaignDocument) -> Bool {
        document.vocabulary(channels)?.term(channel) != nil
    }

    static func violations(_ params: ReportingAPI.PublishMaterial.Params, of material: Material) -> [Violation] {
        var violations: [Violation] = []
        if let title = params.title, title.allSatisfy(\.isWhitespace) || title.count > 200 {
            violations.append(Violation(path: "params.title", rule: "out_of_range", detail: "标题应为1至200字"))
        }
        if let link = params.link,
            !(link.hasPrefix("https://") || link.hasPrefix("http://")) || link.utf8.count > 2_000
        {
            violations.append(
                Violation(path: "params.link", rule: "wrong_value", detail: "must begin with https:// or http://"))
        }
        for (index, file) in material.attachments.enumerated()
        where file.type != .document && (file.caption ?? "").allSatisfy(\.isWhitespace) {
            violations.append(
                Violation(path: "material.attachments[\(index)].caption", rule: "required", detail: "刊发的图片、视频应有文字说明"))
        }
        return violations
    }
}

extension ChangeVerb {
    static let shortlisted: ChangeVerb = "shortlisted"
    static let unpublished: ChangeVerb = "unpublished"
}
