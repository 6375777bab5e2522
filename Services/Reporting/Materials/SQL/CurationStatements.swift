import Shared

enum CurationStatements {
    static let obligation = Statement("SELECT obligation FROM materials WHERE id = $1", ID<Material>.self) { row in
        try row.next(ID<Obligation>.self)
    }

    static let shortlist = Statement(
        "UPDATE materials SET shortlist_reason = $2 WHERE id = $1", ID<Material>.self, String.self, access: .write)

    static let publish = Statement(
        """
        INSERT INTO publications (material, channel, title, link, rights, published_at, published_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """, ID<Material>.self, TermCode.self, String.self, String?.self, String.self, Instant.self, String.self,
        access: .write)

    static let unpublish = Statement(
        """
        UPDATE publications SET ended_at = $3, end_reason = $4
        WHERE material = $1 AND channel = $2 AND ended_at IS NULL
        """, ID<Material>.self, TermCode.self, Instant.self, String.self, access: .write)

    /// Where the materials in $1 stand.
    static let standing = Statement(
        """
        SELECT material, channel, title, link, rights, published_at FROM publications
        WHERE material = ANY ($1) AND ended_at IS NULL ORDER BY material, published_at, channel
        """, [ID<Material>].self, access: .write
    ) { row in
        (
            material: try row.next(ID<Material>.self),
            publication: Publication(
                channel: try row.next(), title: try row.next(), link: try row.next(), rights: try row.next(),
                at: try row.next())
        )
    }

    /// A page of what stands on channels, newest first, behind ($4, $5, $6). The unit is named as it was then.
    static let published = Statement(
        """
        SELECT m.id, m.kind, coalesce(u.name, m.unit), p.channel, p.title, p.link, p.rights, p.published_at, m.body,
            m.attachments
        FROM publications p
        JOIN materials m ON m.id = p.material
        LEFT JOIN units u ON u.key = m.unit AND u.superseded_at IS NULL AND u.valid @> p.published_at
        WHERE p.ended_at IS NULL AND m.campaign = $1 AND ($2::text IS NULL OR p.channel = $2)
            AND ($3::text IS NULL OR m.kind = $3)
            AND ($4::timestamptz IS NULL OR (p.published_at, m.id, p.channel) < ($4, $5::uuid, $6::text))
        ORDER BY p.published_at DESC, m.id DESC, p.channel DESC LIMIT $7
        """, CampaignKey.self, TermCode?.self, MaterialKind?.self, Instant?.self, ID<Material>?.self, TermCode?.self,
        Int.self
    ) { row in
        PublishedRow(
            id: try row.next(), kind: try row.next(), unit: try row.next(),
            publication: Publication(
                channel: try row.next(), title: try row.next(), link: try row.next(), rights: try row.next(),
                at: try row.next()), text: try row.next(),
            attachments: try row.next(RawJSON.self).decoded(as: [Attachment].self))
    }

    /// Whether a file goes with a material that stands on a channel.
    static let isPublished = Statement(
        """
        SELECT EXISTS (
            SELECT FROM materials m CROSS JOIN jsonb_array_elements(m.attachments) a
            WHERE m.id = $1 AND lower(a ->> 'digest') = $2
                AND EXISTS (SELECT FROM publications p WHERE p.material = m.id AND p.ended_at IS NULL))
        """, ID<Material>.self, String.self
    ) { row in try row.next(Bool?.self) ?? false }

    static let all: [AnyStatement] = [
        AnyStatement(isPublished), AnyStatement(obligation), AnyStatement(shortlist), AnyStatement(publish),
        AnyStatement(unpublish),
        AnyStatement(standing), AnyStatement(published),
    ]
}

/// A publication with what it shows.
struct PublishedRow: Sendable {
    let id: ID<Material>
    let kind: MaterialKind
    let unit: String
    let publication: Publication
    let text: String
    let attachments: [Attachment]
}
