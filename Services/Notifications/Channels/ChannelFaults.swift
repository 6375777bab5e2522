import Shared
import Synchronization

/// Which servers take no message from this service: they refuse it as it is set up, or cannot be reached. What is for them
/// waits, and health says so until one is taken.
final class ChannelFaults: Sendable {
    private let faults = Mutex<[String: Closure]>([:])

    private struct Closure {
        let answer: String
        let isUnreachable: Bool
        let since: Instant
        let at: Instant
    }

    /// How long a server that takes nothing is left alone.
    private static let rest: Duration = .seconds(60)
    /// A server may be away for so long before health speaks of it: it is started anew, or a network is.
    private static let absence: Duration = .seconds(300)
    /// What nobody has met again for so long is over: what waited has left by another sender, or is not to leave any more.
    private static let memory: Duration = .seconds(1_800)

    /// What it says of a message, or of this service: whatever it says of a message, it is not away.
    func note(_ refusal: ChannelRefusal, of server: String, at now: Instant) {
        faults.withLock { faults in
            switch refusal {
            case .misconfigured(let answer), .unreachable(let answer):
                let isUnreachable = refusal == .unreachable(answer)
                let before = faults[server].flatMap { $0.isUnreachable == isUnreachable ? $0.since : nil }
                faults[server] = Closure(answer: answer, isUnreachable: isUnreachable, since: before ?? now, at: now)
            case .temporary, .permanent, .unknown:
                if faults[server]?.isUnreachable == true { faults[server] = nil }
            }
        }
    }

    /// It took a message.
    func clear(_ server: String) { faults.withLock { $0[server] = nil } }

    /// Whether it took nothing a moment ago, so that nothing is handed to it now.
    func isLeftAlone(_ server: String, now: Instant) -> Bool {
        faults.withLock { $0[server].map { now < $0.at.adding(Self.rest) } ?? false }
    }

    /// What one of them answers; nil: it takes messages, as far as is known.
    func problem(of server: String?, now: Instant) -> String? {
        server.flatMap { server in faults.withLock { $0[server] } }.flatMap { isOver($0, now) ? nil : $0.answer }
    }

    /// nil: none is to be mended.
    func problem(now: Instant) -> String? {
        let faults = faults.withLock(\.self).filter { _, fault in
            !isOver(fault, now) && (!fault.isUnreachable || now >= fault.since.adding(Self.absence))
        }
        guard !faults.isEmpty else { return nil }
        let told = faults.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.answer)" }
        return "messages wait for a server that takes none: " + told.joined(separator: "; ")
    }

    private func isOver(_ fault: Closure, _ now: Instant) -> Bool { now >= fault.at.adding(Self.memory) }
}
