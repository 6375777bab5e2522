import Contracts
import JSONRPC
import Values

/// One call of a connection, from its reading to its answer. A class, because it is looked at some ten times on the way and
/// a copy would retain all it holds.
final class CallSlot {
    enum Phase {
        /// Behind something that must end first.
        case waiting
        case running
        /// Answered already, by its deadline or because nobody is there any more; its work has not ended yet.
        case abandoned
    }

    /// What a call takes up while it is in flight.
    enum Weight {
        /// One of the connection's and the service's calls.
        case call
        /// One of the connection's long polls.
        case longPoll
        /// Nothing of its own: an immediate method, or a member of a batch, which counts as a whole.
        case none
    }

    let serial: UInt64
    /// Nil for a notification.
    let id: RequestID?
    /// Nil when nobody registered it.
    let method: RegisteredMethod?
    let params: JSONNode
    let meta: CallMeta
    /// What was wrong with `_meta`; answered in the call's turn, behind the check of access.
    let metaFault: Fault?
    let trace: TraceContext
    let framing: Framing
    let arrival: Arrival
    let expires: Uptime
    let weight: Weight
    /// The batch it belongs to and its place in it.
    let member: (batch: UInt64, position: Int)?
    var phase = Phase.waiting
    /// Its answer is counted already; its work has not ended.
    var isRecorded = false

    init(
        serial: UInt64, _ call: IncomingCall, _ method: RegisteredMethod?, _ opening: CallOpening, framing: Framing,
        arrival: Arrival, weight: Weight, member: (batch: UInt64, position: Int)?
    ) {
        self.serial = serial
        id = call.id
        self.method = method
        params = call.params ?? JSONDocument.emptyObject.root
        meta = opening.meta
        metaFault = opening.metaFault
        trace = opening.trace
        self.framing = framing
        self.arrival = arrival
        expires = opening.expires
        self.weight = weight
        self.member = member
    }

    var isNotification: Bool { id == nil }
    /// The method's name for counts.
    var label: String { method?.contract.name ?? CallRecord.unknownMethod }
}

/// What is read of a call's params before it has a place: all that its order and its deadline depend on.
struct CallOpening {
    var meta = CallMeta()
    var metaFault: Fault?
    let trace: TraceContext
    let expires: Uptime
}

/// A call that is answered where it was read.
struct DirectCall {
    let id: RequestID
    let method: RegisteredMethod
    let handler: RegisteredMethod.DirectHandler
    let params: JSONNode
    let opening: CallOpening
    let framing: Framing
    let arrival: Arrival
}

/// When a message was complete, on both clocks; one reading for all messages of one read.
struct Arrival {
    let uptime: Uptime
    let instant: Instant
}
