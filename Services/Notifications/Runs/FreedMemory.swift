import CMemory
import Shared

/// The largest plans of a nation need a hundred megabytes for a second. What is freed behind them stays with the process, in an
/// arena for each thread that ever made one, unless it is given back.
enum FreedMemory {
    private static let interval: Duration = .seconds(5)
    /// Less than this is kept for what comes next.
    private static let kept = 16 << 20

    static func job(_ logger: Logger) -> Job {
        .every(interval, "memory", logger: logger) { cmemory_give_back(kept) }
    }
}
