import Shared

/// Writes down what became of deliveries: all that is known at once in one transaction.
///
/// Only of those that still stand as whoever tells it left them: a sender that lost its locks, and comes back late, does not
/// write over what another one or a person has made of them since.
struct OutcomeBook: Sendable {
    let service: ServiceDependencies

    /// What becomes of deliveries before they are claimed.
    struct Unclaimed: Sendable {
        var outcomes: [DeliveryOutcome] = []
        /// Intents that are not told, and why.
        var endings: [IntentEnding] = []
        /// What suppressions hold back of deliveries that leave without it.
        var parts: [HeldPart] = []
        /// All they are about, in the order in which their rows are locked.
        var deliveries: [Delivery] = []
    }

    struct HeldPart: Sendable {
        let delivery: Delivery
        let intents: [ID<Intent>]
        let until: Instant
    }

    func write(_ outcomes: [DeliveryOutcome]) async throws {
        try await write(Unclaimed(outcomes: outcomes, deliveries: outcomes.map(\.delivery)))
    }

    func write(_ entries: Unclaimed) async throws {
        if entries.outcomes.isEmpty, entries.endings.isEmpty, entries.parts.isEmpty { return }
        let written = try await service.transact("sending") { effect in
            // Before their intents, as whoever cancels or resolves one does.
            let open = Set(
                try await effect.query(
                    DeliveryStatements.lockOpen, entries.deliveries.map(\.id),
                    entries.deliveries.map { Int64($0.attempts) }))
            try await IntentChanges.end(entries.endings, effect)
            for part in entries.parts where open.contains(part.delivery.id) { try await setApart(part, effect) }
            let outcomes = entries.outcomes.filter { open.contains($0.delivery.id) }
            var changed: [ID<Intent>] = []
            for outcome in outcomes { changed += try await putSingly(outcome, effect) }
            changed += try await close(outcomes, effect)
            try await DeliveryChanges.record(outcomes.map(\.delivery.id), effect)
            try await IntentChanges.record(changed, effect)
            return outcomes
        }
        for outcome in written { tell(outcome) }
        guard written.count < entries.outcomes.count else { return }
        let known = Set(written.map(\.delivery.id))
        for outcome in entries.outcomes where !known.contains(outcome.delivery.id) {
            service.logger.warning("outcome_overtaken", metadata: ["delivery": "\(outcome.delivery.id)"])
        }
    }

    /// The rest of the message leaves now; this waits as a message of its own.
    private func setApart(_ part: HeldPart, _ effect: Effect) async throws {
        let id = ID<Delivery>.make(at: effect.now)
        try await effect.execute(
            DeliveryStatements.part, part.delivery.id, id, Delivery.messageID(of: id), part.until,
            DeliveryOutcome.heldBack)
        let moved = try await effect.query(DeliveryStatements.move, part.intents, id)
        try await DeliveryChanges.record([id], effect)
        try await IntentChanges.record(moved, effect)
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
            return try await effect.query(DeliveryStatements.intentsRetry, [id], answer)
        case .wait(let notBefore, let answer):
            try await effect.execute(DeliveryStatements.wait, id, notBefore, answer)
            return try await effect.query(DeliveryStatements.intentsRetry, [id], answer)
        case .postponed(let notBefore, let answer, let isHeld):
            try await effect.execute(DeliveryStatements.postpone, id, notBefore, answer, isHeld)
            return []
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

/// Writes changed deliveries to the feed, as they are now.
enum DeliveryChanges {
    static func record(_ ids: [ID<Delivery>], _ effect: Effect) async throws {
        guard !ids.isEmpty else { return }
        let now = try await effect.query(DeliveryStatements.byIDs, ids)
        try await effect.record(
            now.map { try RecordedChange(.updated, "delivery", id: $0.id.description, data: $0) })
    }
}
