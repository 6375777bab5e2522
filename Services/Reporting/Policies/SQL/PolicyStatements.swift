import Shared

enum PolicyStatements {
    private static let columns = """
        campaign, version, state, campaign_version, rules, revisions, in_force_from, drafted_at, published_at, unchanged,
        effect
        """

    @Sendable private static func decode(_ row: inout Row) throws -> StoredPolicy {
        StoredPolicy(
            campaign: try row.next(), version: try row.next(), state: try row.next(), campaignVersion: try row.next(),
            rules: try row.next(), revisions: try row.next(), inForceFrom: try row.next(), draftedAt: try row.next(),
            publishedAt: try row.next(), unchanged: try row.next(),
            effect: try row.next(RawJSON.self).decoded(as: PolicyEffect.self))
    }

    static let byVersion = Statement(
        "SELECT \(columns) FROM policies WHERE campaign = $1 AND version = $2", CampaignKey.self, Int.self,
        decode: decode)

    static let newest = Statement(
        "SELECT \(columns) FROM policies WHERE campaign = $1 ORDER BY version DESC LIMIT 1", CampaignKey.self,
        decode: decode)

    static let inForce = Statement(
        "SELECT \(columns) FROM policies WHERE campaign = $1 AND state = 'published'", CampaignKey.self, decode: decode)

    static let published = Statement(
        "SELECT \(columns) FROM policies WHERE state = 'published' ORDER BY campaign", access: .write, decode: decode)

    static let putDraft = Statement(
        """
        INSERT INTO policies (campaign, version, state, campaign_version, rules, revisions, drafted_at, effect, unchanged)
        VALUES ($1, $2, 'draft', $3, $4, $5, $6, $7, $8)
        ON CONFLICT ON CONSTRAINT policies_pkey DO UPDATE
        SET campaign_version = excluded.campaign_version, rules = excluded.rules, revisions = excluded.revisions,
            drafted_at = excluded.drafted_at, effect = excluded.effect, unchanged = excluded.unchanged
        WHERE policies.state = 'draft'
        RETURNING \(columns)
        """, CampaignKey.self, Int.self, Int.self, [RuleKey].self, [Int].self, Instant.self, RawJSON.self, Bool.self,
        access: .write, decode: decode)

    static let retire = Statement(
        "UPDATE policies SET state = 'superseded' WHERE campaign = $1 AND state = 'published'", CampaignKey.self,
        access: .write)

    static let publish = Statement(
        """
        UPDATE policies SET state = 'published', published_at = $3, in_force_from = $4, effect = $5, unchanged = $6
        WHERE campaign = $1 AND version = $2 AND state = 'draft'
        RETURNING \(columns)
        """, CampaignKey.self, Int.self, Instant.self, Instant.self, RawJSON.self, Bool.self, access: .write,
        decode: decode)

    static let all: [AnyStatement] = [
        AnyStatement(byVersion), AnyStatement(newest), AnyStatement(inForce), AnyStatement(published),
        AnyStatement(putDraft), AnyStatement(retire), AnyStatement(publish),
    ]
}

/// A policy's row.
struct StoredPolicy: Sendable {
    let campaign: CampaignKey
    let version: Int
    let state: PolicyState
    let campaignVersion: Int
    let rules: [RuleKey]
    let revisions: [Int]
    let inForceFrom: Instant?
    let draftedAt: Instant
    let publishedAt: Instant?
    let unchanged: Bool
    let effect: PolicyEffect

    var ruleRevisions: [RuleKey: Int] { Dictionary(zip(rules, revisions)) { first, _ in first } }

    /// The rules, as a derivation takes them.
    func rules(_ campaigns: Campaigns, _ database: some StatementExecutor) async throws -> Materialisation.Rules {
        let document = try await campaigns.document(campaign, campaignVersion, database)
        return Materialisation.Rules(
            document: document, revisions: ruleRevisions, start: inForceFrom ?? document.firstInForce)
    }

    /// As the feed tells it.
    func policy(unchanged: Bool? = nil, may: [String]? = nil, blockedBy: [Blocker]? = nil) -> Policy {
        Policy(
            campaign: campaign, version: version, state: state, campaignVersion: campaignVersion, rules: rules,
            draftedAt: draftedAt, publishedAt: publishedAt, effect: effect, unchanged: unchanged ?? self.unchanged,
            may: may, blockedBy: blockedBy)
    }

    /// As the caller sees it.
    ///
    /// - Parameter newest: the campaign's version there is: a draft of an earlier one is outdated.
    func seen(by authority: Authority, newest: Int, unchanged: Bool? = nil) -> Policy {
        let refusal: FaultKind? =
            if !authority.holds([.provinceAdmin, .service]) { .permissionDenied } else if state != .draft {
                .policyUnknown
            } else if campaignVersion != newest { .policyOutdated } else { nil }
        return policy(
            unchanged: unchanged, may: refusal == nil ? ["publish"] : [],
            blockedBy: refusal.map { [Blocker(verb: "publish", reason: $0.reason, ref: state.rawValue)] } ?? [])
    }
}

extension CampaignDocument {
    /// From when its rules are in force: the day of the notice (Q16).
    var firstInForce: Instant { zone.instant(of: notice.date) }
}
