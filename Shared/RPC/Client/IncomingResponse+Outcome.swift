import Contracts
import JSONRPC

extension IncomingResponse {
    var callOutcome: CallOutcome {
        switch outcome {
        case .result(let node): .result(node)
        case .error(let code, let message, let data): .fault(Fault(code: code, message: message, data: data))
        }
    }
}

extension Fault {
    /// The fault a server answered. One that is not in this program's table keeps its code and reason.
    init(code: Int, message: String, data: JSONNode?) {
        let data = data.flatMap { try? $0.decode(FaultData.self, path: "error.data", allowsUnknown: true) }
        let kind =
            data.flatMap { FaultKind.of(reason: $0.reason) }
            ?? FaultKind(
                code, data?.reason ?? "UNKNOWN", data?.status ?? .unknown, retryable: data?.retryable ?? false, message)
        self.init(
            kind, message, violations: data?.violations ?? [], retryAfterMs: data?.retryAfterMs, limit: data?.limit,
            currentRevision: data?.currentRevision, traceID: data?.traceId)
    }
}
