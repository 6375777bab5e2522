import Shared

enum CreditStatements {
    static let insert = Statement(
        """
        INSERT INTO credits (obligation, kind, source, n, content, title, received_at, recorded_at, due_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, known_from($8), $9)
        """, ID<Obligation>.self, Credit.Kind.self, String.self, Int.self, Bytes.self, String.self, Instant.self,
        Instant.self, Instant?.self, access: .write)

    /// Ends what still counts of a source.
    static let end = Statement(
        """
        UPDATE credits SET ended_at = known_from($4), end_kind = $5
        WHERE obligation = $1 AND kind = $2 AND source = $3 AND ended_at IS NULL
        """, ID<Obligation>.self, Credit.Kind.self, String.self, Instant.self, Credit.End.self, access: .write)

    static let accept = Statement(
        """
        UPDATE credits SET accepted_at = known_from($4)
        WHERE obligation = $1 AND kind = $2 AND source = $3 AND ended_at IS NULL AND accepted_at IS NULL
        """, ID<Obligation>.self, Credit.Kind.self, String.self, Instant.self, access: .write)

    static let attestNil = Statement(
        """
        INSERT INTO nil_returns (obligation, reason, attested_by, attested_at, recorded_at, on_behalf_of)
        VALUES ($1, $2, $3, $4, known_from($5), $6)
        """, ID<Obligation>.self, String.self, String.self, Instant.self, Instant.self, UnitKey?.self, access: .write)

    static let all: [AnyStatement] = [
        AnyStatement(insert), AnyStatement(end), AnyStatement(accept), AnyStatement(attestNil),
    ]
}
