import Shared

/// Takes what the runs planned to the channel. Any number of senders may run, in any number of processes: each holds the
/// advisory locks of the deliveries it works on, and a lock is free the moment its holder is gone (M11).
///
/// The promise: at least once to the channel, exactly once in our books, every uncertainty visible. What stands at
/// `sending` while nobody holds its lock was handed over, or not, by a sender that died: on a channel that tells repeats
/// apart it is sent again, on any other it is `uncertain` until a person resolves it.
struct Sender: Sendable {
    let service: ServiceDependencies
    let channels: Channels
    private let policies = PolicyInForce()

    var book: OutcomeBook { OutcomeBook(service: service) }

    private static let batch = 64
    /// How far behind the first it looks for what other senders do not have.
    private static let reach = 8 * batch
    /// How many mailbags are under way at once: one is put together while the other is handed over.
    private static let bags = 2
    /// How long a delivery waits that cannot be put together, for a reason that is ours.
    private static let postponement: Duration = .seconds(60)
    /// After this nothing more of a batch is begun: its locks hang on one transaction.
    private static let longestTurn: Duration = .seconds(60)
    /// After this its locks are given up: what was begun has ended by then, by the bounds of its own.
    private static let longestLock: Duration = .seconds(180)

    /// Works until nothing is due that can leave; answers how many deliveries it had in its hands.
    @discardableResult
    func drain() async throws -> Int {
        var handled = 0
        var closed: Set<String> = []
        while !Task.isCancelled {
            let turn = try await take(except: closed)
            handled += turn.moved
            if turn.isHalted { break }
            // Nothing could be moved on: what is left is in other hands, or for a channel that takes nothing.
            if turn.moved == 0, turn.closed.isSubset(of: closed) { break }
            closed.formUnion(turn.closed)
        }
        return handled
    }

    /// Takes what nobody has as far as it goes now.
    ///
    /// - Parameter closed: channels that take nothing now.
    private func take(except closed: Set<String>) async throws -> Turn {
        // The transaction carries the locks and nothing else; every step of a delivery commits by itself.
        try await service.database.transaction(deadline: .now + Self.longestLock, attempts: 1) { lock in
            let ids = try await lock.query(
                DeliveryStatements.take, service.clock.now(), closed.sorted(), Int64(Self.batch), Int64(Self.reach))
            guard !ids.isEmpty else { return Turn() }
            _ = try await lock.one(DeliveryStatements.keepLocks, "\(Self.longestLock.components.seconds)s")
            let found = try await lock.query(DeliveryStatements.byIDs, ids)
            let order = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, $0) })
            let deliveries = found.sorted { order[$0.id] ?? 0 < order[$1.id] ?? 0 }
            let end = ContinuousClock.now + Self.longestTurn
            let turn = await withTaskGroup(of: Turn.self) { group in
                var waiting = Mailbag.portions(of: Self.onePerPerson(deliveries))[...]
                var turn = Turn()
                for portion in waiting.prefix(Self.bags) { group.addTask { await attempt(portion) } }
                waiting = waiting.dropFirst(Self.bags)
                for await progress in group {
                    turn.take(progress)
                    guard turn.goesOn, ContinuousClock.now < end, let portion = waiting.popFirst() else { continue }
                    group.addTask { await attempt(portion) }
                }
                return turn
            }
            if let failure = turn.failure { throw failure }
            return turn
        }
    }

    /// What a person gets in an hour is counted by what left before: of several messages to one the next turn takes the next.
    private static func onePerPerson(_ deliveries: [Delivery]) -> [Delivery] {
        var seen: Set<[String]> = []
        return deliveries.filter { delivery in
            let recipient = delivery.recipient
            return seen.insert([recipient.unit.rawValue, recipient.role.rawValue, delivery.channel]).inserted
        }
    }

    /// How far deliveries have come.
    struct Turn: Sendable {
        /// How many are not as they were.
        var moved = 0
        /// Nothing can leave now: another service cannot be asked.
        var isHalted = false
        /// Channels whose server refuses, or has no place for more.
        var closed: Set<String> = []
        var failure: (any Error)?

        var goesOn: Bool { !isHalted && failure == nil }

        mutating func take(_ other: Turn) {
            moved += other.moved
            isHalted = isHalted || other.isHalted
            closed.formUnion(other.closed)
            failure = failure ?? other.failure
        }
    }

    private func attempt(_ deliveries: [Delivery]) async -> Turn {
        do {
            return try await deliver(deliveries)
        } catch let fault as Fault where fault.kind.retryable {
            // M2: reporting or registry cannot be asked, so nothing is sent now.
            service.logger.warning("send_halted", metadata: ["reason": "\(fault.kind.reason)"])
            return Turn(isHalted: true)
        } catch {
            return Turn(failure: error)
        }
    }

    /// Takes deliveries, whose locks are held, as far as they go now.
    private func deliver(_ deliveries: [Delivery]) async throws -> Turn {
        let now = service.clock.now()
        var turn = Turn()
        var (left, ready): ([DeliveryOutcome], [Delivery]) = ([], [])
        for delivery in deliveries {
            switch delivery.state {
            // Somebody had it before.
            case .sent, .recorded, .uncertain, .dead, .empty: continue
            case .sending where !channels.isIdempotent(delivery):
                left.append(.uncertain(delivery, "the sender ended before it could write down the outcome"))
            case .planned, .retry, .sending:
                if let server = channels.server(of: delivery), channels.faults.isLeftAlone(server, now: now) {
                    turn.closed.insert(delivery.channel)
                } else {
                    ready.append(delivery)
                }
            }
        }
        let openings = try await channels.pace.openings(for: ready, now: now, service.database)
        for delivery in ready {
            guard let opening = openings[delivery.id] else { continue }
            try await service.database.execute(
                DeliveryStatements.postpone, delivery.id, opening, "the person has had enough messages for an hour",
                false)
            turn.moved += 1
        }
        // Ahead of all questions: what a dead sender left is known without them.
        try await book.write(left)
        turn.moved += left.count
        let packer = MailbagPacker(policies: policies, channels: channels, service: service, now: now)
        let bag = try await packer.pack(ready.filter { openings[$0.id] == nil })
        for (delivery, error) in bag.postponed { try await postpone(delivery, error) }
        try await book.write(bag.unclaimed)
        turn.moved += bag.postponed.count + bag.unclaimed.outcomes.count
        var (leaving, full): ([Letter], Set<String>) = ([], [])
        for letter in bag.letters {
            let server = channels.server(of: letter.addressed.message)
            if !full.contains(server), try await channels.pace.hasPlace(at: server, now: now, service.database) {
                leaving.append(letter)
            } else {
                full.insert(server)
                turn.closed.insert(letter.delivery.channel)
            }
        }
        // What was handed over is written down also when the service is told to stop meanwhile: not a child of this task, and
        // waited for.
        let letters = leaving
        if !letters.isEmpty { turn.take(try await Task { try await handOver(letters) }.value) }
        return turn
    }

    private func postpone(_ delivery: Delivery, _ error: any Error) async throws {
        service.logger.error(
            "send_postponed", metadata: ["delivery": "\(delivery.id)", "error": .detail(of: error)])
        try await service.database.execute(
            DeliveryStatements.postpone, delivery.id, service.clock.now().adding(Self.postponement),
            "the message could not be put together; the log says why", false)
    }
}
