/// What went wrong between a caller and PostgreSQL.
///
/// `description` holds no data of rows, statements' parameters or hosts and may be shown to operators anywhere;
/// `debugDescription` has PostgreSQL's message and detail and belongs in the log only.
package struct PostgresError: Error, Hashable, Sendable {
    package enum Code: Hashable, Sendable {
        /// PostgreSQL refused the statement; the five characters of SQLSTATE say why.
        case server(sqlState: String)
        /// The connection was lost or could not be made; nothing of the call was committed, so it may be sent again.
        case connectionLost
        /// The connection was lost after the commit was sent: the effect is there once or not at all.
        case outcomeUnknown
        /// No connection became free within the bounded wait, or too many callers wait already.
        case poolExhausted
        /// The deadline of the call passed. A commit that was under way is `outcomeUnknown` instead.
        case deadlineExceeded
        /// The database object is closed.
        case closed
        /// A column is not what the statement's decoder takes.
        case decoding
        /// The number of rows is not the one the call asks for.
        case unexpectedRows
        /// Migrations and schema do not fit each other.
        case migration
        /// The call is not possible here (a write through a reader, a parameter too long).
        case usage
    }

    package var code: Code
    /// The name of the violated constraint, as PostgreSQL reports it.
    package var constraint: String?
    package var schema: String?
    package var table: String?
    package var column: String?
    /// The text of the statement, never its parameters.
    package var statement: String?
    /// PostgreSQL's or libpq's own words; may hold data and hosts, so only for the log.
    package var message: String
    /// PostgreSQL's detail; holds data of rows, so only for the log.
    package var detail: String?

    package init(_ code: Code, message: String = "", statement: String? = nil) {
        self.code = code
        self.message = message
        self.statement = statement
    }

    package var sqlState: String? {
        if case .server(let state) = code { state } else { nil }
    }

    package var isUniqueViolation: Bool { sqlState == "23505" }
    package var isForeignKeyViolation: Bool { sqlState == "23503" }
    package var isCheckViolation: Bool { sqlState == "23514" }
    package var isNotNullViolation: Bool { sqlState == "23502" }
    package var isExclusionViolation: Bool { sqlState == "23P01" }
    /// Class 23: a rule of the schema forbids the row.
    package var isConstraintViolation: Bool { sqlState?.hasPrefix("23") ?? false }
    /// Class 40: the transaction ran into another one and may be run again.
    package var isTransactionRollback: Bool { sqlState?.hasPrefix("40") ?? false }
    package var isSerializationFailure: Bool { sqlState == "40001" }
    package var isDeadlock: Bool { sqlState == "40P01" }
    /// A statement that was stopped by a cancel request or by `statement_timeout`.
    package var isQueryCanceled: Bool { sqlState == "57014" }
    package var isLockNotAvailable: Bool { sqlState == "55P03" }
    /// Nothing was committed and the reason is not in the statement: a later try may succeed.
    package var isRetryable: Bool { code == .connectionLost || code == .poolExhausted || isTransactionRollback }
    /// The database cannot be reached or has no room; callers answer "dependency unavailable".
    package var isUnavailable: Bool {
        switch code {
        case .connectionLost, .outcomeUnknown, .poolExhausted, .closed: true
        case .server(let state): state.hasPrefix("08") || state.hasPrefix("53") || state.hasPrefix("57P")
        case .deadlineExceeded, .decoding, .unexpectedRows, .migration, .usage: false
        }
    }
}

extension PostgresError: CustomStringConvertible, CustomDebugStringConvertible {
    package var description: String {
        switch code {
        case .server(let state):
            let place = [table, column, constraint].compactMap(\.self).joined(separator: ", ")
            return "PostgreSQL refused the statement: SQLSTATE \(state)" + (place.isEmpty ? "" : " (\(place))")
        case .connectionLost: return "The connection to PostgreSQL was lost or could not be made"
        case .outcomeUnknown: return "The connection to PostgreSQL was lost while a commit was under way"
        case .poolExhausted: return "No connection to PostgreSQL became free in time"
        case .deadlineExceeded: return "The deadline passed before PostgreSQL answered"
        case .closed: return "The database pool is closed"
        // These texts are made here, from names of types and columns and from versions.
        case .decoding, .unexpectedRows, .migration, .usage: return message
        }
    }

    package var debugDescription: String {
        var lines = [description]
        if !message.isEmpty, message != description { lines.append("message: \(message)") }
        if let detail { lines.append("detail: \(detail)") }
        if let statement { lines.append("statement: \(statement)") }
        return lines.joined(separator: "\n")
    }
}
