import Contracts
import JSONRPC

/// A method as the server holds it: its contract, and how to run it with types erased.
final class RegisteredMethod: Sendable {
    typealias Handler = @Sendable (RPCCall, Answer) async -> Void
    /// Writes the whole answer, without its frame; the id is nil for a notification, and then nothing is written.
    typealias DirectHandler = @Sendable (RPCCall, RequestID?, inout JSONWriter) throws -> Void

    /// Begins the call, which is answered through ``PendingAnswer``.
    typealias WaitingHandler = @Sendable (RPCCall, Answer) throws -> any PendingWork

    /// How it runs.
    enum Work: Sendable {
        /// In a task of its own. Answers exactly once; throws nothing.
        case task(Handler)
        /// Where its request was read, without a task: it never waits. What it throws is its answer.
        case direct(DirectHandler)
        /// Begins where its request was read and is finished by what it waits for, once, without a task. What it throws is its
        /// answer.
        case waiting(WaitingHandler)
    }

    let contract: MethodContract
    /// Who may call it at all; nil when everybody may.
    let gate: RoleMask?
    /// Acts when it is read, without waiting for its turn: `rpc.cancel`, `$/cancelRequest`.
    let isImmediate: Bool
    /// What comes behind waits for its end: `rpc.auth`.
    let isBarrier: Bool
    let work: Work

    init(_ contract: MethodContract, isImmediate: Bool = false, isBarrier: Bool = false, _ work: Work) {
        self.contract = contract
        gate = contract.access.gate
        self.isImmediate = isImmediate
        self.isBarrier = isBarrier
        self.work = work
    }
}

/// Where the outcome of one call goes. Use it once.
struct Answer: Sendable {
    let sink: any AnswerSink
    let ticket: Ticket
}

/// What a running call can do to the connection it came by. All of it on the connection's event loop.
protocol AnswerSink: AnyObject, Sendable {
    func succeed(_ ticket: Ticket, with result: some Encodable & Sendable)
    func fail(_ ticket: Ticket, with fault: Fault)
    /// Answers with the result that is written on the event loop, or with what the writing throws.
    func finish(_ ticket: Ticket, _ call: RPCCall, _ result: @escaping @Sendable (inout JSONWriter) throws -> Void)
    /// The calls that come behind are this principal's.
    func authenticated(as principal: Principal)
    /// Whether a call with this id was in flight.
    func cancelCall(id: JSONNode) -> Bool
}

/// Names one call of one connection; never used twice.
struct Ticket: Hashable, Sendable {
    let slot: Int
    let serial: UInt64
}
