import Contracts
import Postgres
import Security
import Values

/// Where an entry stands by the order of commits.
struct LedgerPlace: Sendable, Hashable {
    let generation: Int32
    /// An `xid8` as PostgreSQL prints it.
    let transaction: String
    let sequence: Int64

    func precedes(_ other: LedgerPlace) -> Bool {
        // Decimal numbers without leading zeros: the longer is the greater.
        (generation, transaction.utf8.count, transaction, sequence)
            < (other.generation, other.transaction.utf8.count, other.transaction, other.sequence)
    }
}

/// A row of `ledger_entries`.
struct StoredEntry: Sendable {
    let place: LedgerPlace
    let id: UniqueID
    let at: Instant
    let principal: String
    let method: String
    let params: Bytes
    let changeCount: Int32
    let changes: Bytes
    let clock: String

    func entry(of service: String) -> LedgerEntry {
        LedgerEntry(
            id: id, service: service, at: at, principal: principal, method: method, params: Hex.encode(params.bytes),
            changeCount: Int(changeCount), changes: Hex.encode(changes.bytes), clock: clock)
    }
}

/// A row of `ledger_chain`, with the entry that stands at its place.
struct ChainRow: Sendable {
    let position: Int64
    let place: LedgerPlace
    let entry: UniqueID
    let leaf: Bytes
    let head: Bytes
    /// nil when there is no row any more.
    let stored: StoredEntry?
}

/// The last sealed row of a suite.
struct LedgerHead: Sendable {
    let suite: CryptographicSuite
    /// -1 before the first.
    let position: Int64
    let place: LedgerPlace
    let head: Bytes

    var size: Int64 { position + 1 }
}

/// A row of `ledger_checkpoints`.
struct StoredCheckpoint: Sendable {
    let content: String
    let signature: Bytes
}

/// A row of the change feed, as an entry digests it.
struct LedgerChangeRow: Sendable {
    let entry: UniqueID?
    let at: Instant
    let entity: String
    let id: String
    let verb: String
    let principal: String
    let data: RawJSON
}
