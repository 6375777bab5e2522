import CLibPQ
import Glibc
import Logging

/// The thread of a connection: does what `ConnectionState` decides, with libpq and poll.
final class ConnectionLoop: @unchecked Sendable {
    // Unchecked: made on one thread, then touched only by the connection's own.
    let connection: Connection
    private let keywords: [String: String]
    private let logger: Logger
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
    private let notices = Notices()
    private var runningScript: Job?
    var copy: Copy?

    init(
        connection: Connection, keywords: [String: String], logger: Logger,
        listening: (@Sendable (ListenerEvent) -> Void)?, stalled: (@Sendable (Connection) -> Void)?
    ) {
        self.connection = connection
        self.keywords = keywords
        self.logger = logger
        self.listening = listening
        self.stalled = stalled
    }

    func run() {
        let fault: PostgresError
        var socket: OpaquePointer?
        do throws(PostgresError) {
            let open = try connect()
            socket = open
            fault = try serve(open)
        } catch {
            fault = error
        }
        // Before PQfinish: libpq's message says why, and the callers are answered first.
        let rest = connection.end(with: fault)
        var completions = state.connectionLost(fault)
        for (job, answer) in rest.jobs {
            answers[job.id] = answer
            completions.append(.failure(job.id, fault))
        }
        deliver(completions, isEnd: true)
        if let socket { PQfinish(socket) }
        listening?(.lost)
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

    private func take(_ mail: Connection.Mailbox) {
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

    private func deliver(_ completions: [ConnectionState<ResultBuffer>.Completion], isEnd: Bool = false) {
        for completion in completions {
            let id =
                switch completion {
                case .success(let id, _), .failure(let id, _): id
                }
            verdicts[id] = nil
            guard let answer = answers.removeValue(forKey: id) else { continue }
            // First: whoever goes on after its answer finds the connection as free as it is.
            if !isEnd { connection.answered() }
            switch completion {
            case .success(_, let results): answer.resume(returning: results)
            case .failure(_, let error): answer.resume(throwing: error)
            }
        }
    }

    // MARK: Sending

    private func pump(_ open: OpaquePointer) throws(PostgresError) {
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

    // MARK: Receiving

    func receive(_ open: OpaquePointer) throws(PostgresError) {
        // libpq gives NULL at the end of each command, and also when it has nothing: two in a row mean nothing.
        var nulls = 0
        while state.expectsReply, copy == nil, nulls < 2, PQisBusy(open) == 0 {
            guard let result = PQgetResult(open) else {
                nulls += 1
                let wasInScript = state.isInScript
                if wasInScript, notices.hasDoubtfulCommit { throw Self.inDoubt }
                let completions = state.received(.end)
                if wasInScript, !state.isInScript { try endScript(open) }
                deliver(completions)
                continue
            }
            nulls = 0
            try handle(result, open)
        }
    }

    private func endScript(_ open: OpaquePointer) throws(PostgresError) {
        let status = PQtransactionStatus(open)
        connection.scriptEnded(inTransaction: status == PQTRANS_INTRANS || status == PQTRANS_INERROR)
        guard PQenterPipelineMode(open) == 1 else { throw Self.lost(open) }
    }

    private func handle(_ result: OpaquePointer, _ open: OpaquePointer) throws(PostgresError) {
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY:
            deliver(state.received(.success(ResultBuffer(owning: result))))
        case PGRES_PIPELINE_ABORTED:
            PQclear(result)
            deliver(state.received(.skipped))
        case PGRES_PIPELINE_SYNC:
            PQclear(result)
            if notices.hasDoubtfulCommit { throw Self.inDoubt }
            deliver(state.received(.sync))
        case PGRES_COPY_IN, PGRES_COPY_OUT:
            let isIn = PQresultStatus(result) == PGRES_COPY_IN
            PQclear(result)
            if case .copy(_, let channel) = runningScript?.kind {
                copy = Copy(channel: channel, isIn: isIn)
            } else {
                // A COPY in a plain script has nobody to give or take its data.
                copy = Copy(channel: CopyChannel(finished: "COPY needs copyIn or copyOut"), isIn: isIn)
            }
            try moveCopy(open)
        default:
            defer { PQclear(result) }
            // Without fields libpq made the result, because the connection broke; FATAL and PANIC end the session. No
            // statement is to blame then.
            guard let error = PostgresError(fields: result) else { throw Self.lost(open) }
            guard !PostgresError.endsSession(result) else {
                throw PostgresError(.connectionLost, message: error.message)
            }
            deliver(state.received(.failure(error)))
        }
    }

    /// A synchronous standby did not confirm: committed here, but not where it must survive.
    private static let inDoubt = PostgresError(
        .connectionLost, message: "the wait for the synchronous standby was cancelled")

    /// Results that came before the connection broke are still good.
    private func drainAndFail(_ open: OpaquePointer) -> PostgresError {
        let lost = Self.lost(open)
        do throws(PostgresError) {
            try receive(open)
        } catch {
            return error
        }
        return lost
    }

    static func lost(_ open: OpaquePointer) -> PostgresError {
        let message = PQerrorMessage(open).map { String(cString: $0) } ?? ""
        return PostgresError(.connectionLost, message: String(message.prefix { !$0.isNewline }))
    }
}
