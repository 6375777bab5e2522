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

    private static let batch = 64
    /// How long a delivery waits that cannot be put together, for a reason that is ours.
    private static let postponement: Duration = .seconds(60)

    /// How many messages are under way at once.
    private static let width = 4
    /// After this nothing more of a batch is begun: its locks hang on one transaction.
    private static let longestTurn: Duration = .seconds(60)

    enum Progress: Sendable {
        case moved
        /// Somebody had it before.
        case elsewhere
        /// Nothing can leave now: another service cannot be asked, or the server has no place.
        case halted
        case failed(any Error)
    }

    /// Works until nothing is due; answers how many deliveries it had in its hands.
    @discardableResult
    func drain() async throws -> Int {
        var handled = 0
        while !Task.isCancelled {
            let open = try await service.database.query(
                DeliveryStatements.open, service.clock.now(), Int64(Self.batch))
            guard !open.isEmpty else { break }
            let (moved, isHalted) = try await take(open)
            handled += moved
            // Nothing could be moved on: what is left is in other hands.
            if isHalted || moved == 0 { break }
        }
        return handled
    }

    /// Takes those that nobody has as far as they go now.
    private func take(_ ids: [ID<Delivery>]) async throws -> (moved: Int, isHalted: Bool) {
        // The transaction carries the locks and nothing else; every step of a delivery commits by itself.
        try await service.database.transaction(deadline: .now + .seconds(180), attempts: 1) { lock in
            let mine = try await lock.query(DeliveryStatements.tryLocks, ids).compactMap(\.self)
            let end = ContinuousClock.now + Self.longestTurn
            let turn = await withTaskGroup(of: Progress.self) { group in
                var waiting = mine[...]
                var turn = Turn()
                for id in waiting.prefix(Self.width) { group.addTask { await attempt(id) } }
                waiting = waiting.dropFirst(Self.width)
                for await progress in group {
                    turn.take(progress)
                    guard turn.goesOn, ContinuousClock.now < end, let id = waiting.popFirst() else { continue }
                    group.addTask { await attempt(id) }
                }
                return turn
            }
            if let failure = turn.failure { throw failure }
            return (turn.moved, turn.isHalted)
        }
    }

    /// What has become of a batch so far.
    private struct Turn: Sendable {
        var moved = 0
        var isHalted = false
        var failure: (any Error)?

        var goesOn: Bool { !isHalted && failure == nil }

        mutating func take(_ progress: Progress) {
            switch progress {
            case .moved: moved += 1
            case .elsewhere: break
            case .halted: isHalted = true
            case .failed(let error): failure = failure ?? error
            }
        }
    }

    /// One that fails leaves the others to end in their own way.
    private func attempt(_ id: ID<Delivery>) async -> Progress {
        do { return try await deliver(id) } catch { return .failed(error) }
    }

    /// Takes one delivery, whose lock is held, as far as it goes now.
    private func deliver(_ id: ID<Delivery>) async throws -> Progress {
        guard let delivery = try await service.database.first(DeliveryStatements.find, id) else { return .elsewhere }
        switch delivery.state {
        case .sent, .recorded, .uncertain, .dead, .empty: return .elsewhere
        case .sending where !isIdempotent(delivery):
            try await settle(delivery, .uncertain, "the sender ended before it could write down the outcome")
            return .moved
        case .planned, .retry, .sending: return try await send(delivery)
        }
    }

    private func send(_ delivery: Delivery) async throws -> Progress {
        let now = service.clock.now()
        if let channel = ContactChannel(rawValue: delivery.channel), let server = channels.server(of: channel),
            channels.faults.isLeftAlone(server, now: now)
        {
            return .halted
        }
        if let opening = try await channels.pace.opening(for: delivery, now: now, service.database) {
            try await service.database.execute(
                DeliveryStatements.postpone, delivery.id, opening, "the person has had enough messages for an hour")
            return .moved
        }
        let letter: Letter?
        do {
            letter = try await Letter.compose(
                for: delivery, policies: policies, channels: channels, service: service, now: now)
        } catch let fault as Fault where fault.kind.retryable {
            // M2: reporting or registry cannot be asked, so nothing is sent now.
            service.logger.warning("send_halted", metadata: ["reason": "\(fault.kind.reason)"])
            return .halted
        } catch let error where !(error is CancellationError || error is PostgresError) {
            // One that cannot be put together must not stand in the way of the others.
            service.logger.error(
                "send_postponed", metadata: ["delivery": "\(delivery.id)", "error": .detail(of: error)])
            try await service.database.execute(
                DeliveryStatements.postpone, delivery.id, service.clock.now().adding(Self.postponement),
                "the message could not be put together; the log says why")
            return .moved
        }
        guard let letter else {
            let reached = try await service.database.first(DeliveryStatements.reached, delivery.id)
            if reached?.hasAny ?? false {
                try await settle(delivery, .sent, "those who were left cannot be reached, or need not be told any more")
            } else {
                try await close(delivery, .empty, "nothing was left to tell") { _ in [] }
            }
            return .moved
        }
        let server = channels.server(of: letter.addressed.message)
        guard try await channels.pace.hasPlace(at: server, now: now, service.database) else { return .halted }
        guard try await claim(delivery, letter) else { return .moved }
        // What was handed over is written down also when the service is told to stop meanwhile: not a child of this task, and
        // waited for.
        return try await Task { try await handOver(delivery, letter) }.value
    }

    private func handOver(_ delivery: Delivery, _ letter: Letter) async throws -> Progress {
        let server = channels.server(of: letter.addressed.message)
        do throws(ChannelRefusal) {
            let taken = try await channels.send(letter.addressed.message)
            channels.faults.clear(server)
            await settleTaken(delivery, letter, taken)
            return .moved
        } catch {
            return try await settle(delivery, letter, after: error, of: server)
        }
    }

    /// Writes down that it is handed over. Under the watermark's lock: a run that plans what has changed since sees who was told
    /// before, or has planned already, and then the change is known here and the letter is out of date: false.
    private func claim(_ delivery: Delivery, _ letter: Letter) async throws -> Bool {
        try await service.transact("sending") { effect in
            _ = try await effect.first(RunStatements.shareWatermark, delivery.campaign)
            guard try await effect.one(DeliveryStatements.noticeCount, delivery.id) == letter.noticeCount else {
                return false
            }
            try await effect.execute(DeliveryStatements.intentsClaimed, letter.intents)
            try await effect.execute(DeliveryStatements.sending, delivery.id, effect.now)
            return true
        }
    }
}
