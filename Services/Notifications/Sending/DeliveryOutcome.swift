import Shared

/// What became of a delivery, to be written down.
struct DeliveryOutcome: Sendable {
    let delivery: Delivery
    let end: End
    /// Of several addresses those that have it now, and those that never will.
    var reached: ReachedAddresses?

    enum End: Sendable {
        /// Over, and the state of the intents it carried; nil: those have ended by themselves.
        case closed(Delivery.State, intents: Intent.State?, answer: String)
        /// Tried again then.
        case retry(Instant, answer: String)
        /// As `retry`, and it counts as no attempt: the message was not looked at.
        case wait(Instant, answer: String)
    }

    static func sent(_ delivery: Delivery, _ answer: String) -> DeliveryOutcome {
        DeliveryOutcome(delivery: delivery, end: .closed(.sent, intents: .sent, answer: answer))
    }

    static func recorded(_ delivery: Delivery, _ answer: String) -> DeliveryOutcome {
        DeliveryOutcome(delivery: delivery, end: .closed(.recorded, intents: .recorded, answer: answer))
    }

    static func uncertain(_ delivery: Delivery, _ answer: String) -> DeliveryOutcome {
        DeliveryOutcome(delivery: delivery, end: .closed(.uncertain, intents: .uncertain, answer: answer))
    }

    static func dead(_ delivery: Delivery, _ answer: String) -> DeliveryOutcome {
        DeliveryOutcome(delivery: delivery, end: .closed(.dead, intents: .dead, answer: answer))
    }

    static func empty(_ delivery: Delivery) -> DeliveryOutcome {
        DeliveryOutcome(delivery: delivery, end: .closed(.empty, intents: nil, answer: "nothing was left to tell"))
    }

    /// Somebody has it.
    static func leftOver(_ delivery: Delivery) -> DeliveryOutcome {
        .sent(delivery, "those who were left cannot be reached, or need not be told any more")
    }
}

/// Writes down what became of deliveries: all that is known at once in one transaction.
struct OutcomeBook: Sendable {
    let service: ServiceDependencies

    func write(_ outcomes: [DeliveryOutcome], endings: [IntentEnding] = []) async throws {
        guard !outcomes.isEmpty || !endings.isEmpty else { return }
        try await service.transact("sending") { effect in
            try await IntentChanges.end(endings, effect)
            var changed: [ID<Intent>] = []
            for outcome in outcomes { changed += try await putSingly(outcome, effect) }
            changed += try await close(outcomes, effect)
            let now = try await effect.query(DeliveryStatements.byIDs, outcomes.map(\.delivery.id))
            try await effect.record(
                now.map { try RecordedChange(.updated, "delivery", id: $0.id.description, data: $0) })
            try await IntentChanges.record(changed, effect)
        }
        for outcome in outcomes { tell(outcome) }
    }

    private func close(_ outcomes: [DeliveryOutcome], _ effect: Effect) async throws -> [ID<Intent>] {
        let closed = outcomes.compactMap { outcome in
            if case .closed(let state, let intents, let answer) = outcome.end {
                (id: outcome.delivery.id, state: state, intents: intents, answer: answer)
            } else {
                nil
            }
        }
        guard !closed.isEmpty else { return [] }
        try await effect.execute(
            DeliveryStatements.close, closed.map(\.id), closed.map(\.state), closed.map(\.answer))
        let sent = closed.filter { $0.intents == .sent }.map(\.id)
        var changed: [ID<Intent>] = []
        if !sent.isEmpty {
            changed += try await effect.query(DeliveryStatements.intentsSent, sent, effect.now, nil)
        }
        let left = closed.compactMap { row in row.intents.map { (id: row.id, state: $0, answer: row.answer) } }
            .filter { $0.state != .sent }
        if !left.isEmpty {
            changed += try await effect.query(
                DeliveryStatements.intentsLeft, left.map(\.id), left.map(\.state), left.map(\.answer))
        }
        return changed
    }

    /// What is rare: places of addresses, and what is tried again.
    private func putSingly(_ outcome: DeliveryOutcome, _ effect: Effect) async throws -> [ID<Intent>] {
        let id = outcome.delivery.id
        if let reached = outcome.reached {
            try await effect.execute(
                DeliveryStatements.putReached, id, reached.told.map(Int64.init), reached.refused.map(Int64.init),
                Int64(reached.revision ?? 0))
        }
        switch outcome.end {
        case .closed: return []
        case .retry(let notBefore, let answer):
            try await effect.execute(DeliveryStatements.retry, id, notBefore, answer)
            return try await effect.query(DeliveryStatements.intentsRetry, id, answer)
        case .wait(let notBefore, let answer):
            try await effect.execute(DeliveryStatements.wait, id, notBefore, answer)
            return try await effect.query(DeliveryStatements.intentsRetry, id, answer)
        }
    }

    private func tell(_ outcome: DeliveryOutcome) {
        guard case .closed(let state, _, _) = outcome.end else { return }
        service.metrics.counter(
            "week_deliveries_total", [("outcome", state.rawValue)], help: "Attempts to deliver a message, by outcome."
        ).increment()
        service.logger.info(
            "delivery_closed", metadata: ["delivery": "\(outcome.delivery.id)", "state": "\(state.rawValue)"])
    }
}
