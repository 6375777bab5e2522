import Shared

/// Files in chunks: begin, chunk, commit, read. No call ever holds more of a file than one chunk.
struct Blobs: Sendable {
    let limits: BlobLimits
    let forms: Forms
    let attachments = Attachments()

    func begin(_ params: ReportingAPI.BeginBlob.Params, _ effect: Effect) async throws -> BlobUpload {
        let violations = BlobRules.violations(name: params.name, size: params.size, digest: params.digest)
        guard violations.isEmpty, let digest = Digest(hex: params.digest) else {
            throw Fault(.blobInvalid, violations: violations)
        }
        guard params.size <= limits.fileBytes else { throw Fault(.blobTooLarge, limit: limits.fileBytes) }
        guard try await effect.first(UnitStatements.brief, params.unit, effect.now, .max) != nil else {
            throw Fault(.unitUnknownHere)
        }
        // One unit's uploads in a row: two that both saw room would both take it.
        try await effect.transaction.lock("reporting.blobs.\(params.unit)")
        // Only the unit's own files: a digest alone must not give anybody another unit's content.
        let owned = try await effect.first(BlobStatements.owned, params.unit, [Bytes(digest.bytes)])
        let used = try await effect.one(BlobStatements.used, params.unit)
        if owned == nil, used + params.size > limits.unitBytes {
            throw Fault(.blobQuota, limit: limits.unitBytes)
        }
        let id = ID<BlobUpload>.make(at: effect.now)
        try await effect.execute(
            BlobStatements.insertUpload, id, params.unit, params.name, params.size, Bytes(digest.bytes),
            BlobRules.chunkBytes, effect.principal.name, effect.now, owned == nil ? nil : effect.now)
        return try await upload(id, effect.authority, effect)
    }

    func chunk(_ params: ReportingAPI.SendBlobChunk.Params, _ effect: Effect) async throws -> BlobProgress {
        guard let upload = try await effect.first(BlobStatements.openUpload, params.upload) else {
            throw Fault(.uploadUnknown)
        }
        let count = upload.chunks
        guard (0..<count).contains(params.index) else {
            throw invalid("index", "out_of_range", "must be 0…\(count - 1)")
        }
        let expected = BlobRules.bytes(ofChunk: params.index, size: upload.size, chunkBytes: upload.chunkBytes)
        guard let bytes = Base64.decode(params.data) else {
            throw invalid("data", "wrong_value", "must be base 64 with padding")
        }
        guard bytes.count == expected else { throw invalid("data", "length", "must have \(expected) bytes") }
        try await effect.execute(BlobStatements.putChunk, upload.id, params.index, Bytes(bytes))
        return BlobProgress(
            upload: upload.id, received: try await effect.one(BlobStatements.received, upload.id), chunks: count)
    }

    func commit(_ params: ReportingAPI.CommitBlob.Params, _ effect: Effect) async throws -> Blob {
        guard let upload = try await effect.first(BlobStatements.openUpload, params.upload) else {
            throw Fault(.uploadUnknown)
        }
        guard try await effect.one(BlobStatements.received, upload.id) == upload.chunks else {
            throw Fault(.blobIncomplete)
        }
        let content = try await content(of: upload, effect)
        let stored = try await effect.execute(
            BlobStatements.insert, Bytes(upload.digest.bytes), upload.size, upload.chunkBytes, content.mediaType,
            content.type, upload.id, effect.now)
        let wasThere = stored == 0
        // Stored once: what came a second time makes room again.
        if wasThere { try await effect.execute(BlobStatements.dropChunks, upload.id) }
        try await effect.execute(
            BlobStatements.own, Bytes(upload.digest.bytes), upload.unit, upload.name, effect.now)
        try await effect.execute(BlobStatements.close, upload.id, effect.now)
        guard let blob = try await effect.first(BlobStatements.fresh, Bytes(upload.digest.bytes)) else {
            throw Fault(.blobUnknown)
        }
        try await noteDrafts(naming: upload.digest, of: upload.unit, effect)
        return blob.blob(wasThere: wasThere)
    }

    /// Drafts that named the file before it was there, or name one that is given up, lack less or more now.
    private func noteDrafts(naming digest: Digest, of unit: UnitKey, _ effect: Effect) async throws {
        for draft in try await effect.query(SubmissionStatements.naming, unit, digest.hex) {
            let form = try await forms.find(draft.campaign, draft.form, effect)
            try await attachments.note(
                draft.manifest, of: draft.submission, unit, parts: form.form.parts ?? [], effect)
        }
    }

