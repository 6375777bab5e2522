package import Contracts
import JSONRPC
import Logging
package import Postgres

/// The committed changes of a service, complete and in an order that is safe under concurrent commits.
///
/// A reader gets only rows of transactions older than every one that still runs, so a later commit never appears in front of
/// what was read; a transaction that runs long holds the feed back, never tears it.
package final class ChangeFeed: Sendable {
    private let database: Database
    private let listener: Listener
    private let channel: String
    /// Rows may have come: by this process's commits, and by other processes' notifications.
    private let arrivals = WakeSignal()

    /// How long a reader trusts that it was told of everything: a lost notification costs this much.
    static let pollInterval: Duration = .seconds(1)
    /// Before a row is readable, older transactions must end. Asked again after this time, doubled each time.
    static let firstSettling: Duration = .milliseconds(5)
    package static let longestWaitMs = 25_000

    package init(database: Database, logger: Logger) {
        self.database = database
        channel = "changes_\(database.configuration.schema ?? "public")"
        listener = Listener(configuration: database.configuration, channels: [channel], logger: logger)
    }

    /// Tells other processes of the same service that there are changes, and is told by them, until the task is cancelled.
    ///
    /// Without it readers find the changes of other processes within a second.
    package func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [listener] in try await listener.run() }
            // Every signal means the same: look again.
            for await _ in listener { arrivals.wake() }
            try await group.waitForAll()
        }
    }

    /// The changes behind a position, waiting for the first one when there is none.
    ///
    /// Holds a connection only while it looks. Throws `INVALID_PARAMS` with the violations.
    package func page(_ params: ChangesParams) async throws -> ChangesPage {
        let look = try await look(params)
        let changes = try (0..<look.rows.count).map { try look.rows.decode(at: $0, FeedStatements.change) }
        return ChangesPage(changes: changes, next: look.next.description, latest: look.latest.description)
    }

    /// As `page`, written from the rows as they are.
    func encodedPage(_ params: ChangesParams) async throws -> EncodedJSON {
        let look = try await look(params)
        var bytes = Array("{\"changes\":".utf8)
        bytes += try look.rows.array()
        // Positions are digits and a point.
        bytes += ",\"next\":\"\(look.next)\",\"latest\":\"\(look.latest)\"}".utf8
        return EncodedJSON(bytes)
    }

    /// What a reader finds.
    private struct Look {
        let rows: EncodedRows
        let next: FeedPosition
        let latest: FeedPosition
    }

    private func look(_ params: ChangesParams) async throws -> Look {
        let request = try Request(params)
        let end = ContinuousClock.now + .milliseconds(params.waitMs ?? 0)
        var pause = Self.pollInterval
        var seen = arrivals.generation
        while true {
            // The newest first: what is read behind it can only be more.
            let (latest, rows) = try await database.pipeline(
                FeedStatements.latest.first(),
                FeedStatements.page.encoded(request.after.transaction, request.after.sequence, request.limit))
            let remaining = end - ContinuousClock.now
            if rows.count > 0 || remaining <= .zero {
                return Look(rows: rows, next: try next(rows) ?? request.after, latest: latest ?? .start)
            }
            await arrivals.wait(after: seen, atMost: min(pause, remaining))
            try Task.checkCancellation()
            let generation = arrivals.generation
            // Woken, the row may be there and not yet settled; not woken, the usual poll.
            pause = generation != seen ? Self.firstSettling : min(pause * 2, Self.pollInterval)
            seen = generation
        }
    }

    private func next(_ rows: EncodedRows) throws -> FeedPosition? {
        guard rows.count > 0 else { return nil }
        return FeedPosition(try rows.decode(at: rows.count - 1) { try $0.next(String.self) })
    }

    /// A transaction with change rows was committed: wakes the readers here, and soon those of other processes.
    func committed() {
        arrivals.wake()
        // Not in the transaction: NOTIFY makes commits wait for each other.
        listener.notify(channel)
    }

    private struct Request {
        let after: FeedPosition
        let limit: Int64

        init(_ params: ChangesParams) throws(Fault) {
            var violations: [Violation] = []
            let limit = params.limit ?? PageLimit.standard
            if !(1...PageLimit.most).contains(limit) {
                violations.append(
                    Violation(path: "params.limit", rule: "out_of_range", detail: "must be 1…\(PageLimit.most)"))
            }
            if let wait = params.waitMs, !(0...ChangeFeed.longestWaitMs).contains(wait) {
                violations.append(
                    Violation(
                        path: "params.waitMs", rule: "out_of_range", detail: "must be 0…\(ChangeFeed.longestWaitMs)"))
            }
            let after = FeedPosition(params.after ?? "0")
            if after == nil {
                violations.append(
                    Violation(path: "params.after", rule: "invalid_value", detail: "must be a position of this feed"))
            }
            guard violations.isEmpty, let after else { throw Fault(.invalidParams, violations: violations) }
            self.after = after
            self.limit = Int64(limit)
        }
    }
}
