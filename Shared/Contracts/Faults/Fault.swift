/// The only error that crosses the wire. Whatever else a method throws becomes -32603 with a trace id, and its detail
/// stays in the log.
package struct Fault: Error, Sendable, Equatable {
    /// Decides code, reason, status and whether to try again.
    package let kind: FaultKind
    /// For a person: what is wrong and what to do. Never SQL, stacks, hosts, secrets.
    package let message: String
    /// What is wrong with the input, all of it at once; empty when it is not the input.
    package var violations: [Violation]
    /// When trying again has a chance; nil when waiting does not help.
    package var retryAfterMs: Int?
    /// The bound that was exceeded; nil when none was.
    package var limit: Int?
    /// The revision that stands now, with `REVISION_CONFLICT`.
    package var currentRevision: Int?
    /// Finds the call in the logs; set by the server.
    package var traceID: String?

    package init(
        _ kind: FaultKind, _ message: String? = nil, violations: [Violation] = [], retryAfterMs: Int? = nil,
        limit: Int? = nil, currentRevision: Int? = nil, traceID: String? = nil
    ) {
        self.kind = kind
        self.message = message ?? kind.message
        self.violations = violations
        self.retryAfterMs = retryAfterMs
        self.limit = limit
        self.currentRevision = currentRevision
        self.traceID = traceID
    }
}

extension Fault: CustomStringConvertible {
    package var description: String {
        let where_ =
            violations.isEmpty ? "" : " (" + violations.map { "\($0.path): \($0.detail)" }.joined(separator: "; ") + ")"
        return "\(kind.reason): \(message)\(where_)"
    }
}

/// One thing wrong with the input: where, against which rule, and what to do.
package struct Violation: Codable, Sendable, Hashable {
    /// `params.items[3].name`; for a file also its line: `line 12: tracks.lifelong.window.end`.
    package let path: String
    /// Stable, snake_case: `required`, `unknown_member`, `wrong_type`, `out_of_range` …
    package let rule: String
    /// For a person: what is wrong and what would be right.
    package let detail: String

    package init(path: String, rule: String, detail: String) {
        self.path = path
        self.rule = rule
        self.detail = detail
    }
}

/// `error.data` on the wire: always an object.
package struct FaultData: Codable, Sendable, Equatable {
    /// Stable, upper case: `UNIT_UNKNOWN`; what clients decide by.
    package let reason: String
    /// What kind of failure it was.
    package let status: Status
    /// Whether the same call may succeed later.
    package let retryable: Bool
    /// Finds the call in the logs of every service it passed; absent outside of a call.
    package let traceId: String?
    /// Absent when the input is not what is wrong.
    package let violations: [Violation]?
    /// Milliseconds; absent when waiting does not help.
    package let retryAfterMs: Int?
    /// The bound that was exceeded; absent when none was.
    package let limit: Int?
    /// Only with `REVISION_CONFLICT`: the revision that stands now.
    package let currentRevision: Int?

    package init(_ fault: Fault) {
        reason = fault.kind.reason
        status = fault.kind.status
        retryable = fault.kind.retryable
        traceId = fault.traceID
        violations = fault.violations.isEmpty ? nil : fault.violations
        retryAfterMs = fault.retryAfterMs
        limit = fault.limit
        currentRevision = fault.currentRevision
    }
}

/// gRPC's words for what kind of failure it was.
package enum Status: String, Codable, Sendable, Hashable, CaseIterable {
    case cancelled = "CANCELLED"
    case unknown = "UNKNOWN"
    case invalidArgument = "INVALID_ARGUMENT"
    case deadlineExceeded = "DEADLINE_EXCEEDED"
    case notFound = "NOT_FOUND"
    case alreadyExists = "ALREADY_EXISTS"
    case permissionDenied = "PERMISSION_DENIED"
    case resourceExhausted = "RESOURCE_EXHAUSTED"
    case failedPrecondition = "FAILED_PRECONDITION"
    case aborted = "ABORTED"
    case outOfRange = "OUT_OF_RANGE"
    case unimplemented = "UNIMPLEMENTED"
    case `internal` = "INTERNAL"
    case unavailable = "UNAVAILABLE"
    case dataLoss = "DATA_LOSS"
    case unauthenticated = "UNAUTHENTICATED"
}
