package import Values

extension ReportingAPI {
    /// Begins to send a file.
    package enum BeginBlob: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// Whose file it is; its quota counts.
            package let unit: UnitKey
            /// 1…255 bytes, a name and no path.
            package let name: String
            /// 1…1,073,741,824 bytes.
            package let size: Int
            /// SHA-256 of the whole file, 64 hexadecimal digits.
            package let digest: String

            package init(
                unit: UnitKey, name: String, size: Int, digest: String
            ) {
                self.unit = unit
                self.name = name
                self.size = size
                self.digest = digest
            }
        }
        package typealias Result = BlobUpload
        package static let contract = MethodContract(
            "reporting.blobs.begin",
            "Begins to send a file in chunks. What the unit has stored already need not be sent again.",
            kind: .mutation,
            access: .scoped(.file, [.unit("unit")]),
            faults: [.unitUnknownHere, .blobInvalid, .blobTooLarge, .blobQuota])
        package static let examples = [
            Example(
                params: Params(
                    unit: "moe:4134013343", name: "开放日.mp4", size: 5_242_880, digest: FormVersion.example.digest),
                result: BlobUpload.example)
        ]
    }

    /// Sends one chunk.
    package enum SendBlobChunk: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// From `begin`.
            package let upload: ID<BlobUpload>
            /// From 0. Chunks come in any order; one that comes again replaces the one before.
            package let index: Int
            /// Base 64 with padding (RFC 4648 §4) of `chunkBytes` bytes, of the rest for the last chunk.
            package let data: String

            package init(
                upload: ID<BlobUpload>, index: Int, data: String
            ) {
                self.upload = upload
                self.index = index
                self.data = data
            }
        }
        package typealias Result = BlobProgress
        package static let contract = MethodContract(
            "reporting.blobs.chunk", "Sends one chunk of a file; after a cut go on with what `stat` says is missing.",
            kind: .mutation,
            access: .scoped(.file, [.entity(.upload, "upload")]),
            faults: [.uploadUnknown, .blobInvalid])
        package static let examples = [
            Example(
                params: Params(upload: BlobUpload.example.id, index: 0, data: "AAAAHGZ0eXBpc29t"),
                result: BlobProgress(upload: BlobUpload.example.id, received: 1, chunks: 3))
        ]
    }

    /// Ends the sending of a file.
    package enum CommitBlob: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// From `begin`.
            package let upload: ID<BlobUpload>

            package init(
                upload: ID<BlobUpload>
            ) {
                self.upload = upload
            }
        }
        package typealias Result = Blob
        package static let contract = MethodContract(
            "reporting.blobs.commit",
            "Checks a file's digest, recognises its type by its content and stores it once, whoever else has it.",
            kind: .mutation,
            access: .scoped(.file, [.entity(.upload, "upload")]),
            faults: [.uploadUnknown, .blobIncomplete, .blobDigestWrong, .blobTypeRefused])
        package static let examples = [
            Example(params: Params(upload: BlobUpload.example.id), result: Blob.example)
        ]
    }

    /// Reads a range of a file.
    package enum ReadBlob: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// SHA-256 of the file, 64 hexadecimal digits.
            package let digest: String
            /// The first byte, from 0; absent: 0.
            package let offset: Int?
            /// 1…1,048,576 bytes; absent: the most.
            package let length: Int?

            package init(
                digest: String, offset: Int? = nil, length: Int? = nil
            ) {
                self.digest = digest
                self.offset = offset
                self.length = length
            }
        }
        package typealias Result = BlobRange
        package static let contract = MethodContract(
            "reporting.blobs.read", "A range of a file's bytes; go on at `next`.", kind: .query,
            access: .scoped(.readPublished, [.entity(.blob, "digest")]),
            faults: [.blobUnknown, .blobInvalid])
        package static let examples = [
            Example(
                params: Params(digest: FormVersion.example.digest, offset: 0, length: 12),
                result: BlobRange(
                    digest: FormVersion.example.digest, offset: 0, size: 5_242_880, next: 12, data: "AAAAHGZ0eXBpc29t"))
        ]
    }

    /// How an upload or a file stands.
    package enum StatBlob: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// An upload; or give `digest`.
            package let upload: ID<BlobUpload>?
            /// A file's SHA-256, 64 hexadecimal digits.
            package let digest: String?

            package init(
                upload: ID<BlobUpload>? = nil, digest: String? = nil
            ) {
                self.upload = upload
                self.digest = digest
            }
        }
        package typealias Result = BlobStat
        package static let contract = MethodContract(
            "reporting.blobs.stat", "What is missing of an upload, or what is stored under a digest.", kind: .query,
            access: .scoped(.readPublished, [.entity(.upload, "upload"), .entity(.blob, "digest")]),
            faults: [.uploadUnknown, .blobUnknown])
        package static let examples = [
            Example(
                params: Params(upload: BlobUpload.example.id), result: BlobStat(upload: BlobUpload.example, blob: nil))
        ]
    }

    /// Gives a file up.
    package enum DropBlob: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// Whose file it is.
            package let unit: UnitKey
            /// SHA-256 of the file, 64 hexadecimal digits.
            package let digest: String

            package init(
                unit: UnitKey, digest: String
            ) {
                self.unit = unit
                self.digest = digest
            }
        }
        package typealias Result = Empty
        package static let contract = MethodContract(
            "reporting.blobs.drop",
            "Gives a unit's file up, and its room in the quota. What was filed is frozen and never given up (Q12).",
            kind: .mutation,
            access: .scoped(.file, [.unit("unit")]),
            faults: [.blobUnknown, .blobFrozen])
        package static let examples = [
            Example(params: Params(unit: "moe:4134013343", digest: FormVersion.example.digest), result: Empty())
        ]
    }
}

