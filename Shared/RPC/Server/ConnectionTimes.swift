import Contracts

/// The times a connection is held to, each a moment on the monotonic clock.
struct ConnectionTimes {
    private let limits: RPCLimits
    private var authentication: Uptime
    private var incompleteMessage = Uptime.never
    private var lastActive: Uptime
    /// No call in flight expires before this. It may be the moment of one that has ended already.
    var earliestCall = Uptime.never

    init(_ limits: RPCLimits, needsAuthentication: Bool, now: Uptime) {
        self.limits = limits
        authentication = needsAuthentication ? now.adding(milliseconds: limits.authenticationMs) : .never
        lastActive = now
    }

    /// When to look again.
    var next: Uptime {
        min(authentication, incompleteMessage, lastActive.adding(milliseconds: limits.idleMs), earliestCall)
    }

    /// Whether the connection has used up one of its times.
    func isOver(at now: Uptime, isIdle: Bool) -> Bool {
        authentication <= now || incompleteMessage <= now
            || isIdle && lastActive.adding(milliseconds: limits.idleMs) <= now
    }

    mutating func authenticated() { authentication = .never }

    mutating func active(at now: Uptime) { lastActive = max(lastActive, now) }

    mutating func callExpires(_ moment: Uptime) { earliestCall = min(earliestCall, moment) }

    mutating func messageCompleted(at now: Uptime) {
        incompleteMessage = .never
        active(at: now)
    }

    /// The bytes that are there are the beginning of a message. Its time runs from the first of them.
    mutating func messageBegan(at now: Uptime) {
        guard incompleteMessage == .never else { return }
        incompleteMessage = now.adding(milliseconds: limits.incompleteMessageMs)
    }

    /// Nothing is half read, or the server itself has stopped reading.
    mutating func messageEnded() { incompleteMessage = .never }
}
