import Shared

/// Reminders that went out, from notifications.
enum ReminderStatements {
    static let put = Statement(
        """
        INSERT INTO sent_reminders (intent, obligation, step, recipient, channel, sent_at, recorded_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT ON CONSTRAINT sent_reminders_pkey DO NOTHING
        """, UniqueID.self, ID<Obligation>.self, String.self, UnitKey.self, String.self, Instant.self, Instant.self,
        access: .write)

    static let clear = Statement("DELETE FROM sent_reminders", access: .write)

    /// The last one about each obligation in $1 that was sent by $2 and known at $3.
    static let last = Statement(
        """
        SELECT DISTINCT ON (obligation) obligation, step, recipient, channel, sent_at FROM sent_reminders
        WHERE obligation = ANY ($1) AND sent_at <= $2 AND recorded_at <= $3
        ORDER BY obligation, sent_at DESC, intent DESC
        """, [ID<Obligation>].self, Instant.self, Instant.self
    ) { row in
        (
            obligation: try row.next(ID<Obligation>.self),
            reminder: Completeness.SentReminder(
                step: try row.next(), to: try row.next(), channel: try row.next(), at: try row.next())
        )
    }

    static let all: [AnyStatement] = [AnyStatement(put), AnyStatement(clear), AnyStatement(last)]
}
