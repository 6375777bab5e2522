/// The only error that crosses the wire. Whatever else a method throws becomes -32603 with a trace id, and its detail
/// stays in the log.
package struct Fault: Error, Sendable, Equatable {
    package let kind: FaultKind
    /// For a person: what is wrong and what to do. Never SQL, stacks, hosts, secrets.
    package let message: String
    package var violations: [Violation]
    package var retryAfterMs: Int?
    package var limit: Int?
    /// The revision that stands now, with `REVISION_CONFLICT`.
    package var currentRevision: Int?
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
    package let detail: String

    package init(path: String, rule: String, detail: String) {
        self.path = path
        self.rule = rule
        self.detail = detail
    }
}

/// `error.data` on the wire: always an object.
package struct FaultData: Codable, Sendable, Equatable {
    package let reason: String
    package let status: Status
    package let retryable: Bool
    package let traceId: String?
    package let violations: [Violation]?
    package let retryAfterMs: Int?
    package let limit: Int?
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
