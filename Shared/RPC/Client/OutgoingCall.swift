import Contracts
import JSONRPC

/// A call ready to be sent, on any connection and any number of times.
struct OutgoingCall: Sendable {
    /// The message up to its id: `{"jsonrpc":"2.0","method":…,"params":…,"id":`.
    let head: [UInt8]
    let isLongPoll: Bool
    /// Whether it may be sent again when it may have been processed already.
    let isRepeatable: Bool
    let expires: Uptime

    init(
        method: String, kind: MethodKind?, options: CallOptions, expires: Uptime, trace: TraceContext,
        params: (inout JSONWriter, CallMeta) throws(Fault) -> Void
    ) throws(Fault) {
        let remaining = max(1, (expires.nanoseconds - Uptime.now.nanoseconds) / 1_000_000)
        let meta = CallMeta(
            timeoutMs: Int(min(remaining, 120_000)), idempotencyKey: options.idempotencyKey,
            dryRun: options.dryRun ? true : nil, traceparent: trace.traceparent(span: .random(in: 1 ... .max)))
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("jsonrpc")
        writer.string("2.0")
        writer.name("method")
        writer.string(method)
        writer.name("params")
        try params(&writer, meta)
        writer.name("id")
        head = writer.bytes
        isLongPoll = kind == .longPoll
        isRepeatable = kind == .query || kind == .longPoll || options.idempotencyKey != nil
        self.expires = expires
    }
}

/// How one try of a call ended.
enum CallOutcome: Sendable {
    case result(JSONNode)
    case fault(Fault)
    /// The connection died before the answer came; the call may or may not have been processed.
    case lost
    /// The caller's task was cancelled.
    case cancelled
    /// The deadline passed.
    case expired
}
