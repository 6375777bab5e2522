import Glibc

extension Connection {
    /// What callers left for whoever serves the connection.
    struct Mailbox {
        var jobs: [(job: Job, answer: Answer)] = []
        var abandoned: [Job.ID] = []
        /// Goes before the first command of the next job, in the same transaction: BEGIN.
        var prefix: [Command] = []
        var isClosing = false
        /// Set by the thread at its end; from then on nobody empties the mailbox.
        var fault: PostgresError?
        /// Whoever empties the mailbox has to be told of what comes.
        var isSleeping = false
        /// Tells the event loop, once that has the connection; the thread before.
        var wakeEventLoop: (@Sendable () -> Void)?
        /// What the connecting thread brought, for the loop to take.
        var opened: OpenedConnection?
        /// A COPY's other side gave or took a chunk.
        var isCopyWaiting = false
        /// Reads behind the one that the server works on shall go elsewhere.
        var isPassingOn = false
        /// Accepted and not answered.
        var outstanding = 0
        /// When the last answer came, or the first of those who wait; nil while nobody does.
        var waitingSince: ContinuousClock.Instant?
        /// Whoever serves the connection has found that nobody is answered; until somebody is.
        var isStalled = false
        var lastUsedAt = ContinuousClock.now
        /// A script left a transaction open.
        var isInTransaction = false

        /// Nothing to do.
        var isQuiet: Bool {
            jobs.isEmpty && abandoned.isEmpty && opened == nil && !isCopyWaiting && !isPassingOn
        }

        mutating func empty() {
            jobs = []
            abandoned = []
            opened = nil
            isCopyWaiting = false
            isPassingOn = false
        }
    }

    /// Who is to be told that there is mail, outside of the mailbox's lock.
    enum Wake {
        case nobody
        case thread
        case eventLoop(@Sendable () -> Void)

        init(_ box: inout Mailbox) {
            self = !box.isSleeping ? .nobody : box.wakeEventLoop.map { .eventLoop($0) } ?? .thread
            box.isSleeping = false
        }

        func perform(_ wakeUp: Int32) {
            switch self {
            case .nobody: break
            case .eventLoop(let wake): wake()
            case .thread:
                var one: UInt64 = 1
                _ = write(wakeUp, &one, 8)
            }
        }
    }

    /// How well a further caller would be served.
    struct Standing {
        let isUsable: Bool
        /// Callers wait and none was answered for a while.
        let isStalled: Bool
        let outstanding: Int
        /// It lives on the event loop that asks.
        let isHere: Bool

        /// To change the thread costs both ways what it costs to wait behind so many others; and where many wait, some more or
        /// fewer are no reason to.
        private static let distance = 16
        private var length: Int { isHere ? outstanding : 2 * outstanding + Self.distance }

        /// None elsewhere could be better.
        var isGood: Bool { isHere && isUsable && !isStalled && outstanding < Self.distance }

        func isBetter(than other: Standing) -> Bool {
            isStalled == other.isStalled ? length < other.length : !isStalled
        }
    }
}
