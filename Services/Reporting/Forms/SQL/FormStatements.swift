import Shared

enum FormStatements {
    private static let columns = "campaign, version, digest, published_at, definition"

    @Sendable private static func decode(_ row: inout Row) throws -> FormVersion {
        let (campaign, version) = (try row.next(CampaignKey.self), try row.next(Int.self))
        let (digest, publishedAt) = (try row.next(Bytes.self), try row.next(Instant.self))
        return FormVersion(
            campaign: campaign, version: version, digest: Hex.encode(digest.bytes), publishedAt: publishedAt,
            form: try row.next(RawJSON.self).decoded(as: FormDefinition.self))
    }

    /// Publishing one form at a time keeps its versions without gaps.
    static let newestLocked = Statement(
        "SELECT \(columns) FROM forms WHERE campaign = $1 AND key = $2 ORDER BY version DESC LIMIT 1 FOR UPDATE",
        CampaignKey.self, FormKey.self, access: .write, decode: decode)

    static let newest = Statement(
        "SELECT \(columns) FROM forms WHERE campaign = $1 AND key = $2 ORDER BY version DESC LIMIT 1",
        CampaignKey.self, FormKey.self, decode: decode)

    static let byVersion = Statement(
        "SELECT \(columns) FROM forms WHERE campaign = $1 AND key = $2 AND version = $3", CampaignKey.self,
        FormKey.self, Int.self, decode: decode)

    static let insert = Statement(
        """
        INSERT INTO forms (campaign, key, version, title, definition, digest, published_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """, CampaignKey.self, FormKey.self, Int.self, String.self, RawJSON.self, Bytes.self, Instant.self,
        access: .write)

    static let keys = Statement("SELECT DISTINCT key FROM forms WHERE campaign = $1", CampaignKey.self) { row in
        try row.next(FormKey.self)
    }

    /// Obligations with a draft for an earlier version than $3.
    static let withDrafts = Statement(
        """
        SELECT s.obligation FROM submissions s JOIN obligations o ON o.id = s.obligation
        WHERE o.campaign = $1 AND s.form = $2 AND s.form_version < $3 AND (s.draft IS NOT NULL OR s.state = 'draft')
        ORDER BY s.obligation
        """, CampaignKey.self, FormKey.self, Int.self, access: .write
    ) { row in try row.next(ID<Obligation>.self) }

    /// The same drafts, once their obligations are held.
    static let drafts = Statement(
        """
        SELECT s.id, o.unit, s.draft, s.draft_manifest FROM submissions s JOIN obligations o ON o.id = s.obligation
        WHERE o.campaign = $1 AND s.form = $2 AND s.form_version < $3 AND (s.draft IS NOT NULL OR s.state = 'draft')
        ORDER BY s.id
        """, CampaignKey.self, FormKey.self, Int.self, access: .write
    ) { row in
        (
            submission: try row.next(ID<Submission>.self), unit: try row.next(UnitKey.self),
            payload: try row.next(RawJSON?.self),
            manifest: try row.next(RawJSON.self).decoded(as: [ManifestEntry].self)
        )
    }

    static let migrate = Statement(
        """
        UPDATE submissions SET draft = $2, form_version = $3, revision = revision + 1, updated_at = $4 WHERE id = $1
        """, ID<Submission>.self, RawJSON?.self, Int.self, Instant.self, access: .write)

    /// The newest versions that count of what a unit filed on the forms in $4.
    static let filed = Statement(
        """
        SELECT s.form, v.payload FROM obligations o
        JOIN submissions s ON s.obligation = o.id
        JOIN LATERAL (
            SELECT filed.payload FROM submission_versions filed
            JOIN credits c ON c.obligation = o.id AND c.kind = 'submission' AND c.source = s.id::text
                AND c.n = filed.n AND c.ended_at IS NULL
            WHERE filed.submission = s.id ORDER BY filed.n DESC LIMIT 1) v ON true
        WHERE o.campaign = $1 AND o.unit = $2 AND o.track = $3 AND s.form = ANY ($4) ORDER BY s.id
        """, CampaignKey.self, UnitKey.self, TrackCode.self, [FormKey].self
    ) { row in (form: try row.next(FormKey.self), payload: try row.next(String.self)) }

    static let list = Statement(
        """
        SELECT DISTINCT ON (key) key, title, version, definition ->> 'origin', jsonb_array_length(definition -> 'fields'),
            published_at
        FROM forms WHERE campaign = $1 AND ($2::text IS NULL OR key > $2) ORDER BY key, version DESC LIMIT $3
        """, CampaignKey.self, FormKey?.self, Int.self
    ) { row in
        FormRow(
            key: try row.next(), title: try row.next(), version: try row.next(), origin: try row.next(),
            fieldCount: try row.next(), publishedAt: try row.next())
    }

    static let all: [AnyStatement] = [
        AnyStatement(newestLocked), AnyStatement(newest), AnyStatement(byVersion), AnyStatement(insert),
        AnyStatement(keys), AnyStatement(withDrafts), AnyStatement(drafts), AnyStatement(migrate), AnyStatement(list),
        AnyStatement(filed),
    ]
}

struct FormRow: Sendable {
    let key: FormKey
    let title: String
    let version: Int
    let origin: String?
    let fieldCount: Int?
    let publishedAt: Instant
}
