import Shared

enum DeclarationStatements {
    static let insert = Statement(
        """
        INSERT INTO declarations (campaign, node, form, track, n, form_version, inputs, figures, notes, declared_by,
            recorded_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, known_from($11))
        """, CampaignKey.self, UnitKey.self, FormKey.self, TrackCode.self, Int.self, Int.self, RawJSON.self,
        RawJSON.self, RawJSON.self, String.self, Instant.self, access: .write)

    /// The last declaration made by $5, with the seal that holds then.
    static let standing = Statement(
        """
        SELECT d.n, d.declared_by, d.recorded_at, d.inputs, d.figures, d.notes, s.sealed_at, s.sealed_by
        FROM declarations d
        LEFT JOIN declaration_seals s ON s.campaign = d.campaign AND s.node = d.node AND s.form = d.form
            AND s.track = d.track AND s.n = d.n AND s.sealed_at <= $5 AND (s.unsealed_at IS NULL OR s.unsealed_at > $5)
        WHERE d.campaign = $1 AND d.node = $2 AND d.form = $3 AND d.track = $4 AND d.recorded_at <= $5
        ORDER BY d.n DESC LIMIT 1
        """, CampaignKey.self, UnitKey.self, FormKey.self, TrackCode.self, Instant.self
    ) { row in
        StoredDeclaration(
            n: try row.next(), by: try row.next(), at: try row.next(),
            inputs: try row.next(RawJSON.self).decoded(as: [DeclarationInput].self),
            figures: try row.next(RawJSON.self).decoded(as: [RollUp.Figure].self),
            notes: try row.next(RawJSON.self).decoded(as: [DifferenceNote].self), sealedAt: try row.next(),
            sealedBy: try row.next())
    }

    static let seal = Statement(
        """
        INSERT INTO declaration_seals (campaign, node, form, track, n, sealed_at, sealed_by)
        VALUES ($1, $2, $3, $4, $5, known_from($6), $7)
        """, CampaignKey.self, UnitKey.self, FormKey.self, TrackCode.self, Int.self, Instant.self, String.self,
        access: .write)

    static let unseal = Statement(
        """
        UPDATE declaration_seals SET unsealed_at = known_from($5), unsealed_by = $6, reason = $7
        WHERE campaign = $1 AND node = $2 AND form = $3 AND track = $4 AND unsealed_at IS NULL
        """, CampaignKey.self, UnitKey.self, FormKey.self, TrackCode.self, Instant.self, String.self, String.self,
        access: .write)

    static let all: [AnyStatement] = [
        AnyStatement(insert), AnyStatement(standing), AnyStatement(seal), AnyStatement(unseal),
    ]
}

/// A declaration's row.
struct StoredDeclaration: Sendable {
    let n: Int
    let by: String
    let at: Instant
    let inputs: [DeclarationInput]
    let figures: [RollUp.Figure]
    let notes: [DifferenceNote]
    let sealedAt: Instant?
    let sealedBy: String?
}
