/// Pauses between tries: each twice as long as the one before, up to a cap, shortened by chance so that many callers
/// do not come back at once.
struct Backoff {
    private var ceiling: Duration
    private let cap: Duration

    init(first: Duration = .milliseconds(50), cap: Duration = .seconds(1)) {
        ceiling = first
        self.cap = cap
    }

    mutating func next() -> Duration {
        defer { ceiling = min(ceiling * 2, cap) }
        return ceiling * Double.random(in: 0.5...1)
    }
}
