import Shared

enum PlanStatements {
    static let policy = Statement(
        """
        SELECT campaigns.document, policies.reminders
        FROM policies JOIN campaigns ON campaigns.key = policies.campaign
        WHERE policies.campaign = $1 AND policies.state = 'published'
        """, CampaignKey.self
    ) { row in (document: try row.next(RawJSON.self), reminders: try row.next(RawJSON.self)) }

    static let obligations = Statement(
        "SELECT data FROM obligations WHERE campaign = $1 AND NOT ended ORDER BY id", CampaignKey.self
    ) { row in try row.next(RawJSON.self) }

    static let obligationsOfUnit = Statement(
        "SELECT data FROM obligations WHERE campaign = $1 AND unit = $2 AND NOT ended ORDER BY id", CampaignKey.self,
        UnitKey.self
    ) { row in try row.next(RawJSON.self) }

    static let obligation = Statement("SELECT data FROM obligations WHERE id = $1", ID<Obligation>.self) { row in
        try row.next(RawJSON.self)
    }

    static let calendars = Statement("SELECT year, version, days FROM calendars") { row in
        (year: try row.next(Int64.self), version: try row.next(Int64.self), days: try row.next(RawJSON.self))
    }

    static let reachable = Statement(
        "SELECT DISTINCT unit, role, channel FROM contacts WHERE usable ORDER BY unit, role, channel",
        decode: destination)

    @Sendable private static func destination(_ row: inout Row) throws -> Destination {
        Destination(
            recipient: Reminder.Recipient(unit: try row.next(), role: try row.next()), channel: try row.next())
    }

    static let keys = Statement("SELECT key FROM intents WHERE campaign = $1", CampaignKey.self) { row in
        try row.next(String.self)
    }

    /// Messages that left, or are about to, since the instant, by person, channel and kind.
    static let sentSince = Statement(
        """
        SELECT recipient_unit, recipient_role, channel, escalation, count(*) FROM deliveries
        WHERE campaign = $1 AND at >= $2 AND state NOT IN ('dead', 'empty')
        GROUP BY recipient_unit, recipient_role, channel, escalation
        """, CampaignKey.self, Instant.self
    ) { row in
        (
            destination: try destination(&row),
            escalation: try row.next(Bool.self), messages: Int(try row.next(Int64?.self) ?? 0)
        )
    }

    static let all: [AnyStatement] = [
        AnyStatement(policy), AnyStatement(obligations), AnyStatement(obligationsOfUnit), AnyStatement(obligation),
        AnyStatement(calendars), AnyStatement(reachable), AnyStatement(keys), AnyStatement(sentSince),
    ]
}
