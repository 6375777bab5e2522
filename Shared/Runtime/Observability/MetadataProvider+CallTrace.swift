import Logging
import RPC

extension Logger.MetadataProvider {
    /// The trace of the call that the current task works for.
    static let callTrace = Logger.MetadataProvider {
        guard let call = RPCCall.current else { return [:] }
        return ["trace": "\(call.trace.traceID)", "method": "\(call.contract.name)"]
    }
}
