/// What a call in flight waits for, so that it can be cancelled.
enum RunningWork {
    case task(Task<Void, Never>)
    case pending(any PendingWork)

    func cancel() {
        switch self {
        case .task(let task): task.cancel()
        case .pending(let work): work.cancel()
        }
    }
}
