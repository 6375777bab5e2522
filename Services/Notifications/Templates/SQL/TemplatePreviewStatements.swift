import Shared

/// Real data to try words with.
enum TemplatePreviewStatements {
    /// The one that is named, or the first of the rules, or of all.
    static let obligation = Statement(
        """
        SELECT data FROM obligations
        WHERE campaign = $1 AND NOT ended AND ($2::uuid IS NULL OR id = $2)
            AND ($3::text[] IS NULL OR data ->> 'rule' = ANY ($3))
        ORDER BY id LIMIT 1
        """, CampaignKey.self, ID<Obligation>?.self, [RuleKey]?.self
    ) { row in try row.next(RawJSON.self) }

    /// The one that is named, or the newest that was announced.
    static let event = Statement(
        """
        SELECT data FROM events
        WHERE campaign = $1 AND ($2::uuid IS NULL OR id = $2) AND (data ->> 'announcement')::bigint > 0
        ORDER BY id DESC LIMIT 1
        """, CampaignKey.self, ID<Event>?.self
    ) { row in try row.next(RawJSON.self) }

    static let all: [AnyStatement] = [AnyStatement(obligation), AnyStatement(event)]
}
