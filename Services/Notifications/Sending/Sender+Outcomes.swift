import Shared

/// What becomes of a message that was handed over, as the books say it.
extension Sender {
    /// How long a message waits for a server that does not let this service send.
    private static let patience: Duration = .seconds(300)

    /// A failure here leaves the delivery at `sending`, which is what it is: handed over, and not written down.
    func settleTaken(_ delivery: Delivery, _ letter: Letter, _ taken: Taken) async {
        do {
            let places = letter.addressed.places
            let refused = places.indices.filter { taken.refused[$0] != nil }
            if !refused.isEmpty {
                let final = refused.filter { if case .permanent? = taken.refused[$0] { true } else { false } }
                let told = places.indices.filter { taken.refused[$0] == nil }
                try await service.database.execute(
                    DeliveryStatements.putReached, delivery.id, told.map { Int64(places[$0]) },
                    final.map { Int64(places[$0]) }, Int64(letter.addressed.revision))
                // The others have it; who was refused for now is tried again alone.
                if final.count < refused.count { return try await again(delivery, taken.words, told: true) }
            }
            try await settle(delivery, outcomeOfTaken(delivery), taken.words)
        } catch {
            service.logger.error(
                "sent_not_recorded", metadata: ["delivery": "\(delivery.id)", "error": .detail(of: error)])
        }
    }

    private func outcomeOfTaken(_ delivery: Delivery) -> SendOutcome {
        let way = ContactChannel(rawValue: delivery.channel).map(channels.way)
        return way == .record ? .recorded : .sent
    }

    /// - Parameter letter: what nobody took of it.
    func settle(
        _ delivery: Delivery, _ letter: Letter, after refusal: ChannelRefusal, of server: String
    ) async throws -> Progress {
        let told = letter.reached.hasAny
        switch refusal {
        case .misconfigured(let answer):
            channels.faults.note(answer, of: server, at: service.clock.now())
            service.logger.error("channel_misconfigured", metadata: ["server": "\(server)", "answer": "\(answer)"])
            try await wait(delivery, answer)
            return .halted
        // Whoever could be told was told before.
        case .permanent(let answer): try await settle(delivery, told ? .sent : .dead, answer)
        case .unknown(let answer) where !isIdempotent(delivery): try await settle(delivery, .uncertain, answer)
        case .unknown(let answer), .temporary(let answer): try await again(delivery, answer, told: told)
        }
        return .moved
    }

    /// The message was not looked at: it waits as it is.
    private func wait(_ delivery: Delivery, _ answer: String) async throws {
        try await record(delivery) { effect in
            try await effect.execute(
                DeliveryStatements.wait, delivery.id, service.clock.now().adding(Self.patience), answer)
            return try await effect.query(DeliveryStatements.intentsRetry, delivery.id, answer)
        }
    }

    func isIdempotent(_ delivery: Delivery) -> Bool {
        ContactChannel(rawValue: delivery.channel).map(channels.isIdempotent) ?? false
    }

    /// - Parameter told: whether some of its addresses have it.
    private func again(_ delivery: Delivery, _ answer: String, told: Bool) async throws {
        guard let delay = RetryRule.delay(after: delivery.attempts + 1) else {
            let outcome: SendOutcome = told ? .sent : .dead
            return try await settle(delivery, outcome, "given up after \(RetryRule.mostAttempts) attempts: \(answer)")
        }
        // Jitter, so that what a server refused all at once does not all come back at once.
        let notBefore = service.clock.now().adding(delay * Double.random(in: 0.9...1.1))
        try await record(delivery) { effect in
            try await effect.execute(DeliveryStatements.retry, delivery.id, notBefore, answer)
            return try await effect.query(DeliveryStatements.intentsRetry, delivery.id, answer)
        }
    }

    /// Writes down where a delivery ended, and its intents with it.
    func settle(_ delivery: Delivery, _ outcome: SendOutcome, _ answer: String) async throws {
        try await close(delivery, outcome.delivery, answer) { effect in
            switch outcome {
            case .sent: try await effect.query(DeliveryStatements.intentsSent, delivery.id, effect.now, nil)
            case .recorded, .uncertain, .dead:
                try await effect.query(DeliveryStatements.intentsLeft, delivery.id, outcome.intent, answer)
            }
        }
    }

    func close(
        _ delivery: Delivery, _ state: Delivery.State, _ answer: String,
        _ intents: (Effect) async throws -> [ID<Intent>]
    ) async throws {
        try await record(delivery) { effect in
            try await effect.execute(DeliveryStatements.close, delivery.id, state, answer)
            return try await intents(effect)
        }
        service.metrics.counter(
            "week_deliveries_total", [("outcome", state.rawValue)], help: "Attempts to deliver a message, by outcome."
        ).increment()
        service.logger.info("delivery_closed", metadata: ["delivery": "\(delivery.id)", "state": "\(state.rawValue)"])
    }

    /// - Parameter body: answers which intents it changed.
    private func record(_ delivery: Delivery, _ body: (Effect) async throws -> [ID<Intent>]) async throws {
        try await service.transact("sending") { effect in
            let changed = try await body(effect)
            let now = try await effect.one(DeliveryStatements.find, delivery.id)
            try await effect.record(.updated, "delivery", id: delivery.id.description, data: now)
            try await IntentChanges.record(changed, effect)
        }
    }
}

/// How a handed-over message ended.
enum SendOutcome {
    case sent, recorded, uncertain, dead

    var delivery: Delivery.State {
        switch self {
        case .sent: .sent
        case .recorded: .recorded
        case .uncertain: .uncertain
        case .dead: .dead
        }
    }

    var intent: Intent.State {
        switch self {
        case .sent: .sent
        case .recorded: .recorded
        case .uncertain: .uncertain
        case .dead: .dead
        }
    }
}
