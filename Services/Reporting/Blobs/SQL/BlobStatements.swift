import Shared

enum BlobStatements {
    private static let uploadColumns = "id, unit, name, size, digest, chunk_bytes, committed_at"

    @Sendable private static func decodeUpload(_ row: inout Row) throws -> StoredUpload {
        let (id, unit, name) = (
            try row.next(ID<BlobUpload>.self), try row.next(UnitKey.self), try row.next(String.self)
        )
        let (size, digest) = (try row.next(Int.self), try row.next(Bytes.self))
        return StoredUpload(
            id: id, unit: unit, name: name, size: size, digest: try stored(digest), chunkBytes: try row.next(),
            committedAt: try row.next())
    }

    /// The schema holds the length; a sample of the statement test has none.
    private static func stored(_ bytes: Bytes) throws -> Digest {
        Digest(bytes: bytes.bytes) ?? DigestAlgorithm.sha256.digest([])
    }

    static let insertUpload = Statement(
        """
        INSERT INTO uploads (id, unit, name, size, digest, chunk_bytes, started_by, started_at, committed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """, ID<BlobUpload>.self, UnitKey.self, String.self, Int.self, Bytes.self, Int.self, String.self, Instant.self,
        Instant?.self, access: .write)

    static let upload = Statement(
        "SELECT \(uploadColumns) FROM uploads WHERE id = $1", ID<BlobUpload>.self, decode: decodeUpload)

    /// Held: a chunk does not come while the file is being closed.
    static let openUpload = Statement(
        "SELECT \(uploadColumns) FROM uploads WHERE id = $1 AND committed_at IS NULL FOR UPDATE", ID<BlobUpload>.self,
        access: .write, decode: decodeUpload)

    static let putChunk = Statement(
        """
        INSERT INTO chunks (storage, n, bytes) VALUES ($1, $2, $3)
        ON CONFLICT ON CONSTRAINT chunks_pkey DO UPDATE SET bytes = excluded.bytes
        """, ID<BlobUpload>.self, Int.self, Bytes.self, access: .write)

    static let received = Statement(
        "SELECT count(*) FROM chunks WHERE storage = $1", ID<BlobUpload>.self, access: .write
    ) { row in try row.next(Int?.self) ?? 0 }

    static let receivedChunks = Statement(
        "SELECT n FROM chunks WHERE storage = $1 ORDER BY n", ID<BlobUpload>.self
    ) { row in try row.next(Int.self) }

    static let chunk = Statement(
        "SELECT bytes FROM chunks WHERE storage = $1 AND n = $2", ID<BlobUpload>.self, Int.self, access: .write
    ) { row in try row.next(Bytes.self) }

    /// $4 bytes of a chunk from the $3rd on, from 1.
    static let slice = Statement(
        "SELECT substring(bytes FROM $3::int FOR $4::int) FROM chunks WHERE storage = $1 AND n = $2",
        ID<BlobUpload>.self, Int.self, Int.self, Int.self
    ) { row in try row.next(Bytes?.self) ?? Bytes([]) }

    static let close = Statement(
        "UPDATE uploads SET committed_at = $2 WHERE id = $1", ID<BlobUpload>.self, Instant.self, access: .write)

    static let dropChunks = Statement(
        "DELETE FROM chunks WHERE storage = $1", ID<BlobUpload>.self, access: .write)

    private static let columns = "b.digest, b.size, b.chunk_bytes, b.media_type, b.type, b.storage, b.stored_at"

    @Sendable private static func decode(_ row: inout Row) throws -> StoredBlob {
        StoredBlob(
            digest: try row.next(), size: try row.next(), chunkBytes: try row.next(), mediaType: try row.next(),
            type: try row.next(), storage: try row.next(), storedAt: try row.next())
    }

    static let insert = Statement(
        """
        INSERT INTO blobs (digest, size, chunk_bytes, media_type, type, storage, stored_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT ON CONSTRAINT blobs_pkey DO NOTHING
        """, Bytes.self, Int.self, Int.self, String.self, AttachmentType.self, ID<BlobUpload>.self, Instant.self,
        access: .write)

    static let byDigest = Statement("SELECT \(columns) FROM blobs b WHERE b.digest = $1", Bytes.self, decode: decode)

    /// In a statement of its own: the one that met the conflict does not see the winner's row.
    static let fresh = Statement(
        "SELECT \(columns) FROM blobs b WHERE b.digest = $1 FOR SHARE", Bytes.self, access: .write, decode: decode)

