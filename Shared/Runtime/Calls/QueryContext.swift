package import Contracts
package import Postgres
package import RPC
package import Values

/// What a query may use, beside its params.
package struct QueryContext: Sendable {
    package let database: Database
    /// The service's clock, read once for the call.
    package let now: Instant
    package let principal: Principal
    package let meta: CallMeta
    /// When the caller stops waiting. Statements and calls of other services obey it by themselves.
    package let deadline: ContinuousClock.Instant

    package init(
        database: Database, now: Instant, principal: Principal, meta: CallMeta = CallMeta(),
        deadline: ContinuousClock.Instant
    ) {
        self.database = database
        self.now = now
        self.principal = principal
        self.meta = meta
        self.deadline = deadline
    }
}
