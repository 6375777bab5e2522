import Shared

enum TemplateStatements {
    @Sendable private static func template(_ row: inout Row) throws -> StoredTemplate {
        StoredTemplate(
            key: try row.next(), language: try row.next(), version: Int(try row.next(Int64.self)),
            subject: try row.next(), text: try row.next(), author: try row.next(), at: try row.next())
    }

    private static let columns = "key, language, version, subject, text, author, at"

    static let newest = Statement(
        """
        SELECT DISTINCT ON (key, language) \(columns) FROM templates WHERE campaign = $1
        ORDER BY key, language, version DESC
        """, CampaignKey.self, decode: template)

    static let list = Statement(
        """
        SELECT \(columns) FROM templates WHERE campaign = $1 AND ($2::text IS NULL OR key = $2)
        ORDER BY key, language, version LIMIT 500
        """, CampaignKey.self, TemplateKey?.self, decode: template)

    /// Of two callers that make the same version one is refused by the table's key.
    static let insert = Statement(
        """
        INSERT INTO templates (campaign, key, language, version, subject, text, author, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT ON CONSTRAINT templates_version_primary DO NOTHING
        """, CampaignKey.self, TemplateKey.self, CampaignDocument.Language.self, Int64.self, String.self, String.self,
        String.self, Instant.self, access: .write)

    static let all: [AnyStatement] = [AnyStatement(newest), AnyStatement(list), AnyStatement(insert)]
}

/// Words that somebody set.
struct StoredTemplate: Sendable, Hashable {
    let key: TemplateKey
    let language: CampaignDocument.Language
    /// From 1.
    let version: Int
    let subject: String
    let text: String
    let author: String
    let at: Instant
}
