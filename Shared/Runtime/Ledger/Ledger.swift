package import Contracts
import Logging
import Postgres
import Security
package import Values

/// The ledger of a service: an entry per effect, appended in the effect's transaction and sealed afterwards.
///
/// Appending takes no lock and no number that others wait for. Sealing numbers what was committed, in the order of
/// commits, chains it, grows the tree and signs: `LedgerSealer`. Proofs and checks: the extensions of this type.
package struct Ledger: Sendable {
    /// The service's name, which stands in each entry and checkpoint.
    package let service: String
    package let keys: SigningKeyRing
    let database: Database
    let clock: ServiceClock
    let logger: Logger
    /// Something was committed that waits to be sealed.
    let arrivals = WakeSignal()

    package init(service: String, keys: SigningKeyRing, database: Database, clock: ServiceClock, logger: Logger) {
        self.service = service
        self.keys = keys
        self.database = database
        self.clock = clock
        self.logger = logger
    }

    /// The entry of an effect, to be appended in its transaction.
    package func draft(principal: String, method: String, params: [UInt8], at now: Instant) -> EntryDraft {
        EntryDraft(
            EntryDraft.Base(
                service: service, at: now, principal: principal, method: method,
                params: keys.keyedDigest(of: params), clock: clock.mode.rawValue))
    }

    /// Something was committed: it is sealed soon instead of within a second.
    package func wake() { arrivals.wake() }

    /// Seals with this suite too from now on, and everything from the first entry.
    package func adopt(_ suite: CryptographicSuite, _ effect: Effect) async throws {
        try await effect.execute(LedgerStatements.adoptSuite, suite)
    }

    /// A campaign that another service published may ask for a further suite.
    package func adopt(_ change: Change, _ effect: Effect) async throws {
        guard change.entity == "campaign", case .object(let campaign) = change.data,
            case .object(let document)? = campaign["document"], case .string(let name)? = document["suite"],
            let suite = CryptographicSuite(rawValue: name)
        else { return }
        try await adopt(suite, effect)
    }

    /// One sealer per ledger: whoever has this advisory lock, until its transaction ends.
    var lockName: String { "ledger:\(database.configuration.schema ?? "public")" }

    /// Begins a new generation when the database comes from another cluster, whose transaction ids this one has not
    /// reached: its entries would otherwise stand behind everything that is written from now on, for ever.
    ///
    /// To be called before anything is appended.
    func begin() async throws {
        let (keys, now) = (keys, clock.now())
        try await database.transaction { transaction in
            try await transaction.lock(lockName)
            let (newest, isForeign) = try await transaction.one(LedgerStatements.generation)
            guard isForeign else { return }
            let entry = EntryDraft(
                EntryDraft.Base(
                    service: service, at: now, principal: "service:\(service)", method: "job:ledger.restored",
                    params: keys.keyedDigest(of: []), clock: clock.mode.rawValue))
            let digests = entry.digests
            try await transaction.execute(LedgerStatements.setGeneration, Int64(newest) + 1)
            try await transaction.execute(
                LedgerStatements.appendOfGeneration, newest + 1, entry.id, now, "service:\(service)",
                "job:ledger.restored", digests.params, 0, digests.changes, clock.mode.rawValue)
            logger.notice("ledger_generation", metadata: ["generation": .stringConvertible(newest + 1)])
        }
    }
}

/// The hashes of complete subtrees as the database keeps them.
struct StoredNodes: Sendable {
    let suite: CryptographicSuite

    /// The hashes of subtrees of the tree, in the order of `ranges`. Reads as many nodes as the tree is high, or twice as many
    /// for a proof at its right edge, in one round trip.
    func hashes(of ranges: [Range<Int64>], _ database: some StatementExecutor) async throws -> [Digest] {
        let nodes = ranges.map(MerkleNode.covering)
        let all = try await digests(nodes.flatMap(\.self), database)
        var rest = all[...]
        return nodes.map { nodes in
            defer { rest = rest.dropFirst(nodes.count) }
            return MerkleHashing(suite.digest).root(ofSubtrees: rest.prefix(nodes.count))
        }
    }

    func frontier(size: Int64, _ database: some StatementExecutor) async throws -> MerkleFrontier {
        MerkleFrontier(
            MerkleHashing(suite.digest), size: size,
            subtrees: try await digests(MerkleNode.covering(0..<size), database))
    }

    private func digests(_ nodes: [MerkleNode], _ database: some StatementExecutor) async throws -> [Digest] {
        guard !nodes.isEmpty else { return [] }
        let stored = try await database.query(
            LedgerStatements.nodes, suite, nodes.map { Int16($0.level) }, nodes.map(\.place))
        return try zip(nodes, stored).map { node, bytes in
            guard let bytes, let digest = Digest(bytes: bytes.bytes) else { throw LedgerDamage(node: node) }
            return digest
        }
    }
}

/// A node of the tree is not there: somebody has removed it. `ledger.verify` names what else is wrong.
struct LedgerDamage: Error {
    let node: MerkleNode
}
