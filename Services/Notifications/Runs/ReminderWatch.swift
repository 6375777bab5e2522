import Shared
import Synchronization

/// Looks at the books now and then, and remembers when this process planned and sent last: what metrics and health say of
/// reminders.
final class ReminderWatch: Sendable {
    private let service: ServiceDependencies
    /// The monotonic clock: a service's own may be wrong, which is what this is to find out.
    private let uptime: @Sendable () -> ContinuousClock.Instant
    private let state: Mutex<State>

    private struct State {
        var backlog: Backlog?
        /// When this process got through a tick, or sent something.
        var planned: Heartbeat
        var sent: Heartbeat
    }

    private struct Heartbeat {
        var at: ContinuousClock.Instant
        /// By the service's clock; nil: it has not beaten yet.
        var instant: Instant?
    }

    init(_ service: ServiceDependencies, uptime: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.service = service
        self.uptime = uptime
        let start = Heartbeat(at: uptime(), instant: nil)
        state = Mutex(State(backlog: nil, planned: start, sent: start))
    }

    /// This process got through a tick.
    func planned() {
        let beat = Heartbeat(at: uptime(), instant: service.clock.now())
        state.withLock { $0.planned = beat }
    }

    /// This process moved messages on.
    func sent() {
        let beat = Heartbeat(at: uptime(), instant: service.clock.now())
        state.withLock { $0.sent = beat }
    }

    /// How long ago this process got through a tick, or since when it runs.
    var sincePlanned: Duration { uptime() - state.withLock(\.planned.at) }

    func look() async throws {
        let backlog = try await Backlog.read(at: service.clock.now(), service.database)
        state.withLock { $0.backlog = backlog }
    }

    /// - Parameters:
    ///   - judges: whether health is to say what is wrong. Not in a rehearsal: its time jumps, and nobody ticks meanwhile.
    ///   - interval: between two looks.
    func job(judges: Bool, interval: Duration = .seconds(15)) -> Job {
        observe()
        return .every(
            interval, "reminders", logger: service.logger, readiness: { judges ? self.problem : nil }
        ) { try await self.look() }
    }

    /// Why reminders come late or not at all, by the last look; nil: they do not.
    var problem: String? {
        let (backlog, sent) = state.withLock { ($0.backlog, $0.sent.at) }
        guard let backlog else { return nil }
        if let problem = backlog.planningProblem { return problem }
        // What others send, or what leaves slowly since a pace is set, is not stuck.
        guard backlog.delay > Backlog.greatestLag, uptime() - sent > Backlog.greatestLag else { return nil }
        let age = backlog.delay.components.seconds
        return "\(backlog.due) messages could have left, the oldest \(age) s ago, and none does"
    }

    private func observe() {
        gauge("week_reminders_lag_seconds", help: "How long ago the campaign was planned that is furthest behind.") {
            Self.seconds($0.lag)
        }
        gauge(
            "week_reminders_ahead_seconds",
            help: "How far ahead of this clock a campaign is planned: over a minute, nothing is."
        ) { Self.seconds($0.lead) }
        gauge("week_messages_due", help: "Messages whose time has come and that have not left.") { Double($0.due) }
        gauge("week_messages_oldest_due_seconds", help: "How long ago the oldest message could have left.") {
            Self.seconds($0.delay)
        }
        for state in [Intent.State.planned, .claimed, .retry, .uncertain, .dead] {
            gauge(
                "week_intents", [("state", state.rawValue)],
                help: "Intents that have not ended well, or not yet, by state."
            ) { Double($0.count(state)) }
        }
        service.metrics.observe(
            "week_planner_last_success_timestamp_seconds", help: "When this process got through a tick last; 0: never."
        ) { Self.timestamp(self.state.withLock(\.planned.instant)) }
        service.metrics.observe(
            "week_sender_last_success_timestamp_seconds", help: "When this process moved a message on last; 0: never."
        ) { Self.timestamp(self.state.withLock(\.sent.instant)) }
    }

    /// Of the last look; 0 before the first.
    private func gauge(
        _ name: String, _ labels: [(String, String)] = [], help: String,
        _ value: @escaping @Sendable (Backlog) -> Double
    ) {
        service.metrics.observe(name, labels, help: help) { self.state.withLock(\.backlog).map(value) ?? 0 }
    }

    private static func seconds(_ duration: Duration?) -> Double { Double(duration?.wholeMicroseconds ?? 0) / 1e6 }
    private static func timestamp(_ instant: Instant?) -> Double { Double(instant?.microseconds ?? 0) / 1e6 }
}
