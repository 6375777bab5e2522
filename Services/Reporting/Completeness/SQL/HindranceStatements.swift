import Shared

/// What keeps drafts from being filed.
enum HindranceStatements {
    /// Written only when it is another than what was said last.
    static let put = Statement(
        """
        INSERT INTO draft_lacks AS d (submission, parts, recorded_at)
        SELECT $1, $2, known_from($3)
        WHERE $2 IS DISTINCT FROM coalesce(
            (SELECT parts FROM draft_lacks WHERE submission = $1 ORDER BY recorded_at DESC LIMIT 1), '{}')
        ON CONFLICT ON CONSTRAINT draft_lacks_pkey DO UPDATE SET parts = excluded.parts
        """, ID<Submission>.self, [String].self, Instant.self, access: .write)

    /// Of the obligations in $1, as it was known at $2; those whose drafts lack nothing are left out.
    static let lacks = Statement(
        """
        SELECT s.obligation, d.parts FROM submissions s
        JOIN LATERAL (
            SELECT parts FROM draft_lacks WHERE submission = s.id AND recorded_at <= $2
            ORDER BY recorded_at DESC LIMIT 1) d ON true
        WHERE s.obligation = ANY ($1) AND cardinality(d.parts) > 0
        """, [ID<Obligation>].self, Instant.self
    ) { row in (obligation: try row.next(ID<Obligation>.self), parts: try row.next([String].self)) }

    static let all: [AnyStatement] = [AnyStatement(put), AnyStatement(lacks)]
}
