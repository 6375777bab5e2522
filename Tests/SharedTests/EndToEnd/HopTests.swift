import Logging
import Synchronization
import TestSupport
import Testing

@testable import Shared

/// What goes down with a call from service to service: what is left of its time, and its trace.
@Suite struct HopTests {
    private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"

    @Test func theTimeLeftShrinksAndTheTraceStandsInBothLogs() async throws {
        let (front, back) = (LogLines(), LogLines())
        try await ServiceTestHarness.run(RelayService.back, logger: back.logger("events")) { events in
            try await ServiceTestHarness.run(
                RelayService.front, peers: [.events: events.address], logger: front.logger("registry")
            ) { registry in
                let meta = #"{"timeoutMs":5000,"traceparent":"00-\#(Self.trace)-00f067aa0ba902b7-01"}"#
                let answer = try await registry.client.call(
                    "registry.relay.ask", params: Array(#"{"seconds":0.3,"_meta":\#(meta)}"#.utf8))
                let told = try JSONDocument.parse(answer.bytes).root.decode(RelayAPI.Told.self, path: "result")
                let left = try #require(told.timeoutMs)
                #expect(left <= 4_700 && left > 0, "0.3 s of 5 s are gone")
                let traceparent = try #require(told.traceparent)
                #expect(traceparent.hasPrefix("00-\(Self.trace)-") && traceparent.hasSuffix("-01"))
                #expect(!traceparent.contains("00f067aa0ba902b7"), "each hop has a span of its own")
            }
        }
        for (lines, method) in [(front, "registry.relay.ask"), (back, "events.relay.answer")] {
            let own = lines.all.filter { $0.contains(#""traceId":"\#(Self.trace)""#) }
            #expect(own.contains { $0.contains("\"method\":\"\(method)\"") && $0.contains("call_ended") }, "\(own)")
        }
    }

    @Test func aCallWithoutTimeForTheNextHopIsNotMade() async throws {
        try await ServiceTestHarness.run(RelayService.back) { events in
            try await ServiceTestHarness.run(RelayService.front, peers: [.events: events.address]) { registry in
                let fault = await #expect(throws: Fault.self) {
                    try await registry.client.call(
                        RelayAPI.Ask.self, .init(seconds: 20), options: .init(timeout: .milliseconds(200)))
                }
                #expect(fault?.kind == .deadlineExceeded)
                let stats = try await events.client.call(ProtocolAPI.Stats.self, Empty())
                #expect(stats.calls == 1, "only this client's rpc.auth")
            }
        }
    }
}

/// The lines of a service's log, as it writes them in production.
final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock(\.self) }

    func logger(_ service: String) -> Logger {
        var logger = Logger(label: service) { _ in
            JSONLogHandler(service: service, level: .debug, metadataProvider: .callTrace) { line in
                self.lines.withLock { $0.append(line) }
            }
        }
        logger.logLevel = .debug
        return logger
    }
}
