/// Trace ids for calls that bring none: random once per connection, then counted. Unique, not secret.
struct TraceSource {
    private let high: UInt64
    private var low: UInt64

    init(high: UInt64 = .random(in: 1 ... .max), low: UInt64 = .random(in: 0 ... .max)) {
        self.high = high
        self.low = low
    }

    mutating func next() -> TraceContext {
        low &+= 1
        return TraceContext(high: high, low: low)
    }
}
