import Shared

/// Writes what a run planned: a delivery for each person and channel, the intents it carries, and what was not planned.
/// A fixed number of statements, however much it is.
enum IntentBook {
    static func write(_ window: PlannedWindow, of run: Run, _ effect: Effect) async throws {
        let byRecipient = Dictionary(grouping: window.reminders, by: \.reminder.recipient)
        let deliveries = byRecipient.mapValues { _ in ID<Delivery>.make(at: effect.now) }
        try await insert(deliveries, byRecipient, run, effect)
        let intents = window.reminders.map { planned in
            Intent(
                id: .make(at: effect.now), key: planned.key, campaign: run.campaign, reminder: planned.reminder,
                state: .planned, reason: nil, attempts: 0, run: run.id, sentAt: nil,
                delivery: deliveries[planned.reminder.recipient])
        }
        try await insert(intents, window.reminders, run, effect)
        try await effect.execute(
            IntentStatements.putNonIntents, run.campaign, run.id, window.nonIntents.map(\.obligation),
            window.nonIntents.map(\.rule), window.nonIntents.map(\.unit), window.nonIntents.map(\.step),
            window.nonIntents.map(\.reason))
        try await effect.record(
            intents.map { try RecordedChange(.created, "intent", id: $0.id.description, data: $0) })
    }

    private static func insert(
        _ deliveries: [Reminder.Recipient: ID<Delivery>], _ reminders: [Reminder.Recipient: [PlannedReminder]],
        _ run: Run, _ effect: Effect
    ) async throws {
        let rows = deliveries.sorted { $0.value < $1.value }
        try await effect.execute(
            IntentStatements.insertDeliveries, run.campaign, run.id, Occurrence.channel.rawValue, effect.now,
            rows.map(\.value), rows.map(\.key.unit), rows.map(\.key.role),
            rows.map { recipient, _ in
                reminders[recipient]?.allSatisfy { $0.occurrence.step.kind == .escalation } ?? false
            },
            rows.map { "<\($0.value)@activity-week.invalid>" },
            // A digest leaves with what of it is most urgent.
            rows.map { recipient, _ in reminders[recipient]?.map(\.departure).min() ?? effect.now })
    }

    /// - Parameter planned: what each of the intents was made from, in the same order.
    private static func insert(
        _ intents: [Intent], _ planned: [PlannedReminder], _ run: Run, _ effect: Effect
    ) async throws {
        let reminders = intents.map(\.reminder)
        try await effect.execute(
            IntentStatements.insert, run.campaign, Occurrence.channel.rawValue, run.id, intents.map(\.id),
            intents.map(\.key), reminders.map(\.obligation), reminders.map(\.rule), reminders.map(\.track),
            reminders.map(\.unit), reminders.map(\.step), planned.map(\.occurrence.step.template),
            reminders.map(\.at), reminders.map(\.dueAt), planned.map(\.occurrence.uselessFrom),
            reminders.map(\.recipient.unit), reminders.map(\.recipient.role),
            reminders.map { $0.collapsed.joined(separator: "\n") }, intents.compactMap(\.delivery))
    }
}
