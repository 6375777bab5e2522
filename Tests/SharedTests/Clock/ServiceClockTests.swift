import Glibc
import Shared
import Testing

@Suite struct ServiceClockTests {
    private func withFile(_ body: (String) throws -> Void) throws {
        let path = "/tmp/week-clock-\(getpid())-\(UInt64.random(in: 0...(.max)))"
        defer { unlink(path) }
        try body(path)
    }

    private func write(_ text: String, _ path: String) {
        guard let file = fopen(path, "w") else { return }
        fputs(text, file)
        fclose(file)
    }

    @Test func aRehearsalFollowsItsFile() throws {
        try withFile { path in
            write("2026-05-19T09:00:00+08:00\n", path)
            let clock = try ServiceClock.manual(file: path)
            #expect(clock.mode == .manual)
            #expect(clock.now() == Instant("2026-05-19T01:00:00Z"))
            write("2026-05-20T09:00:00+08:00", path)
            #expect(clock.now() == Instant("2026-05-20T01:00:00Z"))
            write("tomorrow", path)
            #expect(clock.now() == Instant("2026-05-20T01:00:00Z"))
        }
    }

    @Test func aRehearsalNeedsAnInstantToStart() throws {
        try withFile { path in
            #expect(throws: ConfigurationError.self) { try ServiceClock.manual(file: path) }
            write("tomorrow", path)
            #expect(throws: ConfigurationError.self) { try ServiceClock.manual(file: path) }
        }
    }

    @Test func theSystemsClockGoesOn() {
        let first = ServiceClock.system.now()
        #expect(first > Instant("2026-01-01T00:00:00Z")!)  // a literal
        #expect(ServiceClock.system.now() >= first)
    }
}