/// A file on its way.
package struct BlobUpload: Codable, Sendable, Hashable {
    /// Names the upload.
    package let id: ID<BlobUpload>
    /// Whose file it is.
    package let unit: UnitKey
    /// The file's name.
    package let name: String
    /// Bytes.
    package let size: Int
    /// SHA-256 the file is to have, in hexadecimal.
    package let digest: String
    /// Bytes of every chunk but the last.
    package let chunkBytes: Int
    /// How many chunks the file has.
    package let chunks: Int
    /// Chunks that are still to be sent, as ranges, ascending.
    package let missing: [ChunkRange]
    /// Open, or stored: then nothing is to be sent any more.
    package let state: State
    /// Bytes of the unit's quota in use, this upload included.
    package let usedBytes: Int
    /// The unit's quota in bytes.
    package let quotaBytes: Int
    /// What may be done now: `chunk`, `commit`.
    package let may: [String]
    /// Why the rest may not.
    package let blockedBy: [Blocker]

    package init(
        id: ID<BlobUpload>, unit: UnitKey, name: String, size: Int, digest: String, chunkBytes: Int, chunks: Int,
        missing: [ChunkRange], state: State, usedBytes: Int, quotaBytes: Int, may: [String], blockedBy: [Blocker]
    ) {
        self.id = id
        self.unit = unit
        self.name = name
        self.size = size
        self.digest = digest
        self.chunkBytes = chunkBytes
        self.chunks = chunks
        self.missing = missing
        self.state = state
        self.usedBytes = usedBytes
        self.quotaBytes = quotaBytes
        self.may = may
        self.blockedBy = blockedBy
    }

    /// Where an upload is.
    package enum State: String, Codable, Sendable, Hashable, CaseIterable {
        /// Chunks are taken.
        case open
        /// The file is stored.
        case committed
    }

    /// Chunks from one to another, both included.
    package struct ChunkRange: Codable, Sendable, Hashable {
        /// From 0.
        package let from: Int
        /// The last one, included.
        package let to: Int

        package init(
            from: Int, to: Int
        ) {
            self.from = from
            self.to = to
        }
    }
}

/// How far an upload is.
package struct BlobProgress: Codable, Sendable, Hashable {
    /// The upload.
    package let upload: ID<BlobUpload>
    /// Chunks that are there.
    package let received: Int
    /// Chunks the file has.
    package let chunks: Int

    package init(
        upload: ID<BlobUpload>, received: Int, chunks: Int
    ) {
        self.upload = upload
        self.received = received
        self.chunks = chunks
    }
}

/// A stored file. Its digest is its name: the same content is stored once.
package struct Blob: Codable, Sendable, Hashable {
    /// SHA-256, in hexadecimal.
    package let digest: String
    /// Bytes.
    package let size: Int
    /// By its content, whatever its name says: `image/jpeg`, `video/mp4` …
    package let mediaType: String
    /// Picture, video or document.
    package let type: AttachmentType
    /// When it was stored first.
    package let storedAt: Instant
    /// Another unit had stored the same content before; only in the answer of `commit`.
    package let wasThere: Bool?

    package init(
        digest: String, size: Int, mediaType: String, type: AttachmentType, storedAt: Instant, wasThere: Bool? = nil
    ) {
        self.digest = digest
        self.size = size
        self.mediaType = mediaType
        self.type = type
        self.storedAt = storedAt
        self.wasThere = wasThere
    }
}

/// Some bytes of a file.
package struct BlobRange: Codable, Sendable, Hashable {
    /// SHA-256 of the whole file, in hexadecimal.
    package let digest: String
    /// The first byte given.
    package let offset: Int
    /// Bytes of the whole file.
    package let size: Int
    /// Where to go on; null at the end.
    package let next: Int?
    /// Base 64 with padding.
    package let data: String

    package init(
        digest: String, offset: Int, size: Int, next: Int? = nil, data: String
    ) {
        self.digest = digest
        self.offset = offset
        self.size = size
        self.next = next
        self.data = data
    }
}

/// How an upload or a file stands: exactly one of the two was asked for.
package struct BlobStat: Codable, Sendable, Hashable {
    /// Null when a digest was asked for.
    package let upload: BlobUpload?
    /// The stored file; null while the upload is open.
    package let blob: Blob?

    package init(
        upload: BlobUpload? = nil, blob: Blob? = nil
    ) {
        self.upload = upload
        self.blob = blob
    }
}
