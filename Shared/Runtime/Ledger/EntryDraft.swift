import Contracts
package import Postgres
package import Security
import Synchronization
package import Values

/// The ledger entry of an effect while the effect runs: collects the digests of its changes, in their order.
package final class EntryDraft: Sendable {
    package let id: UniqueID
    private let base: Base
    private let state = Mutex(State())

    struct Base: Sendable {
        let service: String
        let at: Instant
        let principal: String
        let method: String
        /// The keyed digest of the params.
        let params: Digest
        let clock: String
    }

    private struct State {
        var changes = MerkleFrontier(MerkleHashing(.sha256))
        var finished: LedgerEntry?
    }

    init(_ base: Base) {
        id = .make(at: base.at)
        self.base = base
    }

    package func add(_ change: Digest) {
        state.withLock { state in
            // A receipt was signed over the entry: what came behind it would stand in no entry.
            precondition(state.finished == nil, "a change is recorded before the entry is finished")
            _ = state.changes.append(change)
        }
    }

    /// The changes that were added so far.
    struct Mark: Sendable {
        fileprivate let changes: MerkleFrontier
    }

    var mark: Mark { Mark(changes: state.withLock(\.changes)) }

    /// Forgets what was added behind the mark: it was undone.
    func rewind(to mark: Mark) { state.withLock { $0.changes = mark.changes } }

    /// How many changes were added.
    var changeCount: Int { Int(state.withLock { $0.changes.size }) }

    /// The entry as it will be appended. No change may follow.
    func finish() -> LedgerEntry {
        state.withLock { state in
            if let finished = state.finished { return finished }
            let entry = LedgerEntry(
                id: id, service: base.service, at: base.at, principal: base.principal, method: base.method,
                params: base.params.hex, changeCount: Int(state.changes.size), changes: state.changes.root.hex,
                clock: base.clock)
            state.finished = entry
            return entry
        }
    }

    /// Writes the row, with the effect it stands for.
    func append(_ transaction: Transaction) async throws {
        let entry = finish()
        let (params, changes) = digests
        try await transaction.execute(
            LedgerStatements.append, entry.id, entry.at, entry.principal, entry.method, params,
            Int32(clamping: entry.changeCount), changes, entry.clock)
    }

    /// As `append`, and stores a mutation's answer under its key, in one round trip.
    package func append(_ transaction: Transaction, answering key: String, _ answer: String) async throws {
        let entry = finish()
        let (params, changes) = digests
        try await transaction.execute(
            LedgerStatements.appendAndAnswer, entry.id, entry.at, entry.principal, entry.method, params,
            Int32(clamping: entry.changeCount), changes, entry.clock, key, answer)
    }

    /// The bytes of the entry's digests, as its row has them.
    var digests: (params: Bytes, changes: Bytes) {
        (Bytes(base.params.bytes), Bytes(state.withLock { $0.changes.root.bytes }))
    }
}

/// The digest of one row of the change feed: the leaf hash of its canonical JSON. The database keeps `data` as `jsonb`, with
/// members and spaces in an order of its own, and the canonical form is the same for both.
package enum ChangeDigest {
    package static func of(
        at: Instant, entity: String, id: String, verb: String, principal: String, data: RawJSON
    ) throws -> Digest {
        var writer = JSONWriter()
        writer.bytes.reserveCapacity(data.bytes.count + 128)
        writer.beginObject()
        writer.name("at")
        writer.string(at.description)
        writer.name("data")
        writer.canonical(try JSONDocument.parse(data.bytes).root)
        writer.name("entity")
        writer.string(entity)
        writer.name("id")
        writer.string(id)
        writer.name("principal")
        writer.string(principal)
        writer.name("verb")
        writer.string(verb)
        writer.endObject()
        return MerkleHashing(.sha256).leaf(writer.bytes)
    }
}