    static let own = Statement(
        """
        INSERT INTO blob_owners (digest, unit, name, owned_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT ON CONSTRAINT blob_owners_pkey DO NOTHING
        """, Bytes.self, UnitKey.self, String.self, Instant.self, access: .write)

    /// Those of $2 that the unit has stored.
    static let owned = Statement(
        """
        SELECT \(columns) FROM blob_owners o JOIN blobs b ON b.digest = o.digest
        WHERE o.unit = $1 AND o.digest = ANY ($2) ORDER BY b.digest
        """, UnitKey.self, [Bytes].self, access: .write, decode: decode)

    /// Bytes a unit has stored or announced.
    static let used = Statement(
        """
        SELECT (coalesce((SELECT sum(b.size) FROM blob_owners o JOIN blobs b ON b.digest = o.digest WHERE o.unit = $1), 0)
            + coalesce((SELECT sum(size) FROM uploads WHERE unit = $1 AND committed_at IS NULL), 0))::bigint
        """, UnitKey.self
    ) { row in try row.next(Int?.self) ?? 0 }

    static let lockOwner = Statement(
        "SELECT unit FROM blob_owners WHERE digest = $1 AND unit = $2 FOR UPDATE", Bytes.self, UnitKey.self,
        access: .write
    ) { row in try row.next(UnitKey.self) }

    static let use = Statement(
        "SELECT n FROM blob_uses WHERE digest = $1 AND unit = $2 LIMIT 1", Bytes.self, UnitKey.self, access: .write
    ) { row in try row.next(Int.self) }

    static let disown = Statement(
        "DELETE FROM blob_owners WHERE digest = $1 AND unit = $2", Bytes.self, UnitKey.self, access: .write)

    static let freeze = Statement(
        """
        INSERT INTO blob_uses (digest, unit, kind, source, n, used_at)
        SELECT o.digest, o.unit, $3, $4, $5, $6 FROM blob_owners o
        WHERE o.unit = $2 AND o.digest = ANY ($1) ORDER BY o.digest FOR KEY SHARE
        """, [Bytes].self, UnitKey.self, BlobUse.self, UniqueID.self, Int.self, Instant.self, access: .write)

    static let expireUploads = Statement(
        "DELETE FROM uploads WHERE committed_at IS NULL AND started_at < $1", Instant.self, access: .write)

    static let dropOwnerless = Statement(
        "DELETE FROM blobs b WHERE NOT EXISTS (SELECT FROM blob_owners o WHERE o.digest = b.digest)", access: .write)

    /// Chunks of a content that is stored no more.
    static let dropUnstored = Statement(
        """
        DELETE FROM chunks c USING uploads u
        WHERE u.id = c.storage AND u.committed_at IS NOT NULL
            AND NOT EXISTS (SELECT FROM blobs b WHERE b.storage = c.storage)
        """, access: .write)

    static let all: [AnyStatement] = [
        AnyStatement(insertUpload), AnyStatement(upload), AnyStatement(openUpload), AnyStatement(putChunk),
        AnyStatement(received), AnyStatement(receivedChunks), AnyStatement(chunk), AnyStatement(slice),
        AnyStatement(close), AnyStatement(dropChunks), AnyStatement(insert), AnyStatement(byDigest),
        AnyStatement(fresh), AnyStatement(own), AnyStatement(owned), AnyStatement(used), AnyStatement(lockOwner),
        AnyStatement(use), AnyStatement(disown), AnyStatement(freeze), AnyStatement(expireUploads),
        AnyStatement(dropOwnerless), AnyStatement(dropUnstored),
    ]
}

/// An upload's row.
struct StoredUpload: Sendable {
    let id: ID<BlobUpload>
    let unit: UnitKey
    let name: String
    let size: Int
    let digest: Digest
    let chunkBytes: Int
    let committedAt: Instant?

    var chunks: Int { (size + chunkBytes - 1) / chunkBytes }
}

/// A stored file's row.
struct StoredBlob: Sendable {
    let digest: Bytes
    let size: Int
    let chunkBytes: Int
    let mediaType: String
    let type: AttachmentType
    let storage: ID<BlobUpload>
    let storedAt: Instant

    func blob(wasThere: Bool?) -> Blob {
        Blob(
            digest: Hex.encode(digest.bytes), size: size, mediaType: mediaType, type: type, storedAt: storedAt,
            wasThere: wasThere)
    }
}
