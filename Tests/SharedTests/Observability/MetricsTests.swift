import Shared
import Testing

@Suite struct MetricsTests {
    @Test func seriesAreWrittenSortedAndEscaped() {
        let metrics = MetricsRegistry()
        metrics.counter("b_total", [("method", "b\"\\\n")]).increment(by: 2)
        metrics.counter("b_total", [("method", "a")]).increment()
        metrics.gauge("a", []).record(1.5)
        metrics.observe("c") { 7 }
        #expect(
            metrics.prometheusText() == """
                # TYPE a gauge
                a 1.5
                # TYPE b_total counter
                b_total{method="a"} 1
                b_total{method="b\\"\\\\\\n"} 2
                # TYPE c gauge
                c 7

                """)
    }

    @Test func histogramsCountUpwards() {
        let metrics = MetricsRegistry()
        let timer = metrics.timer("call_seconds", [("m", "x")])
        timer.recordNanoseconds(3_000_000)
        timer.recordNanoseconds(60_000_000_000)
        let text = metrics.prometheusText()
        #expect(text.contains("call_seconds_bucket{m=\"x\",le=\"0.0025\"} 0\n"))
        #expect(text.contains("call_seconds_bucket{m=\"x\",le=\"0.005\"} 1\n"))
        #expect(text.contains("call_seconds_bucket{m=\"x\",le=\"30\"} 1\n"))
        #expect(text.contains("call_seconds_bucket{m=\"x\",le=\"+Inf\"} 2\n"))
        #expect(text.contains("call_seconds_sum{m=\"x\"} 60.003\n"))
        #expect(text.contains("call_seconds_count{m=\"x\"} 2\n"))
    }

    @Test func labelsAreBounded() {
        let metrics = MetricsRegistry()
        for number in 0..<1_000 { metrics.counter("c_total", [("who", "\(number)")]).increment() }
        let lines = metrics.prometheusText().split(separator: "\n")
        #expect(lines.count == MetricsRegistry.seriesLimit + 2)
        #expect(lines.contains("c_total{who=\"other\"} \(1_000 - MetricsRegistry.seriesLimit)"))
    }
}
