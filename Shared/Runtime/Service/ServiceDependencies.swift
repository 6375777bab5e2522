package import Contracts
package import Logging
package import Postgres
package import RPC

/// What a service is given to work with: everything outside its own objects.
package struct ServiceDependencies: Sendable {
    package let name: ServiceName
    /// The process's only clock.
    package let clock: ServiceClock
    /// The service's own schema. Methods get it by their context; jobs and readers outside of calls take it from here.
    package let database: Database
    package let configuration: ServiceConfiguration
    package let metrics: MetricsRegistry
    package let logger: Logger
    /// The service's committed changes.
    package let feed: ChangeFeed
    package let faults: FaultMapping
    /// Who did what, sealed.
    package let ledger: Ledger
    /// Who may do what, as the registry says.
    package let access: AccessBook
    private let peers: [ServiceName: RPCClient]

    package init(
        name: ServiceName, clock: ServiceClock, database: Database, configuration: ServiceConfiguration, logger: Logger,
        signingKeys: SigningKeyRing, constraints: [String: FaultKind] = [:], peers: [ServiceName: RPCClient] = [:]
    ) {
        self.name = name
        self.clock = clock
        self.database = database
        self.configuration = configuration
        metrics = MetricsRegistry()
        self.logger = logger
        feed = ChangeFeed(database: database, logger: logger)
        faults = FaultMapping(constraints: constraints)
        ledger = Ledger(
            service: name.rawValue, keys: signingKeys, database: database, clock: clock, logger: logger)
        access = AccessBook()
        self.peers = peers
    }

    /// The client of another service, with this service's own key. The deadline and the trace of the call that is being
    /// answered go down with every call.
    package func client(of peer: ServiceName) -> RPCClient {
        // The configuration has an address for each of the others; a service that calls itself is a programmer's error.
        guard let client = peers[peer] else { preconditionFailure("\(peer.rawValue) is no peer of \(name.rawValue)") }
        return client
    }

    /// A transaction with change rows but without an idempotency key, for jobs: what they do is safe to repeat by its own
    /// state. Runs `body` again after a serialization failure or deadlock.
    ///
    /// What it changes stands in the ledger; a transaction that records no change leaves no entry.
    ///
    /// - Parameters:
    ///   - job: what the entry calls it, behind `job:`.
    ///   - dryRun: everything is checked and answered, nothing stays.
    ///   - before: runs ahead of the transaction and behind its instant: waiting for other services, whose feeds a
    ///     transaction that has written would hold back.
    package func transact<Value: Sendable>(
        _ job: String = "transact", dryRun: Bool = false, before: (@Sendable () async throws -> Void)? = nil,
        _ body: (Effect) async throws -> Value
    ) async throws -> Value {
        let now = clock.now()
        try await before?()
        let (value, isRecorded) = try await database.transactionEnding { transaction in
            let principal = Principal.service(name)
            let draft = ledger.draft(principal: principal.name, method: "job:\(job)", params: [], at: now)
            let effect = Effect(
                transaction: transaction, now: now, receivedAt: now,
                authority: access.authority(of: principal, at: now), meta: CallMeta(),
                isDryRun: dryRun, draft: draft, ledger: ledger)
            let value = try await body(effect)
            guard !dryRun, draft.changeCount > 0 else {
                return dryRun ? .rollback((value, false)) : .commit((value, false))
            }
            try await draft.append(transaction)
            return .commit((value, true))
        }
        if isRecorded { committed() }
        return value
    }

    /// A transaction with change rows and a ledger entry was committed.
    func committed() {
        feed.committed()
        ledger.arrivals.wake()
    }
}
