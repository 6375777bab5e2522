import Synchronization

/// Wakes everybody who waits for something to have happened. Nothing is lost between looking and waiting: who looked at
/// generation n is woken by n + 1, even when that came before the wait began.
final class WakeSignal: Sendable {
    private struct State {
        var generation: UInt64 = 0
        var serial: UInt64 = 0
        var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
    }

    private let state = Mutex(State())

    var generation: UInt64 { state.withLock(\.generation) }

    func wake() {
        let waiters = state.withLock { state in
            state.generation += 1
            defer { state.waiters = [:] }
            return state.waiters
        }
        for waiter in waiters.values { waiter.resume() }
    }

    /// Returns when a generation after `seen` has come, when `limit` is over, or when the task is cancelled.
    func wait(after seen: UInt64, atMost limit: Duration) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.wait(after: seen) }
            group.addTask { try? await Task.sleep(for: limit) }
            await group.next()
            group.cancelAll()
        }
    }

    private func wait(after seen: UInt64) async {
        let serial = state.withLock { state in
            state.serial += 1
            return state.serial
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    // A cancellation before this line has found no waiter to resume; one after it finds this.
                    if state.generation != seen || Task.isCancelled { return true }
                    state.waiters[serial] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: serial) }?.resume()
        }
    }
}
