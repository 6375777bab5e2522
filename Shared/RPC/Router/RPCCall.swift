package import Contracts
package import JSONRPC
package import Values

/// What a method knows about its call beside the parameters.
package struct RPCCall: Sendable {
    /// The call that the current task works for. Clients use it so that the deadline and the trace go down with every call.
    @TaskLocal package static var current: RPCCall?

    let method: RegisteredMethod
    let caller: Caller
    /// `params._meta`, checked: `timeoutMs` is within bounds, `idempotencyKey` has 1…128 bytes.
    package let meta: CallMeta
    package let trace: TraceContext
    /// The service's clock when the last byte of the request was read, before it waited for anything.
    package let receivedAt: Instant
    /// On the monotonic clock. At this moment the caller is answered -32096 and the task is cancelled.
    let expires: Uptime
    let params: JSONNode

    /// Never nil in a method whose access is not `open`.
    package var principal: Principal? { caller.principal }

    /// The client's address without its port: what failures are counted by.
    var peerHost: String {
        let peer = caller.peer
        guard let colon = peer.lastIndex(of: ":") else { return peer }
        return String(peer[..<colon])
    }

    /// A member of the params by name, or by place where they came in order; `content.host` for one inside another. Nil
    /// when it is absent or null.
    package func param(_ path: String) -> JSONNode? {
        var node: JSONNode? = params
        for (depth, name) in path.split(separator: ".").enumerated() {
            if depth == 0, params.kind == .array {
                let place = contract.positional?.firstIndex(of: String(name))
                node = place.flatMap { Array(params.elements.prefix($0 + 1)).dropFirst($0).first }
            } else {
                node = node?[String(name)]
            }
        }
        return node.flatMap { $0.isNull ? nil : $0 }
    }

    package var contract: MethodContract { method.contract }

    /// What is left until the deadline; never negative.
    package var remaining: Duration { .nanoseconds(max(0, expires.nanoseconds - Uptime.now.nanoseconds)) }

    package var deadline: ContinuousClock.Instant { .now + remaining }

    /// The params without `_meta` in the one form that equal requests share, for the fingerprint of an idempotency key.
    package func canonicalParams() -> [UInt8] {
        var writer = JSONWriter()
        writer.canonical(params, omitting: "_meta")
        return writer.bytes
    }
}
