extension FaultKind {
    /// The fault as a caller may meet it, with everything in its data that stands there for this kind: the example of the
    /// OpenRPC document and of the reference.
    package var example: Fault {
        var fault = Fault(self, traceID: Self.exampleTraceID)
        switch self {
        case .parseError, .invalidRequest:
            let detail = self == .parseError ? "a byte that cannot stand here at byte 39" : "the batch is empty"
            fault.violations = [Violation(path: "message", rule: "protocol", detail: detail)]
        case .invalidParams:
            fault.violations = [
                Violation(path: "params.limit", rule: "wrong_type", detail: "must be an integer, is a string")
            ]
        case .requestTooBig: fault.limit = RPCLimits().requestBytes
        case .responseTooBig, .batchResponseTooLarge: fault.limit = RPCLimits().responseBytes
        case .batchTooLarge: fault.limit = RPCLimits().batchMembers
        case .busy: fault.retryAfterMs = 50
        case .rateLimited: fault.retryAfterMs = 1000
        case .revisionConflict: fault.currentRevision = 7
        default: break  // The others say all they have to say by their kind.
        }
        return fault
    }

    private static let exampleTraceID = "0af7651916cd43dd8448eb211c80319c"
}
