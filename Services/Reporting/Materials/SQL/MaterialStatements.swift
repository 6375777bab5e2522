import Shared

enum MaterialStatements {
    private static let columns = """
        id, campaign, obligation, unit, kind, title, body, rights, state, return_reason, received_at, claimed_at, filed_by,
        content_digest, shortlist_reason, due_back_at, attachments, on_behalf_of
        """

    @Sendable private static func decode(_ row: inout Row) throws -> Material {
        let (id, campaign, obligation) = (
            try row.next(ID<Material>.self), try row.next(CampaignKey.self), try row.next(ID<Obligation>.self)
        )
        let (unit, kind, title) = (
            try row.next(UnitKey.self), try row.next(MaterialKind.self), try row.next(String.self)
        )
        let (text, rights, state) = (
            try row.next(String.self), try row.next(String?.self), try row.next(MaterialState.self)
        )
        let (reason, receivedAt, claimedAt) = (
            try row.next(String?.self), try row.next(Instant.self), try row.next(Instant?.self)
        )
        let (by, digest) = (try row.next(String.self), try row.next(Bytes.self))
        let (shortlistReason, dueBackAt) = (try row.next(String?.self), try row.next(Instant?.self))
        return Material(
            id: id, campaign: campaign, obligation: obligation, unit: unit, kind: kind, title: title, text: text,
            rights: rights, attachments: try row.next(RawJSON.self).decoded(as: [Attachment].self), state: state,
            shortlistReason: shortlistReason, returnReason: reason, dueBackAt: dueBackAt, receivedAt: receivedAt,
            claimedAt: claimedAt, by: by, onBehalfOf: try row.next(), contentDigest: Hex.encode(digest.bytes))
    }

    static let insert = Statement(
        """
        INSERT INTO materials (id, campaign, obligation, unit, kind, title, body, rights, attachments, content_digest, state,
            received_at, recorded_at, claimed_at, filed_by, on_behalf_of)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'submitted', $11, $12, $13, $14, $15)
        RETURNING \(columns)
        """, ID<Material>.self, CampaignKey.self, ID<Obligation>.self, UnitKey.self, MaterialKind.self, String.self,
        String.self, String?.self, RawJSON.self, Bytes.self, Instant.self, Instant.self, Instant?.self, String.self,
        UnitKey?.self, access: .write, decode: decode)

    static let byID = Statement(
        "SELECT \(columns) FROM materials WHERE id = $1 FOR UPDATE", ID<Material>.self, access: .write, decode: decode)

    static let decide = Statement(
        "UPDATE materials SET state = $2, return_reason = $3, due_back_at = $4 WHERE id = $1 RETURNING \(columns)",
        ID<Material>.self, MaterialState.self, String?.self, Instant?.self, access: .write, decode: decode)

    /// Others with the same content that the caller may know of, oldest first.
    static let sameContent = Statement(
        """
        SELECT id, unit, title FROM materials
        WHERE campaign = $1 AND content_digest = $2 AND id <> $3
            AND \(ScopeSQL.lines(4, 5, unit: "unit", track: track))
        ORDER BY id LIMIT 20
        """, CampaignKey.self, Bytes.self, ID<Material>.self, [UnitKey]?.self, [String]?.self, access: .write
    ) { row in
        MaterialReceipt.Repeated(id: try row.next(), unit: try row.next(), title: try row.next())
    }

    static let tracks = Statement(
        "SELECT m.id, o.track FROM materials m JOIN obligations o ON o.id = m.obligation WHERE m.id = ANY ($1)",
        [ID<Material>].self
    ) { row in (id: try row.next(ID<Material>.self), track: try row.next(TrackCode.self)) }

    /// All with one of the contents in $2, oldest first, 1,000 at most.
    static let alike = Statement(
        """
        SELECT content_digest, id, unit, title FROM materials
        WHERE campaign = $1 AND content_digest = ANY ($2)
            AND \(ScopeSQL.lines(3, 4, unit: "unit", track: track))
        ORDER BY id LIMIT 1000
        """, CampaignKey.self, [Bytes].self, [UnitKey]?.self, [String]?.self
    ) { row in
        (
            content: try row.next(Bytes.self),
            repeated: MaterialReceipt.Repeated(id: try row.next(), unit: try row.next(), title: try row.next())
        )
    }

    private static let track = "(SELECT o.track FROM obligations o WHERE o.id = materials.obligation)"

    static let list = Statement(
        """
        SELECT \(columns) FROM materials
        WHERE campaign = $1 AND ($2::text IS NULL OR unit = $2) AND ($3::text IS NULL OR kind = $3)
            AND ($4::text[] IS NULL OR state = ANY ($4)) AND ($5::uuid IS NULL OR id > $5)
            AND \(ScopeSQL.lines(7, 8, unit: "unit", track: track))
        ORDER BY id LIMIT $6
        """, CampaignKey.self, UnitKey?.self, MaterialKind?.self, [MaterialState]?.self, ID<Material>?.self, Int.self,
        [UnitKey]?.self, [String]?.self, decode: decode)

    static let all: [AnyStatement] = [
        AnyStatement(insert), AnyStatement(byID), AnyStatement(decide), AnyStatement(sameContent), AnyStatement(list),
        AnyStatement(tracks), AnyStatement(alike),
    ]
}
