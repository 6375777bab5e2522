package import Contracts
import Postgres
import Security
import Values

extension Ledger {
    package func checkpoint(_ params: CheckpointParams) async throws -> LedgerCheckpoint {
        let suite = params.suite ?? .international
        guard let checkpoint = try await checkpoint(suite, covering: params.size) else {
            throw Fault(.ledgerSizeUnknown)
        }
        return checkpoint
    }

    /// Costs two round trips and as many rows as the tree is high, twice that at most.
    package func inclusion(_ params: InclusionParams) async throws -> InclusionProof {
        let suite = params.suite ?? .international
        guard let row = try await database.first(LedgerStatements.position, suite, params.entry) else {
            throw try await isUnsealed(params.entry, suite) ? Fault(.ledgerEntryUnsealed) : Fault(.ledgerEntryUnknown)
        }
        let covering = max(params.size ?? 0, row.position + 1)
        guard
            let checkpoint = try await checkpoint(suite, covering: params.size == nil ? nil : covering)
        else { throw Fault(.ledgerSizeUnknown) }
        let path = try await StoredNodes(suite: suite).hashes(
            of: MerklePath.inclusion(of: row.position, in: checkpoint.content.size), database)
        return InclusionProof(
            entry: params.entry, leaf: Hex.encode(row.leaf.bytes), position: row.position, path: path.map(\.hex),
            checkpoint: checkpoint)
    }

    package func consistency(_ params: ConsistencyParams) async throws -> ConsistencyProof {
        let suite = params.suite ?? .international
        guard params.from >= 0, let checkpoint = try await checkpoint(suite, covering: params.to),
            params.from <= checkpoint.content.size
        else { throw Fault(.ledgerSizeUnknown) }
        let ranges = MerklePath.consistency(from: params.from, to: checkpoint.content.size)
        let hashes = try await StoredNodes(suite: suite).hashes(of: [0..<params.from] + ranges, database)
        return ConsistencyProof(
            from: params.from, fromRoot: hashes[0].hex, path: hashes.dropFirst().map(\.hex), checkpoint: checkpoint)
    }

    package func list(_ params: LedgerStretchParams) async throws -> LedgerPage {
        let stretch = try Stretch(params)
        let rows = try await database.query(LedgerStatements.stretch, stretch.suite, stretch.from, stretch.end)
        // A row that is gone leaves a gap that a verifier names.
        let lines = rows.compactMap { row in
            row.stored.map {
                LedgerLine(
                    position: row.position, entry: $0.entry(of: service), leaf: Hex.encode(row.leaf.bytes),
                    head: Hex.encode(row.head.bytes))
            }
        }
        let checkpoints = try await database.query(
            LedgerStatements.checkpoints, stretch.suite, stretch.from, stretch.end)
        return LedgerPage(
            lines: lines, checkpoints: try checkpoints.map { try $0.published() },
            next: rows.count == stretch.limit ? stretch.end : nil)
    }

    /// The first checkpoint that covers `size` entries, or the newest; nil when there is none.
    func checkpoint(_ suite: CryptographicSuite, covering size: Int64?) async throws -> LedgerCheckpoint? {
        let stored =
            if let size { try await database.first(LedgerStatements.checkpoint, suite, size) } else {
                try await database.first(LedgerStatements.newestCheckpoint, suite)
            }
        return try stored?.published()
    }

    private func isUnsealed(_ entry: UniqueID, _ suite: CryptographicSuite) async throws -> Bool {
        let place = try await database.query(LedgerStatements.heads).first { $0.suite == suite }?.place
        guard let place else { return false }
        return try await database.one(
            LedgerStatements.isUnsealed, entry, place.generation, place.transaction, place.sequence)
    }
}

extension StoredCheckpoint {
    func published() throws -> LedgerCheckpoint {
        let signed = try SignedContent<LedgerCheckpoint.Content>(
            bytes: Array(content.utf8), signature: signature.bytes)
        return LedgerCheckpoint(
            content: signed.content, signed: signed.signedText, signature: signed.signatureText)
    }
}

/// A stretch of positions that was asked for.
struct Stretch {
    let suite: CryptographicSuite
    let from: Int64
    let limit: Int

    var end: Int64 { from + Int64(limit) }

    init(_ params: LedgerStretchParams) throws(Fault) {
        suite = params.suite ?? .international
        from = params.from ?? 0
        limit = params.limit ?? PageLimit.most
        var violations: [Violation] = []
        if !(0...(Int64.max / 2)).contains(from) {
            violations.append(Violation(path: "params.from", rule: "out_of_range", detail: "must be a position"))
        }
        if !(1...PageLimit.most).contains(limit) {
            violations.append(
                Violation(path: "params.limit", rule: "out_of_range", detail: "must be 1…\(PageLimit.most)"))
        }
        guard violations.isEmpty else { throw Fault(.invalidParams, violations: violations) }
    }
}
