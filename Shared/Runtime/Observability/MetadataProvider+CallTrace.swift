import Logging
import RPC

extension Logger.MetadataProvider {
    /// The trace of the call that the current task works for; the same id stands in `error.data.traceId`.
    static let callTrace = Logger.MetadataProvider {
        guard let call = RPCCall.current else { return [:] }
        return ["traceId": "\(call.trace.traceID)", "method": "\(call.contract.name)"]
    }
}
