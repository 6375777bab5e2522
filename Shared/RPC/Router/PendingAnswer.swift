package import JSONRPC

/// Where the outcome of a call that waits once goes. Use it once, from any thread. A class, because what is waited for holds
/// it and a copy would retain all that a call has.
package final class PendingAnswer: Sendable {
    package let call: RPCCall
    private let answer: Answer

    init(call: RPCCall, answer: Answer) {
        self.call = call
        self.answer = answer
    }

    /// Ends the call.
    ///
    /// - Parameter result: writes the result, a value, on the connection's event loop, at once when that is the caller's. What
    ///   it throws is answered in its place.
    package func finish(_ result: @escaping @Sendable (inout JSONWriter) throws -> Void) {
        answer.sink.finish(answer.ticket, call, result)
    }
}

/// What a call waits for that no task waits for.
package protocol PendingWork: AnyObject, Sendable {
    /// The call's outcome is not wanted any more. It is finished all the same, soon.
    func cancel()
}
