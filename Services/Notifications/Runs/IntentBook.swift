import Shared

/// Writes what a run planned: a delivery for each person and channel, the intents it carries, and what was not planned.
enum IntentBook {
    static func write(_ window: PlannedWindow, of run: Run, _ effect: Effect) async throws {
        let byRecipient = Dictionary(grouping: window.reminders, by: \.reminder.recipient)
        var deliveries: [Reminder.Recipient: ID<Delivery>] = [:]
        for recipient in byRecipient.keys { deliveries[recipient] = .make(at: effect.now) }
        let recipients = deliveries.sorted { $0.value < $1.value }
        try await effect.execute(
            IntentStatements.insertDeliveries, run.campaign, run.id, Occurrence.channel.rawValue, effect.now,
            recipients.map(\.value), recipients.map(\.key.unit), recipients.map(\.key.role),
            recipients.map { recipient, _ in
                byRecipient[recipient]?.allSatisfy { $0.occurrence.step.kind == .escalation } ?? false
            },
            recipients.map { "<\($0.value)@activity-week.invalid>" })
        for planned in window.reminders {
            guard let delivery = deliveries[planned.reminder.recipient] else { continue }
            let intent = Intent(
                id: .make(at: effect.now), key: planned.key, campaign: run.campaign, reminder: planned.reminder,
                state: .planned, reason: nil, attempts: 0, run: run.id, sentAt: nil, delivery: delivery)
            try await insert(intent, template: planned.occurrence.step.template, delivery: delivery, effect)
        }
        try await effect.execute(
            IntentStatements.putNonIntents, run.campaign, run.id, window.nonIntents.map(\.obligation),
            window.nonIntents.map(\.rule), window.nonIntents.map(\.unit), window.nonIntents.map(\.step),
            window.nonIntents.map(\.reason.rawValue))
    }

    private static func insert(
        _ intent: Intent, template: TemplateKey, delivery: ID<Delivery>, _ effect: Effect
    ) async throws {
        let reminder = intent.reminder
        try await effect.execute(
            IntentStatements.insert, intent.id, intent.key, intent.campaign, reminder.obligation, reminder.rule,
            reminder.track, reminder.unit, reminder.step, template, reminder.at, reminder.dueAt,
            reminder.recipient.unit, reminder.recipient.role, reminder.channel, reminder.collapsed, intent.run, delivery
        )
        try await effect.record(.created, "intent", id: intent.id.description, data: intent)
    }
}
