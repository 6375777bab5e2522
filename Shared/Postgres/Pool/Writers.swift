import Logging

/// The connections that carry everybody's groupable writes (`docs/decisions/write-groups.md`).
final class Writers: Sendable {
    let connections: SharedConnections
    private let configuration: DatabaseConfiguration
    private let leases: LeasePool
    private let readers: Readers
    private let forsaken: ForsakenCommits

    /// How often a write that ran into other transactions is sent in all.
    private static let attempts = 5

    init(
        configuration: DatabaseConfiguration, leases: LeasePool, readers: Readers, forsaken: ForsakenCommits,
        reactors: [any Reactor], logger: Logger
    ) {
        self.configuration = configuration
        self.leases = leases
        self.readers = readers
        self.forsaken = forsaken
        connections = SharedConnections(
            configuration: configuration, use: .writer, limit: configuration.writers, reactors: reactors,
            forsaken: forsaken, logger: logger)
    }

    /// Runs a groupable write. Its own key makes it safe to send again, so a lost connection costs only time; when none
    /// comes back in time, the error says whether anything may have been committed.
    nonisolated(nonsending) func run(_ command: Command, deadline: ContinuousClock.Instant) async throws -> ResultBuffer
    {
        let patience = min(deadline, .now + configuration.leaseWait)
        var backoff = Backoff(first: .milliseconds(10), cap: .milliseconds(500))
        var course = Course()
        while true {
            do {
                return try await send(command, course, deadline)[0]
            } catch let fault as PostgresError {
                let pause = backoff.next()
                let isInTime = ContinuousClock.now + pause < patience
                guard course.goesOn(after: fault, attempts: Self.attempts), isInTime else {
                    throw course.verdict(fault)
                }
                // Who waited for a lock has waited enough.
                if !fault.isLockNotAvailable { try await Task.sleep(for: pause) }
            }
        }
    }

    private nonisolated(nonsending) func send(
        _ command: Command, _ course: Course, _ deadline: ContinuousClock.Instant
    ) async throws -> [ResultBuffer] {
        guard course.needsLease else {
            try await forsaken.makeRoom(asking: readers, deadline: deadline)
            return try await connections.choose().submit(.groupable, [command], deadline: deadline)
        }
        return try await leases.withLease(deadline: deadline) { lease in
            try await lease.submit(.exclusive(commits: true), [command])
        }
    }

    /// What the sendings of one write have shown so far.
    private struct Course {
        /// It waits for a lock: on a shared connection others would wait with it.
        private(set) var needsLease = false
        /// A sending was lost while it may have committed.
        private var isInDoubt = false
        private var conflicts = 0

        mutating func goesOn(after fault: PostgresError, attempts: Int) -> Bool {
            switch fault.code {
            case .connectionLost: return true
            case .outcomeUnknown:
                isInDoubt = true
                return true
            case .server where fault.isLockNotAvailable && !needsLease:
                needsLease = true
                return true
            case .server where fault.isTransactionRollback:
                conflicts += 1
                return conflicts < attempts
            case .server, .poolExhausted, .deadlineExceeded, .closed, .decoding, .unexpectedRows, .migration, .usage:
                return false
            }
        }

        /// Only the statement's own error, met after a doubtful sending, shows that that one left nothing.
        func verdict(_ fault: PostgresError) -> PostgresError {
            guard isInDoubt, !fault.isStatementsOwn else { return fault }
            var fault = fault
            fault.code = .outcomeUnknown
            return fault
        }
    }
}

extension PostgresError {
    /// Data, constraints, syntax and rights (classes 22, 23, 42): the same statement on the same rows fails again.
    fileprivate var isStatementsOwn: Bool {
        sqlState.map { ["22", "23", "42"].contains($0.prefix(2)) } ?? false
    }
}
