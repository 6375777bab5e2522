/// JSON-RPC 2.0 §5.1 and `design.md` §2. The message texts of -32700 and -32600…-32603 are the specification's.
extension FaultKind {
    package static let parseError = FaultKind(-32700, "PARSE_ERROR", .invalidArgument, "Parse error")
    package static let invalidRequest = FaultKind(-32600, "INVALID_REQUEST", .invalidArgument, "Invalid Request")
    package static let methodNotFound = FaultKind(-32601, "METHOD_NOT_FOUND", .unimplemented, "Method not found")
    package static let invalidParams = FaultKind(-32602, "INVALID_PARAMS", .invalidArgument, "Invalid params")
    package static let internalError = FaultKind(-32603, "INTERNAL", .internal, "Internal error")
    package static let requestTooBig = FaultKind(-32007, "REQUEST_TOO_BIG", .outOfRange, "Request is too big")
    package static let responseTooBig = FaultKind(
        -32008, "RESPONSE_TOO_BIG", .outOfRange, "Response is too big: ask for less at a time")
    package static let busy = FaultKind(
        -32009, "BUSY", .resourceExhausted, retryable: true, "Server is busy: try again after retryAfterMs")
    package static let batchTooLarge = FaultKind(-32010, "BATCH_TOO_LARGE", .outOfRange, "Too many requests in a batch")
    package static let batchResponseTooLarge = FaultKind(
        -32011, "BATCH_RESPONSE_TOO_LARGE", .outOfRange, "The batch's responses are too large together")
    package static let shuttingDown = FaultKind(
        -32012, "SHUTTING_DOWN", .unavailable, retryable: true, "Server is shutting down: use another connection")
    package static let rateLimited = FaultKind(
        -32013, "RATE_LIMITED", .resourceExhausted, retryable: true, "Too many calls: try again after retryAfterMs")
    package static let dependencyUnavailable = FaultKind(
        -32014, "DEPENDENCY_UNAVAILABLE", .unavailable, retryable: true, "A service this call needs cannot be reached")
    package static let unauthenticated = FaultKind(
        -32020, "UNAUTHENTICATED", .unauthenticated, "Call rpc.auth with a valid key first")
    package static let permissionDenied = FaultKind(
        -32021, "PERMISSION_DENIED", .permissionDenied, "The principal may not do this")
    package static let keyInProgress = FaultKind(
        -32030, "IDEMPOTENCY_IN_PROGRESS", .aborted, retryable: true, "A call with this idempotency key is in progress")
    package static let idempotencyMismatch = FaultKind(
        -32031, "IDEMPOTENCY_MISMATCH", .failedPrecondition, "This idempotency key was used with other params")
    package static let revisionConflict = FaultKind(
        -32032, "REVISION_CONFLICT", .aborted, "The entity has another revision by now: read it and decide again")
    package static let deadlineExceeded = FaultKind(
        -32096, "DEADLINE_EXCEEDED", .deadlineExceeded, retryable: true, "The call did not finish within its timeoutMs")
    package static let cancelled = FaultKind(-32097, "CANCELLED", .cancelled, "The call was cancelled")

    package static let protocolFaults: [FaultKind] = [
        parseError, invalidRequest, methodNotFound, invalidParams, internalError, requestTooBig, responseTooBig, busy,
        batchTooLarge, batchResponseTooLarge, shuttingDown, rateLimited, dependencyUnavailable, unauthenticated,
        permissionDenied, keyInProgress, idempotencyMismatch, revisionConflict, deadlineExceeded, cancelled,
    ]

    /// What any method can answer, so that contracts need not repeat it.
    package static let universal: [FaultKind] = [
        invalidParams, internalError, responseTooBig, busy, shuttingDown, rateLimited, dependencyUnavailable,
        unauthenticated, permissionDenied, deadlineExceeded, cancelled,
    ]
}
