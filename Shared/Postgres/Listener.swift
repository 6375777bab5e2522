import DequeModule
package import Logging
import Synchronization

/// What a listener tells.
package enum ListenerSignal: Sendable, Hashable {
    /// Listening begins, or begins again after notifications may have been missed: read everything afresh.
    case resync
    case notification(channel: String, payload: String)
}

/// What happens on a connection that listens.
enum ListenerEvent: Sendable {
    case connected
    case notification(channel: String, payload: String)
    case lost
}

/// LISTEN and NOTIFY on a connection of its own, which reconnects for as long as `run()` runs.
///
/// A sequence of signals for one reader. Equal signals that nobody has read yet are one; too many become a `resync`, so
/// a slow reader misses nothing. `notify` is for after a commit, never inside the transaction of an effect: NOTIFY
/// serialises commits.
package final class Listener: AsyncSequence, Sendable {
    private struct Storage {
        var signals: Deque<ListenerSignal> = []
        var reader: CheckedContinuation<Void, Never>?
        var isOver = false
        var announced: Set<String> = []
        /// `listen`, waiting for something to announce or for the end of its connection.
        var announcer: CheckedContinuation<Void, Never>?
    }

    private static let signalLimit = 256
    /// Readers look again by themselves each second; between two NOTIFYs at least so much passes.
    private static let pause: Duration = .milliseconds(10)

    private let configuration: DatabaseConfiguration
    private let channels: [String]
    private let logger: Logger
    private let storage = Mutex(Storage())

    package init(configuration: DatabaseConfiguration, channels: [String], logger: Logger) {
        self.configuration = configuration
        self.channels = channels
        self.logger = logger
    }

    /// Asks for a NOTIFY on `channel`, without payload, sent within about 10 ms together with all that ask meanwhile.
    /// Lost when the connection is; readers of a feed also look by themselves.
    package func notify(_ channel: String) {
        wakeAnnouncer { _ = $0.announced.insert(channel) }
    }

    /// Listens until the task is cancelled; then the sequence ends.
    package func run() async throws {
        var backoff = Backoff()
        while !Task.isCancelled {
            do {
                try await listen { backoff = Backoff() }
            } catch let fault as PostgresError {
                logger.warning("the listener lost its connection", metadata: ["error": "\(fault)"])
            } catch {
                break
            }
            try? await Task.sleep(for: backoff.next())
        }
        wake { $0.isOver = true }
    }

    /// One connection's life. Returns when it is lost.
    private func listen(_ established: () -> Void) async throws {
        let connection = try Connection(keywords: try configuration.keywords(.listener), logger: logger) {
            [self] event in
            switch event {
            case .connected: break
            case .notification(let channel, let payload): add(.notification(channel: channel, payload: payload))
            case .lost: wakeAnnouncer { _ in }
            }
        }
        defer { connection.closeWhenIdle() }
        let commands = try channels.map { channel in
            guard PostgresIdentifier.isPlain(channel) else {
                throw PostgresError(.usage, message: "A channel's name must be lower-case letters, digits and _")
            }
            return Command(control: "LISTEN \(channel)")
        }
        _ = try await connection.submit(.exclusive(commits: false), commands, deadline: .now + .seconds(10))
        established()
        add(.resync)
        while connection.isUsable {
            await waitForAnnouncement(connection)
            try await Task.sleep(for: Self.pause)
            try await announce(connection)
        }
    }

    private func waitForAnnouncement(_ connection: Connection) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { announcer in
                let isReady = storage.withLock { storage in
                    if !storage.announced.isEmpty || !connection.isUsable || Task.isCancelled { return true }
                    storage.announcer = announcer
                    return false
                }
                if isReady { announcer.resume() }
            }
        } onCancel: {
            wakeAnnouncer { _ in }
        }
    }

    private func wakeAnnouncer(_ change: (inout sending Storage) -> Void) {
        let announcer = storage.withLock { storage in
            change(&storage)
            defer { storage.announcer = nil }
            return storage.announcer
        }
        announcer?.resume()
    }

    private static let notification = Statement("SELECT pg_notify($1, '')", String.self, access: .write)

    private func announce(_ connection: Connection) async throws {
        let names = storage.withLock { storage in
            defer { storage.announced = [] }
            return storage.announced
        }
        guard !names.isEmpty, connection.isUsable else { return }
        let commands = names.sorted().map { Command(Self.notification.bind($0)) }
        _ = try await connection.submit(.exclusive(commits: false), commands, deadline: .now + .seconds(10))
    }

    // MARK: Signals

    private func add(_ signal: ListenerSignal) {
        wake { storage in
            if storage.signals.contains(signal) { return }
            if storage.signals.count >= Self.signalLimit { storage.signals = [.resync] }
            storage.signals.append(signal)
        }
    }

    private func wake(_ change: (inout sending Storage) -> Void) {
        let reader = storage.withLock { storage in
            change(&storage)
            defer { storage.reader = nil }
            return storage.reader
        }
        reader?.resume()
    }

    package struct AsyncIterator: AsyncIteratorProtocol {
        let listener: Listener

        /// nil when the listener or the reading task has ended.
        package mutating func next() async -> ListenerSignal? { await listener.next() }
    }

    package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(listener: self) }

    private func next() async -> ListenerSignal? {
        await withTaskCancellationHandler {
            while !Task.isCancelled {
                let (signal, isOver) = storage.withLock { ($0.signals.popFirst(), $0.isOver) }
                if let signal { return signal }
                if isOver { return nil }
                await withCheckedContinuation { reader in
                    let isReady = storage.withLock { storage in
                        if !storage.signals.isEmpty || storage.isOver || Task.isCancelled { return true }
                        storage.reader = reader
                        return false
                    }
                    if isReady { reader.resume() }
                }
            }
            return nil
        } onCancel: {
            wake { _ in }
        }
    }
}
