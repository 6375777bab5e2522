package import Contracts
import Postgres

/// What an error of the layers below means to a caller.
package struct FaultMapping: Sendable {
    private let constraints: [String: FaultKind]

    package init(constraints: [String: FaultKind]) { self.constraints = constraints }

    /// The fault for `error`, or nil when it is none a caller can act on: then the answer is -32603, and the detail stands
    /// in the log only.
    package func fault(for error: any Error) -> Fault? {
        switch error {
        case let fault as Fault: fault
        case is CancellationError: Fault(.cancelled)
        case let error as PostgresError: fault(for: error)
        default: nil
        }
    }

    /// What PostgreSQL cannot keep, whoever sends it.
    private static let unstorable = [
        "22021": "a text holds U+0000, which cannot be kept", "22P05": "a text holds U+0000, which cannot be kept",
        "54000": "a text that is searched by is too long",
    ]

    private func fault(for error: PostgresError) -> Fault? {
        if let constraint = error.constraint, let kind = constraints[constraint] { return Fault(kind) }
        switch error.code {
        case .deadlineExceeded: return Fault(.deadlineExceeded)
        case .poolExhausted: return Fault(.busy, retryAfterMs: 100)
        case .connectionLost, .outcomeUnknown, .closed:
            return Fault(
                .dependencyUnavailable, "The service's database cannot be reached: try again", retryAfterMs: 500)
        case .server(let state):
            // 57014 is the statement_timeout that the caller's deadline set; 55P03 a row that another call holds.
            if error.isQueryCanceled { return Fault(.deadlineExceeded) }
            if error.isLockNotAvailable || error.isTransactionRollback { return Fault(.busy, retryAfterMs: 50) }
            if error.isUnavailable || state.hasPrefix("57") || state.hasPrefix("53") {
                return Fault(
                    .dependencyUnavailable, "The service's database cannot be reached: try again", retryAfterMs: 500)
            }
            return Self.unstorable[state].map { detail in
                Fault(.invalidParams, violations: [Violation(path: "params", rule: "unstorable", detail: detail)])
            }
        case .decoding, .unexpectedRows, .migration, .usage: return nil
        }
    }
}
