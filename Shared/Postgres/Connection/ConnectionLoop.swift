import CLibPQ
import Glibc
import Logging

/// Does what `ConnectionState` decides, with libpq: on a thread of the connection's own, with poll (`serve`), or on an event
/// loop (`+Reactor`).
final class ConnectionLoop: @unchecked Sendable {
    // Unchecked: made on one thread, then touched by the connection's own, and by the event loop's from when that has it.
    let connection: Connection
    private let keywords: [String: String]
    private let logger: Logger
    private let reactor: (any Reactor)?
    private let listening: (@Sendable (ListenerEvent) -> Void)?
    let stalled: (@Sendable (Connection) -> Void)?
    var state = ConnectionState<ResultBuffer>()
    var answers: [Job.ID: Connection.Answer] = [:]
    var nextExpiry: ContinuousClock.Instant?
    /// Late commits wait a little for their verdict; by when it must have come.
    var verdicts: [Job.ID: ContinuousClock.Instant] = [:]
    var lastCancel: (id: Job.ID, at: ContinuousClock.Instant)?
    var headSince: (id: Job.ID, since: ContinuousClock.Instant)?
    /// When to tell the next time that nobody is answered, for those who wait since then.
    var stall: (since: ContinuousClock.Instant, next: ContinuousClock.Instant)?
    /// Somebody was answered since the event loop's timer last looked.
    var hasAnswered = false
    let notices = Notices()
    var runningScript: Job?
    var copy: Copy?
    /// The server's process, once there is one.
    private(set) var session: Int32?
    /// A commit was given up, and the server has not answered it.
    var isForsaken = false
    /// Set while an event loop serves the connection.
    var interposed: Interposed?

    init(
        connection: Connection, keywords: [String: String], logger: Logger, reactor: (any Reactor)?,
        listening: (@Sendable (ListenerEvent) -> Void)?, stalled: (@Sendable (Connection) -> Void)?
    ) {
        self.connection = connection
        self.keywords = keywords
        self.logger = logger
        self.reactor = reactor
        self.listening = listening
        self.stalled = stalled
    }

    func run() {
        let fault: PostgresError
        var socket: OpaquePointer?
        do throws(PostgresError) {
            let open = try connect()
            if let reactor { return try attach(open, to: reactor) }
            socket = open
            fault = try serve(open)
        } catch {
            fault = error
        }
        // Before PQfinish: the callers are answered first.
        settle(with: fault)
        if let socket { PQfinish(socket) }
        listening?(.lost)
    }

    /// The end: whoever is still here is told, and whoever comes later.
    func settle(with fault: PostgresError) {
        notForsaken()
        let rest = connection.end(with: fault)
        var completions = state.connectionLost(fault)
        for (job, answer) in rest.jobs {
            answers[job.id] = answer
            completions.append(.failure(job.id, fault))
        }
        deliver(completions, isEnd: true)
    }

    /// Waits for the connection, answering meanwhile those whose deadline passes or who leave.
    private func connect() throws(PostgresError) -> OpaquePointer {
        let (connection, keywords) = (connection, keywords)
        do {
            try Thread.start { connection.opened(OpenedConnection(keywords)) }
        } catch {
            throw PostgresError(.connectionLost, message: "no thread to connect on")
        }
        while true {
            let mail = connection.collect(willSleep: true)
            take(mail)
            try expire(nil)
            if let opened = mail.opened { return try accept(opened.pointer) }
            guard mail.isQuiet else { continue }
            var descriptor = pollfd(fd: connection.wakeUpDescriptor, events: Int16(POLLIN), revents: 0)
            attendStall(since: mail.waitingSince)
            connection.awake(wasCalled: poll(&descriptor, 1, pollTimeout()) > 0)
        }
    }

    private func accept(_ open: OpaquePointer?) throws(PostgresError) -> OpaquePointer {
        guard let open else { throw PostgresError(.connectionLost, message: "out of memory") }
        guard PQstatus(open) == CONNECTION_OK, PQsetnonblocking(open, 1) == 0, PQenterPipelineMode(open) == 1 else {
            let error = Self.lost(open)
            PQfinish(open)
            logger.warning("connection to PostgreSQL failed", metadata: ["error": "\(error.message)"])
            throw error
        }
        notices.install(on: open)
        session = PQbackendPID(open)
        listening?(.connected)
        return open
    }

