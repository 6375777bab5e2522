import Shared

/// What became of units (R6).
enum SuccessionStatements {
    static let put = Statement(
        """
        INSERT INTO successions (id, kind, former, successors, at, basis, recorded_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT ON CONSTRAINT successions_pkey DO NOTHING
        """, UniqueID.self, SuccessionKind.self, [UnitKey].self, [UnitKey].self, Instant.self, String.self,
        Instant.self, access: .write)

    /// What was owed by the same rule by those the unit followed or by those that followed it, as known at $4.
    static let counterparts = Statement(
        """
        SELECT s.kind, s.at, s.basis, s.successors @> ARRAY[$3], o.id, o.unit
        FROM successions s
        JOIN obligations o ON o.campaign = $1 AND o.rule = $2 AND o.unit <> $3
            AND o.unit = ANY (CASE WHEN s.successors @> ARRAY[$3] THEN s.former ELSE s.successors END)
        WHERE (s.former @> ARRAY[$3] OR s.successors @> ARRAY[$3]) AND s.kind <> 'rename' AND s.recorded_at <= $4
        ORDER BY s.at, o.unit
        """, CampaignKey.self, RuleKey.self, UnitKey.self, Instant.self
    ) { row in
        SuccessionRow(
            kind: try row.next(), at: try row.next(), basis: try row.next(),
            isFormer: try row.next(Bool?.self) ?? false, obligation: try row.next(), unit: try row.next())
    }

    static let all: [AnyStatement] = [AnyStatement(put), AnyStatement(counterparts)]
}

/// An obligation on the other side of a succession.
struct SuccessionRow: Sendable {
    let kind: SuccessionKind
    let at: Instant
    let basis: String
    /// The other unit came before; otherwise it came after.
    let isFormer: Bool
    let obligation: ID<Obligation>
    let unit: UnitKey
}
