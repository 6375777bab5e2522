import Shared

/// What the runs planned, and what became of it.
struct Intents: Sendable {
    func get(_ params: NotificationsAPI.GetIntent.Params, _ context: QueryContext) async throws -> Intent {
        guard let intent = try await context.database.first(IntentStatements.find, params.id) else {
            throw Fault(.intentUnknown)
        }
        return intent
    }

    func list(_ params: NotificationsAPI.ListIntents.Params, _ context: QueryContext) async throws -> Page<Intent> {
        let page = try PageRequest(after: params.after, limit: params.limit)
        let scope = context.scope()
        let intents = try await context.database.query(
            IntentStatements.list, params.campaign, page.after.flatMap(ID<Intent>.init), params.state,
            params.unit, params.obligation, params.run, Int64(page.fetch), scope.units, scope.lines)
        return page.page(intents) { [$0.id.description] }
    }

    /// An uncertain message is judged as a whole: all the intents it carried share its fate.
    func resolve(_ params: NotificationsAPI.ResolveIntent.Params, _ effect: Effect) async throws -> Intent {
        try Self.check(params.note, "params.note")
        let (found, delivery) = try await find(params.id, in: [.uncertain], effect)
        let reason = "\(effect.principal.name): \(params.note)"
        switch params.outcome {
        case .sent:
            try await effect.execute(DeliveryStatements.close, [delivery], [Delivery.State.sent], [reason])
            let sent = try await effect.query(DeliveryStatements.intentsSent, [delivery], effect.now, reason)
            try await IntentChanges.record(sent, effect)
        case .sendAgain: try await sendAgain([delivery], reason, effect)
        }
        return try await changed(found.id, delivery, effect)
    }

    /// Takes back what has not left; the others of its message go out without it.
    func cancel(_ params: NotificationsAPI.CancelIntent.Params, _ effect: Effect) async throws -> Intent {
        try Self.check(params.reason, "params.reason")
        let (found, delivery) = try await find(params.id, in: [.planned, .retry], effect)
        let reason = "\(effect.principal.name): \(params.reason)"
        try await IntentChanges.end([IntentEnding(intent: found.id, state: .cancelled, reason: reason)], effect)
        return try await changed(found.id, delivery, effect)
    }

    /// A message that was given up is tried anew, as a whole.
    func retry(_ params: NotificationsAPI.RetryIntent.Params, _ effect: Effect) async throws -> Intent {
        let (found, delivery) = try await find(params.id, in: [.dead], effect)
        try await sendAgain([delivery], "\(effect.principal.name) wants it tried anew", effect)
        return try await changed(found.id, delivery, effect)
    }

    /// As `retry`, of as many as are asked for, each as a whole.
    func retryMany(
        _ params: NotificationsAPI.RetryManyIntents.Params, _ effect: Effect
    ) async throws -> NotificationsAPI.RetryManyIntents.Result {
        let page = try PageRequest(after: nil, limit: params.limit)
        let messages = try await effect.query(
            DeadStatements.take, params.campaign, params.channel, params.unit, params.since, Int64(page.limit))
        let reason = "\(effect.principal.name) wants it tried anew"
        let intents = try await sendAgain(messages, reason, effect)
        try await DeliveryChanges.record(messages, effect)
        return NotificationsAPI.RetryManyIntents.Result(
            messages: messages.count, intents: intents,
            left: try await effect.one(
                DeadStatements.count, params.campaign, params.channel, params.unit, params.since))
    }

    /// Reminders only: an escalation or a notice of a change is not held back by whom it is about.
    func acknowledge(_ params: NotificationsAPI.AcknowledgeIntent.Params, _ effect: Effect) async throws -> Intent {
        try Self.check(params.note, "params.note")
        let until = params.until ?? effect.now.adding(Self.standardHold)
        guard until > effect.now, until.duration(since: effect.now) <= Self.longestHold else {
            throw Fault(
                .invalidParams,
                violations: [
                    Violation(path: "params.until", rule: "out_of_range", detail: "ahead, at most 10 days")
                ])
        }
        let (found, delivery) = try await find(params.id, in: [.sent, .uncertain], effect)
        guard let obligation = found.reminder.obligation else { throw Fault(.intentStateWrong) }
        // No run plans by the former state while this one is written.
        _ = try await effect.first(RunStatements.shareWatermark, found.campaign)
        let recipient = found.reminder.recipient
        try await effect.execute(
            IntentStatements.acknowledge, obligation, recipient.unit, recipient.role, found.campaign, found.id,
            effect.principal.name, params.note, effect.now, until)
        try await IntentChanges.record([found.id], effect)
        return try await changed(found.id, delivery, effect)
    }

    private static let standardHold = Duration.seconds(3 * 86_400)
    private static let longestHold = Duration.seconds(10 * 86_400)

    /// Answers how many intents they carry.
    @discardableResult
    private func sendAgain(_ deliveries: [ID<Delivery>], _ reason: String, _ effect: Effect) async throws -> Int {
        guard !deliveries.isEmpty else { return 0 }
        try await effect.execute(DeliveryStatements.restart, deliveries, effect.now, reason)
        let open = try await effect.query(DeliveryStatements.intentsRetry, deliveries, reason)
        try await IntentChanges.record(open, effect)
        return open.count
    }

    /// The intent, locked against senders and other callers by its delivery's row.
    private func find(
        _ id: ID<Intent>, in states: Set<Intent.State>, _ effect: Effect
    ) async throws -> (Intent, ID<Delivery>) {
        guard let delivery = try await effect.first(IntentStatements.find, id)?.delivery else {
            throw Fault(.intentUnknown)
        }
        try await effect.execute(DeliveryStatements.lock, delivery)
        guard let intent = try await effect.first(IntentStatements.find, id) else { throw Fault(.intentUnknown) }
        guard states.contains(intent.state) else { throw Fault(.intentStateWrong) }
        return (intent, delivery)
    }

    private func changed(_ id: ID<Intent>, _ delivery: ID<Delivery>, _ effect: Effect) async throws -> Intent {
        let now = try await effect.one(DeliveryStatements.find, delivery)
        try await effect.record(.updated, "delivery", id: delivery.description, data: now)
        return try await effect.one(IntentStatements.find, id)
    }

    private static func check(_ text: String, _ path: String) throws(Fault) {
        guard !(1...500).contains(text.count) else { return }
        throw Fault(
            .invalidParams, violations: [Violation(path: path, rule: "length", detail: "1…500 characters")])
    }
}
