import Contracts
import JSONRPC

/// From `params` to what a method is called with, strictly.
enum ParamsReading {
    static func params<Params: Decodable>(_: Params.Type, of call: RPCCall) throws(Fault) -> Params {
        do {
            return try call.params.decode(
                path: "params", positional: call.contract.positional ?? [], ignoring: "_meta")
        } catch {
            throw Fault(error)
        }
    }

    /// `params._meta`; its members are few and known, so that a misspelt one is refused rather than ignored.
    static func meta(of params: JSONNode?, limits: RPCLimits) throws(Fault) -> CallMeta {
        guard let node = params?["_meta"], !node.isNull else { return CallMeta() }
        let meta: CallMeta
        do {
            meta = try node.decode(path: "params._meta")
        } catch {
            throw Fault(error)
        }
        if let timeout = meta.timeoutMs, !(1...limits.highestTimeoutMs).contains(timeout) {
            throw refused("timeoutMs", "must be 1…\(limits.highestTimeoutMs)")
        }
        if let key = meta.idempotencyKey, !(1...128).contains(key.utf8.count) {
            throw refused("idempotencyKey", "must have 1…128 bytes")
        }
        return meta
    }

    private static func refused(_ member: String, _ detail: String) -> Fault {
        let violation = Violation(path: "params._meta.\(member)", rule: "out_of_range", detail: detail)
        return Fault(.invalidParams, violations: [violation])
    }
}

extension Fault {
    init(_ violation: DecodingViolation) {
        self.init(
            .invalidParams,
            violations: [
                Violation(path: violation.path, rule: violation.rule.rawValue, detail: violation.detail)
            ])
    }

    /// What is wrong with a message before any method sees it.
    init(_ fault: ProtocolFault) {
        let kind = FaultKind.protocolFaults.first { $0.code == fault.code } ?? .invalidRequest
        let violation = Violation(path: "message", rule: "protocol", detail: fault.detail)
        self.init(kind, violations: [violation], limit: fault.limit)
    }
}
