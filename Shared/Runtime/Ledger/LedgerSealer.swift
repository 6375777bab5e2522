import Contracts
import Logging
import Postgres
import Security
import Synchronization
import Values

/// Seals what was committed: numbers it in the order of commits, chains it, grows the tree and signs a checkpoint. One
/// process per ledger at a time, by an advisory lock that ends with the transaction.
final class LedgerSealer: Sendable {
    private let ledger: Ledger
    private let lastSealed: Mutex<ContinuousClock.Instant>

    /// How many entries one transaction seals: a tenth of a second's work.
    static let batch = 2_000
    /// Looked at without being woken: what other processes commit is sealed within this time.
    static let pollInterval: Duration = .seconds(1)
    /// Between two rounds, so that a busy service signs a few checkpoints a second and not one per effect.
    static let pause: Duration = .milliseconds(200)
    private static let backoff = Backoff(first: .milliseconds(200), most: .seconds(10))

    init(_ ledger: Ledger, startedAt: ContinuousClock.Instant = .now) {
        self.ledger = ledger
        lastSealed = Mutex(startedAt)
    }

    /// How long ago everything that could be sealed was.
    var lag: Duration { ContinuousClock.now - lastSealed.withLock(\.self) }

    func run() async throws {
        var failures = 0
        while !Task.isCancelled {
            let seen = ledger.arrivals.generation
            do {
                while try await sealBatch() == Self.batch {}
                lastSealed.withLock { $0 = .now }
                failures = 0
                try await Task.sleep(for: Self.pause)
                await ledger.arrivals.wait(after: seen, atMost: Self.pollInterval)
            } catch is CancellationError {
                return
            } catch {
                failures += 1
                if failures == 1 {
                    ledger.logger.error("ledger_not_sealed", metadata: ["error": .detail(of: error)])
                }
                try? await Task.sleep(for: Self.backoff.delay(after: failures))
            }
        }
    }

    /// Seals one batch of each suite.
    ///
    /// - Returns: the most entries any of them had; 0 when another process seals.
    func sealBatch() async throws -> Int {
        try await ledger.database.transactionEnding { transaction in
            guard try await transaction.tryLock(ledger.lockName) else { return .rollback(0) }
            var most = 0
            for head in try await transaction.query(LedgerStatements.heads) {
                most = max(most, try await seal(behind: head, transaction))
            }
            return most == 0 ? .rollback(0) : .commit(most)
        }
    }

    private func seal(behind head: LedgerHead, _ transaction: Transaction) async throws -> Int {
        let entries = try await transaction.query(
            LedgerStatements.unsealed, head.place.generation, head.place.transaction, head.place.sequence, Self.batch)
        guard !entries.isEmpty else { return 0 }
        var batch = SealedBatch(
            suite: head.suite,
            frontier: try await StoredNodes(suite: head.suite).frontier(size: head.size, transaction),
            chain: HashChain(head.suite.digest, head: Digest(bytes: head.head.bytes) ?? HashChain.start))
        for entry in entries { batch.append(entry, of: ledger.service) }
        try await batch.write(transaction)
        let signer = try ledger.keys.signer(head.suite)
        let signed = try SignedContent(
            signing: batch.checkpoint(of: ledger.service, at: ledger.clock.now(), key: signer.id), with: signer)
        try await transaction.execute(
            LedgerStatements.insertCheckpoint, head.suite, batch.frontier.size,
            String(decoding: signed.bytes, as: UTF8.self), Bytes(signed.signature))
        return entries.count
    }
}

/// The rows that seal a batch of entries.
private struct SealedBatch {
    let suite: CryptographicSuite
    private(set) var frontier: MerkleFrontier
    private var chain: HashChain
    private var rows: [Row] = []

    private struct Row {
        let position: Int64
        let place: LedgerPlace
        let entry: UniqueID
        let leaf: Digest
        let head: Digest
        /// Of the nodes that the leaf completes, from the bottom up.
        let nodes: [UInt8]
    }

    init(suite: CryptographicSuite, frontier: MerkleFrontier, chain: HashChain) {
        self.suite = suite
        self.frontier = frontier
        self.chain = chain
    }

    mutating func append(_ entry: StoredEntry, of service: String) {
        let leaf = entry.entry(of: service).leaf(suite)
        let position = frontier.size
        let nodes = frontier.append(leaf).flatMap(\.digest.bytes)
        chain.append(leaf)
        rows.append(
            Row(position: position, place: entry.place, entry: entry.id, leaf: leaf, head: chain.head, nodes: nodes))
    }

    func write(_ transaction: Transaction) async throws {
        try await transaction.execute(
            LedgerStatements.seal, suite, rows.map(\.position), rows.map(\.place.generation),
            rows.map(\.place.transaction), rows.map(\.place.sequence), rows.map(\.entry),
            rows.map { Bytes($0.leaf.bytes) }, rows.map { Bytes($0.head.bytes) }, rows.map { Bytes($0.nodes) })
    }

    func checkpoint(of service: String, at now: Instant, key: String) -> LedgerCheckpoint.Content {
        LedgerCheckpoint.Content(
            service: service, suite: suite, size: frontier.size, root: frontier.root.hex, head: chain.head.hex, at: now,
            key: key)
    }
}

extension Job {
    /// Seals the service's ledger, with its lag as a metric.
    static func ledger(_ service: ServiceDependencies) -> Job {
        let sealer = LedgerSealer(service.ledger)
        service.metrics.observe(
            "week_ledger_lag_seconds", help: "How long ago every entry of the ledger that could be sealed was."
        ) { Double(sealer.lag.wholeMicroseconds) / 1e6 }
        return Job("ledger", run: sealer.run)
    }
}
