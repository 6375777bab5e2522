import Shared

enum ReceiptStatements {
    static let insert = Statement(
        """
        INSERT INTO receipts (id, kind, source, version, obligation, content, signature, issued_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """, ID<Receipt>.self, ReceiptKind.self, UniqueID.self, Int.self, ID<Obligation>.self, String.self, Bytes.self,
        Instant.self, access: .write)

    static let byID = Statement(
        "SELECT content, signature FROM receipts WHERE id = $1", ID<Receipt>.self, decode: decode)

    /// $2 null: the newest.
    static let bySource = Statement(
        """
        SELECT content, signature FROM receipts WHERE source = $1 AND ($2::int IS NULL OR version = $2)
        ORDER BY version DESC, issued_at DESC LIMIT 1
        """, UniqueID?.self, Int?.self, decode: decode)

    @Sendable private static func decode(_ row: inout Row) throws -> ReceiptRow {
        ReceiptRow(content: try row.next(), signature: try row.next())
    }

    static let all: [AnyStatement] = [AnyStatement(insert), AnyStatement(byID), AnyStatement(bySource)]
}

struct ReceiptRow: Sendable {
    let content: String
    let signature: Bytes
}

extension ReceiptKind: PostgresText {}
