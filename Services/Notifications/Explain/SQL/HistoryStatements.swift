import Shared

/// What was told and what was not about an obligation, or to and about a unit, newest first.
enum HistoryStatements {
    /// Of $2, the obligation, or of $3, who owes or is told: each by an index of its own, in the order of the page.
    ///
    /// - Parameter table: `intents` or `non_intents`.
    private static func page(of table: String) -> String {
        let scope = ScopeSQL.lines(6, 7, unit: "unit", track: "track")
        let part = { (condition: String) in
            """
            (SELECT id FROM \(table) WHERE campaign = $1 AND \(condition)
                AND id < coalesce($4, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid) AND \(scope)
                ORDER BY id DESC LIMIT $5)
            """
        }
        let parts = ["obligation = $2", "unit = $3", "recipient_unit = $3"].map(part).joined(separator: " UNION ")
        return "ARRAY(SELECT id FROM (\(parts)) AS found ORDER BY id DESC LIMIT $5)"
    }

    static let intents = Statement(
        """
        SELECT \(IntentStatements.columns) FROM \(IntentStatements.tables)
        WHERE intents.id = ANY (\(page(of: "intents")))
        ORDER BY intents.id DESC
        """, CampaignKey.self, ID<Obligation>?.self, UnitKey?.self, UniqueID?.self, Int64.self, [UnitKey]?.self,
        [String]?.self, decode: IntentStatements.intent)

    static let nonIntents = Statement(
        """
        SELECT id, obligation, event, rule, track, unit, step, at, due_at, recipient_unit, recipient_role, channel, reason
        FROM non_intents
        WHERE id = ANY (\(page(of: "non_intents")))
        ORDER BY id DESC
        """, CampaignKey.self, ID<Obligation>?.self, UnitKey?.self, UniqueID?.self, Int64.self, [UnitKey]?.self,
        [String]?.self
    ) { row in
        let id = try row.next(UniqueID.self)
        let (obligation, event) = (try row.next(ID<Obligation>?.self), try row.next(ID<Event>?.self))
        let (rule, track, unit) = (
            try row.next(RuleKey?.self), try row.next(TrackCode.self), try row.next(UnitKey.self)
        )
        let (step, at, dueAt) = (
            try row.next(String.self), try row.next(Instant?.self), try row.next(Instant?.self)
        )
        let (told, role) = (try row.next(UnitKey?.self), try row.next(ContactRole?.self))
        let recipient = told.flatMap { told in role.map { Reminder.Recipient(unit: told, role: $0) } }
        return (
            id: id,
            nonIntent: NonIntent(
                obligation: obligation, event: event, rule: rule, track: track, unit: unit, step: step, at: at,
                dueAt: dueAt, recipient: recipient, channel: try row.next(), reason: try row.next())
        )
    }

    static let all: [AnyStatement] = [AnyStatement(intents), AnyStatement(nonIntents)]
}
