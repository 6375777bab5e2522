package import Contracts
import Postgres
import Security
import Values

extension Ledger {
    /// Computes a stretch of the ledger again from its rows. What stands before the stretch is believed, so a whole ledger
    /// is verified from 0 on, page by page. Costs about five times what reading the rows costs.
    package func verify(_ params: LedgerStretchParams) async throws -> LedgerVerification {
        let stretch = try Stretch(params)
        let suite = stretch.suite
        // One row before, for the head and the place the stretch follows.
        var rows = try await database.query(LedgerStatements.stretch, suite, stretch.from - 1, stretch.end)
        let former = rows.first?.position == stretch.from - 1 ? rows.removeFirst() : nil
        let size = try await database.query(LedgerStatements.heads).first { $0.suite == suite }?.size ?? 0
        let start = min(stretch.from, size)
        var frontier: MerkleFrontier?
        var damage: LedgerDamage?
        do {
            frontier = try await StoredNodes(suite: suite).frontier(size: start, database)
        } catch let found as LedgerDamage {
            damage = found
        }
        let keys = keys
        var audit = LedgerAudit(
            service: service, suite: suite, keys: { keys.publicKey($0) }, frontier: frontier,
            head: former.flatMap { Digest(bytes: $0.head.bytes) } ?? HashChain.start,
            signedSize: try await database.one(LedgerStatements.signedSize, suite, stretch.from),
            behind: damage == nil ? nil : start)
        if let node = damage?.node {
            audit.report(
                node.leaves.lowerBound, nil, .nodeChanged,
                "the node of level \(node.level) over positions \(node.leaves) is gone")
        }
        try await checkRows(rows, after: former, stretch, &audit)
        try await checkNodes(&audit)
        try await checkInsertions(rows, after: former, &audit)
        try await checkChanges(rows, &audit)
        return LedgerVerification(
            suite: suite, from: stretch.from, checked: Int64(rows.count), size: size, findings: audit.findings,
            next: stretch.end < size ? stretch.end : nil)
    }

    private func checkRows(
        _ rows: [ChainRow], after former: ChainRow?, _ stretch: Stretch, _ audit: inout LedgerAudit
    ) async throws {
        var checkpoints = try await database.query(
            LedgerStatements.checkpoints, stretch.suite, stretch.from, stretch.end
        ).map { try $0.published() }[...]
        var last = former
        for row in rows {
            if let last, !last.place.precedes(row.place) {
                audit.report(
                    row.position, row.entry, .orderChanged, "it was committed before position \(last.position)")
            }
            last = row
            audit.add(
                position: row.position, id: row.entry, entry: row.stored?.entry(of: service),
                leaf: Digest(bytes: row.leaf.bytes) ?? HashChain.start,
                head: Digest(bytes: row.head.bytes) ?? HashChain.start)
            while let checkpoint = checkpoints.first, checkpoint.content.size <= audit.size {
                audit.add(checkpoints.removeFirst())
            }
        }
        // What was signed and is not there.
        for checkpoint in checkpoints { audit.add(checkpoint) }
    }

    private func checkNodes(_ audit: inout LedgerAudit) async throws {
        let computed = audit.nodes
        guard !computed.isEmpty else { return }
        let stored = try await database.query(
            LedgerStatements.nodes, audit.suite, computed.map { Int16($0.node.level) }, computed.map(\.node.place))
        for (node, bytes) in zip(computed, stored) where bytes?.bytes != node.digest.bytes {
            audit.report(
                node.node.leaves.lowerBound, nil, .nodeChanged,
                "the node of level \(node.node.level) over positions \(node.node.leaves) is "
                    + (bytes == nil ? "gone" : "another"))
        }
    }

    /// Entries that stand among sealed ones and were never sealed.
    private func checkInsertions(
        _ rows: [ChainRow], after former: ChainRow?, _ audit: inout LedgerAudit
    ) async throws {
        guard let last = rows.last else { return }
        let start = former?.place ?? LedgerPlace(generation: 0, transaction: "0", sequence: 0)
        let sealed = Set(rows.map(\.place))
        let present = try await database.query(
            LedgerStatements.between, start.generation, start.transaction, start.sequence, last.place.generation,
            last.place.transaction, last.place.sequence, rows.count + LedgerAudit.mostFindings)
        for entry in present where !sealed.contains(entry.place) {
            audit.report(nil, entry.id, .entryInserted, "\(entry.method) of \(entry.at) was never sealed")
        }
    }

    /// The rows of the change feed against the digest each entry was made with.
    private func checkChanges(_ rows: [ChainRow], _ audit: inout LedgerAudit) async throws {
        let entries = rows.compactMap { row in row.stored.map { (row, $0) } }
        guard !entries.isEmpty else { return }
        let changes = try await database.query(
            LedgerStatements.changes, entries.map(\.0.place.transaction), entries.map(\.1.id))
        var digests: [UniqueID: MerkleFrontier] = [:]
        for change in changes {
            guard let entry = change.entry else { continue }
            let digest = try ChangeDigest.of(
                at: change.at, entity: change.entity, id: change.id, verb: change.verb, principal: change.principal,
                data: change.data)
            _ = digests[entry, default: MerkleFrontier(MerkleHashing(.sha256))].append(digest)
        }
        for (row, entry) in entries {
            let found = digests[entry.id] ?? MerkleFrontier(MerkleHashing(.sha256))
            guard found.size != Int64(entry.changeCount) || found.root.bytes != entry.changes.bytes else { continue }
            audit.report(
                row.position, entry.id, .changesChanged,
                found.size == Int64(entry.changeCount)
                    ? "the changes of \(entry.method) of \(entry.at) are not those it made"
                    : "\(entry.method) of \(entry.at) made \(entry.changeCount) changes, \(found.size) are there")
        }
    }
}
