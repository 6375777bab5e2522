import Shared

enum PersonalStatements {
    private static let columns = "id, suite, sealed"

    /// The key that encrypts now; held, so that whoever erases it waits for what is being filed.
    static let current = Statement(
        "SELECT \(columns) FROM personal_keys WHERE campaign = $1 AND suite = $2 AND erased_at IS NULL FOR SHARE",
        CampaignKey.self, CryptographicSuite.self, access: .write, decode: decode)

    static let insert = Statement(
        """
        INSERT INTO personal_keys (id, campaign, suite, sealed, created_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (campaign, suite) WHERE erased_at IS NULL DO NOTHING
        """, UniqueID.self, CampaignKey.self, CryptographicSuite.self, Bytes.self, Instant.self, access: .write)

    static let find = Statement(
        "SELECT \(columns) FROM personal_keys WHERE id = ANY ($1)", [UniqueID].self, decode: decode)

    /// Those that are encrypted under another key than that of $1, held; $2 at most.
    static let outdated = Statement(
        """
        SELECT \(columns) FROM personal_keys WHERE erased_at IS NULL AND substr(sealed, 1, 8) <> $1
        ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED
        """, Bytes.self, Int.self, access: .write, decode: decode)

    static let reseal = Statement(
        "UPDATE personal_keys SET sealed = $2 WHERE id = $1", UniqueID.self, Bytes.self, access: .write)

    static let erase = Statement(
        """
        UPDATE personal_keys SET sealed = NULL, erased_at = $2, erase_reason = $3, erased_by = $4
        WHERE campaign = $1 AND erased_at IS NULL
        """, CampaignKey.self, Instant.self, String.self, String.self, access: .write)

    /// Campaigns with a key in which nothing was changed since $1.
    static let untouched = Statement(
        """
        SELECT DISTINCT k.campaign FROM personal_keys k
        WHERE k.erased_at IS NULL AND k.created_at < $1 AND NOT EXISTS (
            SELECT FROM submissions s JOIN obligations o ON o.id = s.obligation
            WHERE o.campaign = k.campaign AND s.updated_at >= $1)
        """, Instant.self, access: .write
    ) { row in try row.next(CampaignKey.self) }

    @Sendable private static func decode(_ row: inout Row) throws -> PersonalKeyRow {
        PersonalKeyRow(id: try row.next(), suite: try row.next(), sealed: try row.next())
    }

    static let all: [AnyStatement] = [
        AnyStatement(current), AnyStatement(insert), AnyStatement(find), AnyStatement(outdated), AnyStatement(reseal),
        AnyStatement(erase), AnyStatement(untouched),
    ]
}

/// A campaign's key as it is kept: encrypted, or nothing once it was erased.
struct PersonalKeyRow: Sendable {
    let id: UniqueID
    let suite: CryptographicSuite
    let sealed: Bytes?
}
