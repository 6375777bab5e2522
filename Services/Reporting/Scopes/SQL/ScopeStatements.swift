import Shared

/// Whose the service's things are.
enum ScopeStatements {
    static let obligation = Statement(
        "SELECT unit, track FROM obligations WHERE id = $1", ID<Obligation>.self, decode: point)

    static let submission = Statement(
        """
        SELECT o.unit, o.track FROM submissions s JOIN obligations o ON o.id = s.obligation WHERE s.id = $1
        """, ID<Submission>.self, decode: point)

    static let material = Statement(
        """
        SELECT m.unit, o.track FROM materials m JOIN obligations o ON o.id = m.obligation WHERE m.id = $1
        """, ID<Material>.self, decode: point)

    static let relief = Statement(
        """
        SELECT o.unit, o.track FROM reliefs r JOIN obligations o ON o.id = r.obligation WHERE r.id = $1
        """, ID<Relief>.self, decode: point)

    static let extensionRequest = Statement(
        """
        SELECT o.unit, o.track FROM extension_requests r JOIN obligations o ON o.id = r.obligation WHERE r.id = $1
        """, ID<ExtensionRequest>.self, decode: point)

    static let upload = Statement("SELECT unit FROM uploads WHERE id = $1", ID<BlobUpload>.self) { row in
        ScopePoint(try row.next(UnitKey.self))
    }

    static let receipt = Statement(
        "SELECT o.unit, o.track FROM receipts r JOIN obligations o ON o.id = r.obligation WHERE r.id = $1",
        ID<Receipt>.self, decode: point)

    /// Of what was filed, whatever its version.
    static let receiptSource = Statement(
        """
        SELECT o.unit, o.track FROM receipts r JOIN obligations o ON o.id = r.obligation WHERE r.source = $1 LIMIT 1
        """, UniqueID.self, decode: point)

    static let blobOwners = Statement("SELECT unit FROM blob_owners WHERE digest = $1", Bytes.self) { row in
        try row.next(UnitKey.self)
    }

    /// Whether a content belongs to a material that stands on a channel (N20): everybody may see it.
    static let isPublishedBlob = Statement(
        """
        SELECT EXISTS (
            SELECT FROM blob_uses u JOIN publications p ON p.material = u.source AND p.ended_at IS NULL
            WHERE u.digest = $1 AND u.kind = 'material')
        """, Bytes.self
    ) { row in try row.next(Bool?.self) ?? false }

    @Sendable private static func point(_ row: inout Row) throws -> ScopePoint {
        ScopePoint(try row.next(UnitKey.self), [try row.next(TrackCode.self)])
    }

    static let all: [AnyStatement] = [
        AnyStatement(obligation), AnyStatement(submission), AnyStatement(material), AnyStatement(relief),
        AnyStatement(extensionRequest), AnyStatement(upload), AnyStatement(blobOwners), AnyStatement(isPublishedBlob),
        AnyStatement(receipt), AnyStatement(receiptSource),
    ]
}