    /// Walks the file chunk by chunk: its digest must be the one announced, its beginning says what it is.
    private func content(of upload: StoredUpload, _ effect: Effect) async throws -> ContentType {
        var digester = Digester(.sha256)
        var type: ContentType?
        for index in 0..<upload.chunks {
            let bytes = try await effect.one(BlobStatements.chunk, upload.id, index).bytes
            if index == 0 { type = ContentType(Array(bytes.prefix(64 << 10))) }
            digester.update(bytes)
        }
        guard digester.finish() == upload.digest else { throw Fault(.blobDigestWrong) }
        guard let type else { throw Fault(.blobTypeRefused) }
        return type
    }

    func read(_ params: ReportingAPI.ReadBlob.Params, _ context: QueryContext) async throws -> BlobRange {
        let blob = try await find(params.digest, context.database)
        let (offset, length) = (params.offset ?? 0, params.length ?? BlobRules.rangeBytes)
        guard (0...blob.size).contains(offset) else {
            throw invalid("offset", "out_of_range", "must be 0…\(blob.size)")
        }
        guard (1...BlobRules.rangeBytes).contains(length) else {
            throw invalid("length", "out_of_range", "must be 1…\(BlobRules.rangeBytes)")
        }
        let end = min(offset + length, blob.size)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(end - offset)
        while offset + bytes.count < end {
            let position = offset + bytes.count
            let (chunk, start) = position.quotientAndRemainder(dividingBy: blob.chunkBytes)
            let slice = try await context.database.one(
                BlobStatements.slice, blob.storage, chunk, start + 1, min(end - position, blob.chunkBytes - start))
            bytes += slice.bytes
        }
        return BlobRange(
            digest: Hex.encode(blob.digest.bytes), offset: offset, size: blob.size,
            next: end < blob.size ? end : nil, data: Base64.encode(bytes))
    }

    func stat(_ params: ReportingAPI.StatBlob.Params, _ context: QueryContext) async throws -> BlobStat {
        if let digest = params.digest {
            return BlobStat(blob: try await find(digest, context.database).blob(wasThere: nil))
        }
        guard let id = params.upload else {
            throw Fault(
                .invalidParams,
                violations: [
                    Violation(path: "params.upload", rule: "required", detail: "give an upload or a digest")
                ])
        }
        return BlobStat(upload: try await upload(id, context.authority, context.database))
    }

    func drop(_ params: ReportingAPI.DropBlob.Params, _ effect: Effect) async throws -> Empty {
        guard let digest = Digest(hex: params.digest) else { throw Fault(.blobUnknown) }
        // Whoever files it holds the owner's row, so that nothing is given up under a filing.
        guard try await effect.first(BlobStatements.lockOwner, Bytes(digest.bytes), params.unit) != nil else {
            throw Fault(.blobUnknown)
        }
        guard try await effect.first(BlobStatements.use, Bytes(digest.bytes), params.unit) == nil else {
            throw Fault(.blobFrozen)
        }
        try await effect.execute(BlobStatements.disown, Bytes(digest.bytes), params.unit)
        try await noteDrafts(naming: digest, of: params.unit, effect)
        return Empty()
    }

    private func find(_ digest: String, _ database: some StatementExecutor) async throws -> StoredBlob {
        guard let digest = Digest(hex: digest),
            let blob = try await database.first(BlobStatements.byDigest, Bytes(digest.bytes))
        else { throw Fault(.blobUnknown) }
        return blob
    }

    private func upload(
        _ id: ID<BlobUpload>, _ authority: Authority, _ database: some StatementExecutor
    ) async throws -> BlobUpload {
        guard let upload = try await database.first(BlobStatements.upload, id) else { throw Fault(.uploadUnknown) }
        let isOpen = upload.committedAt == nil
        let received = isOpen ? try await database.query(BlobStatements.receivedChunks, id) : []
        let missing = isOpen ? BlobRules.missing(received, of: upload.chunks) : []
        var verbs = Verbs(authority, over: ScopePoint(upload.unit))
        verbs.add("chunk", needs: .file, unless: isOpen ? nil : .uploadUnknown, ref: id.description)
        verbs.add(
            "commit", needs: .file, unless: !isOpen ? .uploadUnknown : missing.isEmpty ? nil : .blobIncomplete,
            ref: id.description)
        return BlobUpload(
            id: id, unit: upload.unit, name: upload.name, size: upload.size, digest: upload.digest.hex,
            chunkBytes: upload.chunkBytes, chunks: upload.chunks,
            missing: missing, state: isOpen ? .open : .committed,
            usedBytes: try await database.one(BlobStatements.used, upload.unit), quotaBytes: limits.unitBytes,
            may: verbs.may, blockedBy: verbs.blockedBy)
    }

    private func invalid(_ member: String, _ rule: String, _ detail: String) -> Fault {
        Fault(.blobInvalid, violations: [Violation(path: "params.\(member)", rule: rule, detail: detail)])
    }
}
