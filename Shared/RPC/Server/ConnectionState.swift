import Contracts
import DequeModule
import JSONRPC

/// Decides everything about one connection: what starts, waits, is refused, when reading stops, when the connection ends.
///
/// A value without I/O and without a clock. Events go in by the mutating functions; what is to be done comes out of
/// ``nextAction()``. ``Connection`` does it.
///
/// Order: calls start in the order they came and end in any. A notification, and `rpc.auth`, starts when all before it
/// have ended, and what is behind waits for its end; long polls do not hold it up. Immediate methods wait for nothing.
struct ConnectionState {
    enum Action {
        /// Run it; its outcome comes back by `ended`.
        case start(Ticket)
        /// Answer a call that is never run with this fault, then `ended`.
        case refuse(Ticket, Fault)
        /// Answer a message that is not a call in flight.
        case refuseMessage(RequestID, Fault, Framing)
        /// Cancel the task of a running call; the call answers by itself.
        case cancel(Ticket)
        /// Answer with this fault and cancel the task, whose own outcome is not wanted any more.
        case abandon(Ticket, Fault)
        /// Write the answers of a batch in their order.
        case answerBatch([[UInt8]], Framing)
        /// Cut the connection without more words.
        case cut
    }

    let limits: RPCLimits
    let wireLimits: WireLimits
    let router: RPCRouter
    let counters: ServerCounters
    var actions: Deque<Action> = []
    var slots: [CallSlot?] = []
    var freeSlots: [Int] = []
    var batches: [UInt64: BatchRun] = [:]
    var waiting: Deque<Unit> = []
    /// How many of them the service's count knows of.
    var waitingReported = 0
    var serial: UInt64 = 0
    var traces: TraceSource
    /// Calls that run and hold up a barrier.
    var running = 0
    var barrierRuns = false
    /// Calls and batches taken on, running or waiting, in calls.
    var inFlight = 0
    var longPolls = 0
    /// How many were answered -32009 since the calls in flight reached their limit.
    var refusedInARow = 0
    var unsentBytes = 0
    var isDraining = false
    /// The client sends no more: it closed its side, or said something after which nothing is read.
    var inputEnded = false
    var isCut = false
    var times: ConnectionTimes

    /// What waits for its turn.
    enum Unit {
        case call(Ticket)
        case batch(UInt64)
    }

    init(
        limits: RPCLimits, router: RPCRouter, counters: ServerCounters, traces: TraceSource,
        needsAuthentication: Bool, now: Uptime
    ) {
        self.limits = limits
        self.wireLimits = WireLimits(limits)
        self.router = router
        self.counters = counters
        self.traces = traces
        times = ConnectionTimes(limits, needsAuthentication: needsAuthentication, now: now)
    }

    mutating func nextAction() -> Action? { actions.popFirst() }

    /// Whether more messages are to be taken from the client.
    var wantsInput: Bool {
        !inputEnded && !isCut && unsentBytes < limits.outputSoftBytes
            && inFlight + refusedInARow < 2 * limits.callsInFlight
    }

    /// Whether nothing is in flight.
    var isQuiet: Bool { inFlight == 0 && longPolls == 0 && batches.isEmpty && waiting.isEmpty }

    /// Whether the server's side is to be closed: all is answered and sent, and nothing more will come or be taken.
    var isOver: Bool { (inputEnded || isDraining) && isQuiet && actions.isEmpty && unsentBytes == 0 }

    /// The slot of a call in flight; nil when the ticket is of the past.
    func slot(_ ticket: Ticket) -> CallSlot? {
        guard let slot = slots[ticket.slot], slot.serial == ticket.serial else { return nil }
        return slot
    }
}

extension WireLimits {
    init(_ limits: RPCLimits) {
        self.init(
            messageBytes: limits.requestBytes, depth: limits.depth, idBytes: limits.idBytes,
            methodBytes: limits.methodBytes, batchMembers: limits.batchMembers, headerBytes: limits.headerBytes,
            errorsInARow: limits.errorsInARow)
    }
}
