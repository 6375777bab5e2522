package import Contracts
package import Postgres
package import RPC
package import Values

/// What a mutation may use, beside its params: the transaction in which all of it happens or nothing.
///
/// Statements run on the effect itself (`effect.execute(…)`) or on its transaction; both are the same.
package struct Effect: StatementExecutor {
    package let transaction: Transaction
    /// The service's clock, read once for the call: rows of one call carry one instant.
    package let now: Instant
    /// When the last byte of the request was read, by the service's clock: on time or late follows this one.
    package let receivedAt: Instant
    /// What the caller may, over which units and tracks.
    package let authority: Authority
    package let meta: CallMeta
    /// Everything is checked and answered, and then rolled back.
    package let isDryRun: Bool
    let draft: EntryDraft
    /// The service's ledger, whose keys sign receipts.
    package let ledger: Ledger

    package var principal: Principal { authority.principal }

    package func run(_ statement: BoundStatement) async throws -> ResultBuffer {
        try await transaction.run(statement)
    }

    package func run(_ statements: [BoundStatement]) async throws -> [ResultBuffer] {
        try await transaction.run(statements)
    }

    /// Writes a change row in this transaction: readers of the feed see it exactly when the effect is committed.
    ///
    /// - Parameters:
    ///   - entity: the kind of thing, in the contract's spelling: `unit`, `localWeek`.
    ///   - id: its permanent key or id.
    ///   - data: the thing as it is now, complete, as the contract's type. No secrets, no personal data.
    package func record(_ verb: ChangeVerb, _ entity: String, id: String, data: some Encodable & Sendable) async throws
    {
        try await record([RecordedChange(verb, entity, id: id, data: data)])
    }

    /// As `record`, many in one statement and in their order: for imports.
    package func record(_ changes: [RecordedChange]) async throws {
        for change in changes {
            draft.add(
                try ChangeDigest.of(
                    at: now, entity: change.entity, id: change.id, verb: change.verb.rawValue,
                    principal: principal.name, data: change.data))
        }
        if changes.count == 1 {
            let change = changes[0]
            try await transaction.execute(
                FeedStatements.insert, now, change.entity, change.id, change.verb.rawValue, change.data,
                principal.name, draft.id)
        } else if !changes.isEmpty {
            try await transaction.execute(
                FeedStatements.insertAll, now, changes.map(\.entity), changes.map(\.id),
                changes.map(\.verb.rawValue), changes.map(\.data), principal.name, draft.id)
        }
    }

    /// Runs `body` so that its failure undoes only what it did itself, its change rows included: the error is thrown on, and the
    /// effect may go on without that part. After a lost connection, a passed deadline or a cancelled task nothing goes on.
    package func attempt<Value: Sendable>(_ body: (Effect) async throws -> Value) async throws -> Value {
        let mark = draft.mark
        do {
            return try await transaction.savepoint { _ in try await body(self) }
        } catch {
            draft.rewind(to: mark)
            throw error
        }
    }

    /// The entry by which this effect will stand in the ledger, for what is signed about it. Nothing may be recorded after.
    package func finishEntry() -> LedgerEntry { draft.finish() }
}

/// A change row about to be written.
package struct RecordedChange: Sendable {
    let verb: ChangeVerb
    let entity: String
    let id: String
    let data: RawJSON

    /// As the parameters of `Effect.record`.
    package init(_ verb: ChangeVerb, _ entity: String, id: String, data: some Encodable & Sendable) throws {
        self.verb = verb
        self.entity = entity
        self.id = id
        self.data = try RawJSON(encoding: data)
    }
}

/// What became of a thing. A service adds its own words as static members.
package struct ChangeVerb: RawRepresentable, Sendable, Hashable, ExpressibleByStringLiteral {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }
    package init(stringLiteral value: String) { rawValue = value }

    package static let created: ChangeVerb = "created"
    package static let updated: ChangeVerb = "updated"
    package static let ended: ChangeVerb = "ended"
    package static let published: ChangeVerb = "published"
}
