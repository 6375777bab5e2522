import Shared
import Synchronization

/// Which servers refuse this service as it is set up. What is for them waits, and health says so until a message is taken.
final class ChannelFaults: Sendable {
    private let faults = Mutex<[String: Refusal]>([:])

    private struct Refusal {
        let answer: String
        let at: Instant
    }

    /// How long a server that refuses is left alone.
    private static let rest: Duration = .seconds(60)

    /// It answered so.
    func note(_ answer: String, of server: String, at now: Instant) {
        faults.withLock { $0[server] = Refusal(answer: answer, at: now) }
    }

    /// It took a message.
    func clear(_ server: String) { faults.withLock { $0[server] = nil } }

    /// Whether it refused a moment ago, so that nothing is handed to it now.
    func isLeftAlone(_ server: String, now: Instant) -> Bool {
        faults.withLock { $0[server].map { now < $0.at.adding(Self.rest) } ?? false }
    }

    /// What one of them answers; nil: it does not refuse.
    func problem(of server: String?) -> String? { server.flatMap { server in faults.withLock { $0[server]?.answer } } }

    /// nil: none refuses it.
    var problem: String? {
        let faults = faults.withLock(\.self)
        guard !faults.isEmpty else { return nil }
        let told = faults.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.answer)" }
        return "messages wait for a server that does not let this service send: " + told.joined(separator: "; ")
    }
}
