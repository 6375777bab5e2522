package import Postgres
import Values

/// The effect of a mutation as one INSERT, which commits together with those of other callers
/// (`docs/decisions/write-groups.md`): key, effect, change row, ledger entry and answer are one
/// statement.
///
///     static let create = GroupedEffect(
///         "INSERT INTO venues (id, name) SELECT $1, $2 FROM gate", ID<Venue>.self, String.self)
///
/// The text selects `FROM gate`, so that it happens only when the key was not used; everything else it needs is a parameter.
/// It must insert a row or fail by a constraint: a key is used up by the statement, not by what the effect found to do.
package struct GroupedEffect<each Param: PostgresEncodable>: Sendable {
    let statement: ComposedStatement

    package init(_ effect: String, _ types: repeat (each Param).Type) {
        // principal, method, key, fingerprint, answer, at; entity, id, verb, data; entry, its digest of changes, clock
        var all: [PostgresType] = [
            .text, .text, .text, .bytea, .text, .timestamptz, .text, .text, .text, .jsonb, .uuid, .bytea, .text,
        ]
        let frame = all.count
        for type in repeat each types { all.append(type.postgresType) }
        // `$1…` of the effect come behind those of the frame.
        let own = effect.replacing(/\$([0-9]+)/) { match in "$\((Int(match.1) ?? 0) + frame)" }
        statement = ComposedStatement(Self.text(around: own), all, access: .groupable)
    }

    /// For a service's list of statements, which its statement test goes through.
    package var forTests: AnyStatement { AnyStatement(statement) }

    /// The fingerprint of the params is their keyed digest, which the entry has too.
    private static func text(around effect: String) -> String {
        """
        WITH gate AS (
            INSERT INTO idempotency (principal, method, key, fingerprint, answer, recorded_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT ON CONSTRAINT idempotency_pkey DO NOTHING RETURNING principal
        ), effect AS (
            \(effect)
        ), change AS (
            INSERT INTO changes (at, entity, id, verb, data, principal, entry)
            SELECT $6, $7, $8, $9, $10, principal, $11 FROM gate
        ), entry AS (
            INSERT INTO ledger_entries (id, recorded_at, principal, method, params, change_count, changes, clock)
            SELECT $11, $6, principal, $2, $4, 1, $12, $13 FROM gate
        )
        SELECT count(*) FROM gate
        """
    }
}

/// What a call is going to do, all of it known before anything is written: the effect's arguments, its change row, and the
/// result.
package struct GroupedMutation<Result: Encodable & Sendable>: Sendable {
    /// What the frame adds to each statement.
    struct Frame: Sendable {
        let principal: String
        let method: String
        let key: String
        let fingerprint: Bytes
        let now: Instant
        let entry: UniqueID
        /// The digest of the entry's changes: of the one there is.
        let changes: Bytes
        let clock: String
    }

    let result: Result
    let change: RecordedChange
    /// The statement, for the frame and the answer to be kept: 1 when it happened, 0 when the key was used before.
    let request: @Sendable (Frame, _ answer: String) -> Request<Int64>

    package init<each Param>(
        _ effect: GroupedEffect<repeat each Param>, _ arguments: repeat each Param, change: RecordedChange,
        result: Result
    ) {
        self.result = result
        self.change = change
        var own = ParameterList()
        for argument in repeat each arguments { own.add(argument) }
        request = { [own] frame, answer in
            effect.statement.count { parameters in
                for text in [frame.principal, frame.method, frame.key] { parameters.add(text) }
                parameters.add(frame.fingerprint)
                parameters.add(answer)
                parameters.add(frame.now)
                for text in [change.entity, change.id, change.verb.rawValue] { parameters.add(text) }
                parameters.add(change.data)
                parameters.add(frame.entry)
                parameters.add(frame.changes)
                parameters.add(frame.clock)
                parameters.add(own)
            }
        }
    }
}
