import Shared

/// Takes what the runs planned to the channel. Any number of senders may run, in any number of processes: each holds the
/// advisory lock of the delivery it works on, and the lock is free the moment its holder is gone (M11).
///
/// The promise: at least once to the channel, exactly once in our books, every uncertainty visible. What stands at
/// `sending` while nobody holds its lock was handed over, or not, by a sender that died: on a channel that tells repeats
/// apart it is sent again, on any other it is `uncertain` until a person resolves it.
struct Sender: Sendable {
    let service: ServiceDependencies
    let channel: any MailChannel
    let from: MailAddress

    private static let batch = 64

    /// Works until nothing is due; answers how many deliveries it had in its hands.
    func drain() async throws -> Int {
        var handled = 0
        while !Task.isCancelled {
            let open = try await service.database.query(
                DeliveryStatements.open, service.clock.now(), Int64(Self.batch))
            var moved = 0
            for id in open where try await deliver(id) { moved += 1 }
            handled += moved
            // Nothing could be moved on: what is left is in other hands, or waits for its next attempt.
            if moved == 0 { return handled }
        }
        return handled
    }

    /// Takes one delivery as far as it goes now; false when it is in other hands or must wait.
    private func deliver(_ id: ID<Delivery>) async throws -> Bool {
        // The transaction carries the lock and nothing else; every step below commits by itself.
        try await service.database.transaction(deadline: .now + .seconds(120), attempts: 1) { lock in
            guard try await lock.one(DeliveryStatements.tryLock, "delivery:\(id)") else { return false }
            guard let delivery = try await service.database.first(DeliveryStatements.find, id) else { return false }
            switch delivery.state {
            case .sent, .uncertain, .dead, .empty: return false
            case .sending where !channel.isIdempotent:
                try await settle(delivery, .uncertain, "the sender ended before it could write down the outcome")
                return true
            case .planned, .retry, .sending: return try await send(delivery)
            }
        }
    }

    private func send(_ delivery: Delivery) async throws -> Bool {
        let now = service.clock.now()
        let letter: Letter?
        do {
            letter = try await Letter.compose(for: delivery, from: from, service: service, now: now)
        } catch let fault as Fault where fault.kind.retryable {
            // M2: reporting or registry cannot be asked, so nothing is sent now.
            service.logger.warning("send_postponed", metadata: ["reason": "\(fault.kind.reason)"])
            return false
        }
        guard let letter else {
            try await record(delivery) { effect in
                try await effect.execute(DeliveryStatements.close, delivery.id, "empty", "nothing was left to tell")
            }
            return true
        }
        try await record(delivery) { effect in
            try await effect.execute(DeliveryStatements.intentsClaimed, letter.intents)
            try await effect.execute(DeliveryStatements.sending, delivery.id, effect.now)
        }
        do throws(MailRefusal) {
            let answer = try await channel.send(letter.message)
            try? await settle(delivery, .sent, answer)
        } catch {
            try await settle(delivery, after: error)
        }
        return true
    }

    private func settle(_ delivery: Delivery, after refusal: MailRefusal) async throws {
        switch refusal {
        case .permanent(let answer): try await settle(delivery, .dead, answer)
        case .unknown(let answer):
            if channel.isIdempotent {
                try await again(delivery, answer)
            } else {
                try await settle(delivery, .uncertain, answer)
            }
        case .temporary(let answer): try await again(delivery, answer)
        }
    }

    private func again(_ delivery: Delivery, _ answer: String) async throws {
        guard let delay = RetryRule.delay(after: delivery.attempts + 1) else {
            return try await settle(delivery, .dead, "given up after \(RetryRule.mostAttempts) attempts: \(answer)")
        }
        try await record(delivery) { effect in
            try await effect.execute(DeliveryStatements.retry, delivery.id, effect.now.adding(delay), answer)
            try await effect.execute(DeliveryStatements.intentsRetry, delivery.id, answer)
        }
    }

    /// Writes down where a delivery ended, and its intents with it.
    private func settle(_ delivery: Delivery, _ state: Delivery.State, _ answer: String) async throws {
        try await record(delivery) { effect in
            try await effect.execute(DeliveryStatements.close, delivery.id, state.rawValue, answer)
            if state == .sent {
                try await effect.execute(DeliveryStatements.intentsSent, delivery.id, effect.now, nil)
            } else {
                try await effect.execute(DeliveryStatements.intentsLeft, delivery.id, state.rawValue, answer)
            }
        }
        service.logger.info("delivery_\(state.rawValue)", metadata: ["delivery": "\(delivery.id)"])
    }

    private func record(_ delivery: Delivery, _ body: (Effect) async throws -> Void) async throws {
        try await service.transact { effect in
            try await body(effect)
            if let now = try await effect.first(DeliveryStatements.find, delivery.id) {
                try await effect.record(.updated, "delivery", id: delivery.id.description, data: now)
            }
        }
    }
}
