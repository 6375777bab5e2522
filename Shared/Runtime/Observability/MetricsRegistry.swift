package import CoreMetrics
import Synchronization

/// The process's metrics, in memory, written out as Prometheus text. A backend of swift-metrics.
///
/// Labels are bounded: a metric with more than `seriesLimit` combinations puts further ones under `other`, so that no
/// caller can fill the memory with names.
package final class MetricsRegistry: MetricsFactory {
    package static let seriesLimit = 200

    private let families = Mutex<[String: MetricFamily]>([:])
    private let helps = Mutex<[String: String]>([:])

    package init() {}

    /// Counts events. The name ends in `_total`.
    ///
    /// - Parameter help: one sentence for whoever reads the metric, as for all of them.
    package func counter(_ name: String, _ labels: [(String, String)] = [], help: String = "") -> Counter {
        describe(name, help)
        return Counter(label: name, dimensions: labels, factory: self)
    }

    package func gauge(_ name: String, _ labels: [(String, String)] = []) -> Gauge {
        Gauge(label: name, dimensions: labels, factory: self)
    }

    /// Durations, in seconds in the output. The name ends in `_seconds`.
    package func timer(_ name: String, _ labels: [(String, String)] = []) -> CoreMetrics.Timer {
        CoreMetrics.Timer(label: name, dimensions: labels, factory: self)
    }

    /// A gauge whose value is asked for when it is written out.
    package func observe(
        _ name: String, _ labels: [(String, String)] = [], help: String = "", _ read: @escaping @Sendable () -> Double
    ) {
        (series(name, labels, .gauge, help: help) as? GaugeSeries)?.observe(read)
    }

    /// A counter that somebody else counts: asked for when it is written out, it must never go back.
    package func observeCount(
        _ name: String, help: String, _ read: @escaping @Sendable () -> Double
    ) {
        (series(name, [], .observedCounter, help: help) as? GaugeSeries)?.observe(read)
    }

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        CounterAdapter(series(label, dimensions, .counter))
    }

    package func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    )
        -> any FloatingPointCounterHandler
    {
        CounterAdapter(series(label, dimensions, .counter))
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        MeterAdapter(series(label, dimensions, .gauge))
    }

    package func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        RecorderAdapter(series(label, dimensions, aggregate ? .histogram(Buckets.sizes) : .gauge))
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        TimerAdapter(series(label, dimensions, .histogram(Buckets.seconds)))
    }

    // Series live as long as the process: a metric that is used again goes on where it stood.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}

    func series(
        _ label: String, _ labels: [(String, String)], _ kind: MetricKind, help: String = ""
    ) -> any MetricSeries {
        let name = Prometheus.name(label)
        describe(name, help)
        return families.withLock { families in
            families[name, default: MetricFamily(kind: kind)].series(labels, most: Self.seriesLimit)
        }
    }

    private func describe(_ name: String, _ help: String) {
        if !help.isEmpty { helps.withLock { $0[name] = help } }
    }

    /// All metrics in Prometheus' text format 0.0.4, sorted by name and labels.
    package func prometheusText() -> String {
        let families = families.withLock(\.self)
        let helps = helps.withLock(\.self)
        var text = ""
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            if let help = helps[name] { text += "# HELP \(name) \(Prometheus.help(help))\n" }
            text += "# TYPE \(name) \(family.kind.word)\n"
            for (labels, series) in family.members.sorted(by: { $0.key < $1.key }) {
                series.write(name: name, labels: labels, to: &text)
            }
        }
        return text
    }
}

enum MetricKind: Sendable {
    case counter, gauge
    /// A counter whose value somebody else keeps.
    case observedCounter
    /// Upper bounds in rising order; one more bucket has none.
    case histogram([Double])

    var word: String {
        switch self {
        case .counter, .observedCounter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        }
    }
}

enum Buckets {
    static let seconds: [Double] = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
    ]
    static let sizes: [Double] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 10_000, 100_000, 1_000_000]
}

/// All series of one name, by their labels as they are written out.
struct MetricFamily: Sendable {
    let kind: MetricKind
    private(set) var members: [String: any MetricSeries] = [:]

    init(kind: MetricKind) { self.kind = kind }

    mutating func series(_ labels: [(String, String)], most: Int) -> any MetricSeries {
        var key = Prometheus.labels(labels)
        if members[key] == nil, members.count >= most { key = Prometheus.labels(labels.map { ($0.0, "other") }) }
        if let known = members[key] { return known }
        let made: any MetricSeries =
            switch kind {
            case .counter: CounterSeries()
            case .gauge, .observedCounter: GaugeSeries()
            case .histogram(let bounds): HistogramSeries(bounds)
            }
        members[key] = made
        return made
    }
}
