import Contracts
import Synchronization

/// What all connections of a server share: the bound of calls, and counts.
final class ServerCounters: Sendable {
    private let callLimit: Int
    private let inFlight = Atomic<Int>(0)
    private let waiting = Atomic<Int>(0)
    private let calls = Atomic<Int>(0)
    private let faults = Atomic<Int>(0)
    private let dropped = Atomic<Int>(0)
    private let open = Atomic<Int>(0)
    private let refused = Atomic<Int>(0)

    init(callLimit: Int) {
        self.callLimit = callLimit
    }

    /// Whether one more call would be admitted.
    var hasRoom: Bool { inFlight.load(ordering: .relaxed) < callLimit }

    /// Admits calls, unless the service has too many; each admitted is to leave again.
    func admit(_ count: Int) -> Bool {
        let (_, after) = inFlight.add(count, ordering: .relaxed)
        guard after > callLimit else { return true }
        inFlight.subtract(count, ordering: .relaxed)
        return false
    }

    func leave(_ count: Int) {
        inFlight.subtract(count, ordering: .relaxed)
    }

    /// Calls and batches have begun to wait for their turn, or no longer do.
    func waiting(by change: Int) {
        waiting.add(change, ordering: .relaxed)
    }

    /// Counts calls that have ended. A connection reports what one read brought together: counting each by itself would
    /// move this memory between the cores for every call.
    func ended(calls: Int, faults: Int) {
        self.calls.add(calls, ordering: .relaxed)
        if faults > 0 { self.faults.add(faults, ordering: .relaxed) }
    }

    func notificationDropped() {
        dropped.add(1, ordering: .relaxed)
    }

    /// Counts a connection, unless there are too many.
    func openConnection(limit: Int) -> Bool {
        let (_, after) = open.add(1, ordering: .relaxed)
        guard after > limit else { return true }
        open.subtract(1, ordering: .relaxed)
        refused.add(1, ordering: .relaxed)
        return false
    }

    func closeConnection() {
        open.subtract(1, ordering: .relaxed)
    }

    var stats: ServerStats {
        ServerStats(
            connections: open.load(ordering: .relaxed), connectionsRefused: refused.load(ordering: .relaxed),
            callsInFlight: inFlight.load(ordering: .relaxed), callsWaiting: waiting.load(ordering: .relaxed),
            calls: calls.load(ordering: .relaxed),
            faults: faults.load(ordering: .relaxed), notificationsDropped: dropped.load(ordering: .relaxed))
    }
}
