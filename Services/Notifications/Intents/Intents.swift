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
        let intents = try await context.database.query(
            IntentStatements.list, params.campaign, page.after.flatMap(ID<Intent>.init), params.state?.rawValue,
            params.unit, params.obligation, params.run, Int64(page.fetch))
        return page.page(intents) { [$0.id.description] }
    }

    /// An uncertain message is judged as a whole: all the intents it carried share its fate.
    func resolve(_ params: NotificationsAPI.ResolveIntent.Params, _ effect: Effect) async throws -> Intent {
        guard (1...500).contains(params.note.count) else {
            throw Fault(
                .invalidParams,
                violations: [
                    Violation(path: "params.note", rule: "length", detail: "1…500 characters: how that is known")
                ])
        }
        guard let found = try await effect.first(IntentStatements.find, params.id), let delivery = found.delivery else {
            throw Fault(.intentUnknown)
        }
        guard found.state == .uncertain else { throw Fault(.intentStateWrong) }
        let reason = "\(effect.principal.name): \(params.note)"
        switch params.outcome {
        case .sent:
            try await effect.execute(DeliveryStatements.close, delivery, "sent", reason)
            try await effect.execute(DeliveryStatements.intentsSent, delivery, effect.now, reason)
        case .sendAgain:
            try await effect.execute(DeliveryStatements.retry, delivery, effect.now, reason)
            try await effect.execute(DeliveryStatements.intentsRetry, delivery, reason)
        }
        guard let intent = try await effect.first(IntentStatements.find, params.id) else { throw Fault(.intentUnknown) }
        try await effect.record(.updated, "intent", id: intent.id.description, data: intent)
        return intent
    }
}
