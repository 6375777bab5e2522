import CMemory
import Shared

/// The largest plans of a nation need a hundred megabytes for a second, and messages are put together by a dozen threads. What is
/// freed behind them stays with the process, in an arena for each of those threads, unless arenas are few and are emptied.
enum FreedMemory {
    private static let interval: Duration = .seconds(5)
    /// Less than this is kept for what comes next.
    private static let kept = 16 << 20
    /// One sender and one planner are busy at a time.
    private static let arenas: Int32 = 2

    /// Before anything else of the process.
    static func bound() { cmemory_bound_arenas(arenas) }

    static func job(_ logger: Logger) -> Job {
        .every(interval, "memory", logger: logger) { cmemory_give_back(kept) }
    }
}
