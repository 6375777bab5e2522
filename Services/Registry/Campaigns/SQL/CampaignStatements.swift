import Shared

enum CampaignStatements {
    private static let columns = """
        key, version, number, title, notice_on, digest, loaded_at, published_at
        """

    /// The newest version, published or not.
    static let newest = Statement(
        "SELECT \(columns), document FROM campaigns WHERE key = $1 ORDER BY version DESC LIMIT 1", CampaignKey.self,
        decode: campaign)

    /// $2 the version, or null for the newest that was published by $3 (null: by now).
    static let get = Statement(
        """
        SELECT \(columns), document FROM campaigns
        WHERE key = $1 AND CASE WHEN $2::bigint IS NULL
            THEN published_at <= coalesce($3::timestamptz, 'infinity') ELSE version = $2 END
        ORDER BY version DESC LIMIT 1
        """, CampaignKey.self, Int?.self, Instant?.self, decode: campaign)

    /// $1 only this campaign; $2 and $3 after which key and version.
    static let list = Statement(
        """
        SELECT \(columns) FROM campaigns
        WHERE ($1::text IS NULL OR key = $1) AND ($2::text IS NULL OR (key, version) > ($2, $3))
            AND ($5 OR published_at IS NOT NULL)
        ORDER BY key, version LIMIT $4
        """, CampaignKey?.self, String?.self, Int?.self, Int.self, Bool.self, decode: summary)

    static let insert = Statement(
        """
        INSERT INTO campaigns (key, version, number, title, notice_on, document, file, digest, loaded_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """, CampaignKey.self, Int.self, String.self, String.self, CivilDate.self, RawJSON.self, String.self,
        String.self, Instant.self, access: .write)

    static let publish = Statement(
        "UPDATE campaigns SET published_at = $3 WHERE key = $1 AND version = $2", CampaignKey.self, Int.self,
        Instant.self, access: .write)

    private static func summary(_ row: inout Row) throws -> CampaignSummary {
        let key = try row.next(CampaignKey.self)
        let version = try row.next(Int.self)
        let number = try row.next(String.self)
        let title = try row.next(String.self)
        let date = try row.next(CivilDate.self)
        let digest = try row.next(String.self)
        let loadedAt = try row.next(Instant.self)
        let publishedAt = try row.next(Instant?.self)
        return CampaignSummary(
            key: key, version: version, state: publishedAt == nil ? .draft : .published, number: number, title: title,
            date: date, digest: digest, loadedAt: loadedAt, publishedAt: publishedAt)
    }

    private static func campaign(_ row: inout Row) throws -> StoredCampaign {
        StoredCampaign(summary: try summary(&row), document: try row.next())
    }
}

/// A version of a campaign as its row has it, with the document still as JSON.
struct StoredCampaign: Sendable {
    let summary: CampaignSummary
    let document: RawJSON
}