    /// Serves jobs until the connection is lost (thrown) or closed when idle (returned).
    private func serve(_ open: OpaquePointer) throws(PostgresError) -> PostgresError {
        var descriptors = [
            pollfd(fd: PQsocket(open), events: 0, revents: 0),
            pollfd(fd: connection.wakeUpDescriptor, events: Int16(POLLIN), revents: 0),
        ]
        while true {
            let mail = connection.collect(willSleep: false)
            take(mail)
            try pump(open)
            try moveCopy(open)
            let isUnsent = try flush(open)
            if mail.isClosing, state.isIdle { return PostgresError(.closed) }
            try expire(open)
            // The last look before sleeping: whatever comes after it writes to the eventfd.
            let late = connection.collect(willSleep: true)
            guard late.isQuiet, late.isClosing == mail.isClosing else {
                take(late)
                continue
            }
            // A full channel stops reading, and so in the end the server.
            let isFull = copy.map { !$0.isIn && !$0.channel.hasRoom } ?? false
            let isWriting = isUnsent || (copy?.isHeld ?? false)
            descriptors[0].events = (isFull ? 0 : Int16(POLLIN)) | (isWriting ? Int16(POLLOUT) : 0)
            // Also while a huge result comes in: data is no answer.
            attendStall(since: late.waitingSince)
            let ready = poll(&descriptors, 2, pollTimeout())
            connection.awake(wasCalled: ready > 0 && descriptors[1].revents != 0)
            if ready > 0, descriptors[0].revents & ~Int16(POLLOUT) != 0 {
                guard PQconsumeInput(open) == 1 else { throw drainAndFail(open) }
                try receive(open)
                // An idle session that the server ended has no reply to carry the news.
                if PQstatus(open) != CONNECTION_OK { throw Self.lost(open) }
            }
            if let listening { notifications(open, listening) }
        }
    }

    func take(_ mail: Connection.Mailbox) {
        for (job, answer) in mail.jobs {
            answers[job.id] = answer
            state.enqueue(job)
            if nextExpiry.map({ job.deadline < $0 }) ?? true { nextExpiry = job.deadline }
        }
        for id in mail.abandoned { abandon(id, CancellationError()) }
        if mail.isPassingOn {
            for id in state.readsBehindHead() { abandon(id, PassedOn()) }
        }
    }

    func deliver(_ completions: [ConnectionState<ResultBuffer>.Completion], isEnd: Bool = false) {
        guard !completions.isEmpty else { return }
        hasAnswered = true
        // First: whoever goes on after its answer finds the connection as free as it is.
        if !isEnd { connection.answered(completions.count) }
        for completion in completions {
            switch completion {
            case .success(let id, let results): answer(id)?.resume(returning: results)
            case .failure(let id, let error): answer(id)?.resume(throwing: error)
            }
        }
    }

    private func answer(_ id: Job.ID) -> Connection.Answer? {
        if !verdicts.isEmpty { verdicts[id] = nil }
        return answers.removeValue(forKey: id)
    }

    // MARK: Sending

    func pump(_ open: OpaquePointer) throws(PostgresError) {
        while true {
            switch state.nextStep() {
            case .wait: return
            case .complete(let completion): deliver([completion])
            case .send(let sends):
                for send in sends {
                    guard perform(send, open) else { throw Self.lost(open) }
                }
            case .runScript(let job):
                let sql: String
                switch job.kind {
                case .script(let text), .copy(let text, _): sql = text
                case .read, .groupable, .exclusive: continue
                }
                runningScript = job
                guard PQexitPipelineMode(open) == 1, PQsendQuery(open, sql) == 1 else { throw Self.lost(open) }
            }
        }
    }

    private func perform(_ send: ConnectionState<ResultBuffer>.Send, _ open: OpaquePointer) -> Bool {
        interposed?.hasOutput = true
        switch send {
        case .prepare(let name, let definition):
            return PQsendPrepare(
                open, name, definition.sql, Int32(definition.parameters.count),
                definition.parameters.map(\.rawValue)) == 1
        case .executePrepared(let name, let command):
            connection.counts.countStatement()
            return command.parameters.withPointers { pointers, lengths, formats in
                PQsendQueryPrepared(
                    open, name, Int32(command.parameters.count), pointers, lengths, formats, 1) == 1
            }
        case .execute(let command):
            connection.counts.countStatement()
            return command.parameters.withPointers { pointers, lengths, formats in
                PQsendQueryParams(
                    open, command.definition.sql, Int32(command.parameters.count),
                    command.definition.parameters.map(\.rawValue), pointers, lengths, formats, 1) == 1
            }
        case .describe(let name):
            return PQsendDescribePrepared(open, name) == 1
        case .sync:
            connection.counts.countSync()
            return PQpipelineSync(open) == 1
        }
    }

    /// Whether something is left that the socket does not take now.
    func flush(_ open: OpaquePointer) throws(PostgresError) -> Bool {
        switch PQflush(open) {
        case 0: return false
        case 1: return true
        default: throw drainAndFail(open)
        }
    }
}
