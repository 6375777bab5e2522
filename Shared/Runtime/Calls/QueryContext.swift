package import Contracts
package import Postgres
package import RPC
package import Values

/// What a query may use, beside its params.
package struct QueryContext: Sendable {
    package let database: Database
    /// The service's clock, read once for the call.
    package var now: Instant { authority.now }
    /// What the caller may, over which units and tracks.
    package let authority: Authority
    package let meta: CallMeta
    /// When the caller stops waiting. Statements and calls of other services obey it by themselves.
    package let deadline: ContinuousClock.Instant

    package init(
        database: Database, authority: Authority, meta: CallMeta = CallMeta(), deadline: ContinuousClock.Instant
    ) {
        self.database = database
        self.authority = authority
        self.meta = meta
        self.deadline = deadline
    }

    package var principal: Principal { authority.principal }

    /// The units that the caller may know of at all: those it may read about, and the line above them. Nil: every unit.
    package var visibleUnits: [UnitKey]? {
        scope(of: .read).units.map { Set($0).union(authority.lineAbove()).sorted() }
    }

    /// What a list may show the caller.
    package func scope(of permission: Permission = .read) -> Scope { authority.scope(of: permission) }
}
