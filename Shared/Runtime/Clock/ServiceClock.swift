import Synchronization
package import Values

#if canImport(FoundationEssentials)
    import FoundationEssentials
    import Glibc
#else
    import Foundation
#endif

/// The one clock of a process: what "now" is, for rows, deadlines and answers. Timeouts use the monotonic clock instead.
package struct ServiceClock: Sendable {
    package enum Mode: String, Sendable, Codable, CaseIterable { case system, manual }

    package let mode: Mode
    private let read: @Sendable () -> Instant

    init(mode: Mode, read: @escaping @Sendable () -> Instant) {
        self.mode = mode
        self.read = read
    }

    @Sendable package func now() -> Instant { read() }

    /// The system's time.
    package static let system = ServiceClock(mode: .system) {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
    }

    /// The instant a test sets; it stands still in between.
    package static func manual(_ clock: ManualClock) -> ServiceClock { ServiceClock(mode: .manual, read: clock.now) }

    /// The instant a file says (RFC 3339, as `week clock set` writes it), read again at each `now()`: a rehearsal moves the
    /// clocks of all processes by one file. Throws when there is none to start with; a file that cannot be read later
    /// leaves the clock where it stood.
    package static func manual(file path: String) throws -> ServiceClock {
        guard let start = instant(inFile: path) else {
            throw ConfigurationError(
                key: "WEEK_CLOCK_FILE", problem: "\(path) does not hold \(Instant.expectation)")
        }
        let clock = ManualClock(start)
        return ServiceClock(mode: .manual) {
            if let instant = instant(inFile: path) { clock.set(instant) }
            return clock.now()
        }
    }

    private static func instant(inFile path: String) -> Instant? {
        (try? String(contentsOfFile: path, encoding: .utf8)).flatMap { Instant($0.trimmed) }
    }
}

/// A clock that shows what it is told. For tests; several services may share one.
package final class ManualClock: Sendable {
    private let instant: Mutex<Instant>

    package init(_ start: Instant) { instant = Mutex(start) }

    package func set(_ instant: Instant) { self.instant.withLock { $0 = instant } }

    package func advance(by duration: Duration) { instant.withLock { $0 = $0.adding(duration) } }

    @Sendable package func now() -> Instant { instant.withLock(\.self) }
}
