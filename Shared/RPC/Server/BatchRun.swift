import JSONRPC

/// A batch on its way: which members have started, and the answers so far.
struct BatchRun {
    let members: [IncomingMessage]
    let framing: Framing
    let arrival: Arrival
    /// How many of the connection's calls it counts as.
    let weight: Int
    /// Started only when nothing else runs, because one of its members is a notification.
    let isBarrier: Bool
    /// By position; empty where nothing is answered or the answer is not there yet.
    var answers: [[UInt8]]
    var next = 0
    var running = 0
    /// A notification of it is running: nothing behind it starts.
    var notificationRuns = false

    init(_ members: [IncomingMessage], framing: Framing, arrival: Arrival, weight: Int) {
        self.members = members
        self.framing = framing
        self.arrival = arrival
        self.weight = weight
        isBarrier = members.contains { if case .call(let call) = $0 { call.id == nil } else { false } }
        answers = Array(repeating: [], count: members.count)
    }

    var isOver: Bool { next == members.count && running == 0 }
}
