import CoreMetrics
import Synchronization

/// One line, or one histogram, of the output.
protocol MetricSeries: AnyObject, Sendable {
    func add(_ value: Double)
    func set(_ value: Double)
    func write(name: String, labels: String, to text: inout String)
}

/// A number that every call of every event loop adds to, without a lock that they would wait for.
private struct SharedNumber: ~Copyable {
    private let bits = Atomic<UInt64>(0)

    var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

    func add(_ value: Double) {
        var known = bits.load(ordering: .relaxed)
        while true {
            let sum = (Double(bitPattern: known) + value).bitPattern
            let (isDone, original) = bits.weakCompareExchange(expected: known, desired: sum, ordering: .relaxed)
            if isDone { return }
            known = original
        }
    }

    func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }
}

/// Only ever rises.
final class CounterSeries: MetricSeries {
    private let number = SharedNumber()

    func add(_ value: Double) { number.add(max(0, value)) }

    func set(_ value: Double) { add(value) }

    func write(name: String, labels: String, to text: inout String) {
        text += "\(name)\(Prometheus.braced(labels)) \(Prometheus.number(number.value))\n"
    }
}

final class GaugeSeries: MetricSeries {
    private let number = SharedNumber()
    private let reading = Mutex<(@Sendable () -> Double)?>(nil)

    func add(_ value: Double) { number.add(value) }

    func set(_ value: Double) { number.set(value) }

    func observe(_ read: @escaping @Sendable () -> Double) { reading.withLock { $0 = read } }

    func write(name: String, labels: String, to text: inout String) {
        // Read outside of the lock: what it asks may take locks of its own.
        let read = reading.withLock(\.self)
        text += "\(name)\(Prometheus.braced(labels)) \(Prometheus.number(read?() ?? number.value))\n"
    }
}

final class HistogramSeries: MetricSeries {
    private struct State {
        var counts: [Int]
        var sum = 0.0
    }

    private let bounds: [Double]
    private let state: Mutex<State>

    init(_ bounds: [Double]) {
        self.bounds = bounds
        state = Mutex(State(counts: [Int](repeating: 0, count: bounds.count + 1)))
    }

    func add(_ value: Double) {
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock {
            $0.counts[bucket] += 1
            $0.sum += value
        }
    }

    func set(_ value: Double) { add(value) }

    func write(name: String, labels: String, to text: inout String) {
        let state = state.withLock(\.self)
        let separator = labels.isEmpty ? "" : ","
        var total = 0
        for (bound, count) in zip(bounds.map(Prometheus.number) + ["+Inf"], state.counts) {
            total += count
            text += "\(name)_bucket{\(labels)\(separator)le=\"\(bound)\"} \(total)\n"
        }
        text += "\(name)_sum\(Prometheus.braced(labels)) \(Prometheus.number(state.sum))\n"
        text += "\(name)_count\(Prometheus.braced(labels)) \(total)\n"
    }
}

/// The spelling of Prometheus' text format.
enum Prometheus {
    static func name(_ label: String) -> String {
        String(label.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") ? $0 : "_" })
    }

    /// `a="b",c="d"`, sorted.
    static func labels(_ labels: [(String, String)]) -> String {
        labels.sorted { $0.0 < $1.0 }.map { label, value in
            let escaped = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
            return "\(name(label))=\"\(escaped)\""
        }.joined(separator: ",")
    }

    static func help(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    }

    static func braced(_ labels: String) -> String { labels.isEmpty ? "" : "{\(labels)}" }

    static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    }
}

// swift-metrics asks for a handler type per kind; each hands its values to a series.

final class CounterAdapter: CounterHandler, FloatingPointCounterHandler {
    private let series: any MetricSeries
    init(_ series: any MetricSeries) { self.series = series }
    func increment(by amount: Int64) { series.add(Double(amount)) }
    func increment(by amount: Double) { series.add(amount) }
    /// Prometheus' counters never go back.
    func reset() {}
}

final class MeterAdapter: MeterHandler {
    private let series: any MetricSeries
    init(_ series: any MetricSeries) { self.series = series }
    func set(_ value: Int64) { series.set(Double(value)) }
    func set(_ value: Double) { series.set(value) }
    func increment(by amount: Double) { series.add(amount) }
    func decrement(by amount: Double) { series.add(-amount) }
}

final class RecorderAdapter: RecorderHandler {
    private let series: any MetricSeries
    init(_ series: any MetricSeries) { self.series = series }
    func record(_ value: Int64) { series.set(Double(value)) }
    func record(_ value: Double) { series.set(value) }
}

final class TimerAdapter: TimerHandler {
    private let series: any MetricSeries
    init(_ series: any MetricSeries) { self.series = series }
    func recordNanoseconds(_ duration: Int64) { series.add(Double(duration) / 1e9) }
}
