import NIOCore

/// Runs tasks on an event loop: a method that waits for nothing outside starts and ends there without a change of thread,
/// and one that does comes back to it.
// Unchecked: `ready` is touched on the event loop only.
final class EventLoopExecutor: TaskExecutor, @unchecked Sendable {
    let eventLoop: any EventLoop
    /// What became ready on the event loop, to run together behind what it does now: the answers of one batch come at once.
    private var ready: [UnownedJob] = []

    init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        guard eventLoop.inEventLoop else {
            return eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
        }
        ready.append(job)
        if ready.count == 1 { eventLoop.execute { self.runReady() } }
    }

    private func runReady() {
        let jobs = ready
        ready = []
        for job in jobs { job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
}
