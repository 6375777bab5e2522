import Shared

/// Which instants of steps a window is about: those in it, and those at which a step may have been held back by a suppression
/// that ends in it (M5). A step at any other instant is outside, whatever else is known of it.
struct Interest: Sendable {
    /// Exclusive.
    private let from: Instant
    /// Inclusive.
    private let to: Instant

    init(from: Instant, to: Instant, suppressions: [Suppression]) {
        self.to = to
        let hasOneThatEnds = suppressions.contains { $0.end > from && $0.end <= to }
        // One may have handed the step over to the next: it came no earlier than the first of all began.
        let first = hasOneThatEnds ? suppressions.map(\.start).min() : nil
        self.from = first.map { min(from, $0.adding(microseconds: -1)) } ?? from
    }

    func contains(_ instant: Instant) -> Bool { instant > from && instant <= to }

    /// The earliest instant is the first one behind it.
    var begin: Instant { from }
}
