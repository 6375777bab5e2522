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

    /// What was given back last and is not filed again, of the obligation that is named, or of all.
    static let returned = Statement(
        """
        SELECT obligations.data, returns.due_back_at, returns.note
        FROM returns JOIN obligations ON obligations.id = returns.obligation
        WHERE returns.campaign = $1 AND returns.open AND NOT obligations.ended
            AND ($2::uuid IS NULL OR returns.obligation = $2)
        ORDER BY returns.returned_at DESC, returns.obligation LIMIT 1
        """, CampaignKey.self, ID<Obligation>?.self
    ) { row in
        (
            obligation: try row.next(RawJSON.self), dueBack: try row.next(Instant?.self),
            note: try row.next(String.self)
        )
    }

    /// The due time that moved last, or the last extension, of the obligation that is named, or of all.
    static let dueChange = Statement(
        """
        SELECT obligations.data, notices.data
        FROM notices JOIN obligations ON obligations.id = notices.obligation
        WHERE notices.campaign = $1 AND notices.kind IN ('due_moved', 'extension_granted') AND NOT obligations.ended
            AND ($2::uuid IS NULL OR notices.obligation = $2)
        ORDER BY notices.at DESC, notices.id DESC LIMIT 1
        """, CampaignKey.self, ID<Obligation>?.self
    ) { row in (obligation: try row.next(RawJSON.self), change: try row.next(RawJSON.self)) }

    static let all: [AnyStatement] = [
        AnyStatement(obligation), AnyStatement(returned), AnyStatement(dueChange), AnyStatement(event),
    ]
}
