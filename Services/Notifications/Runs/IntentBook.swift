import Shared

/// Writes what a run planned: a delivery for each person and channel, the intents it carries, and what was not planned.
/// A fixed number of statements, however much it is.
enum IntentBook {
    static func write(_ window: PlannedWindow, of run: Run, _ effect: Effect) async throws {
        let byDestination = Dictionary(grouping: window.reminders, by: \.destination)
        let deliveries = byDestination.mapValues { _ in ID<Delivery>.make(at: effect.now) }
        try await insert(deliveries, byDestination, run, effect)
        let intents = window.reminders.map { planned in
            Intent(
                id: .make(at: effect.now), key: planned.key, campaign: run.campaign, reminder: planned.reminder,
                state: .planned, reason: nil, attempts: 0, run: run.id, sentAt: nil,
                delivery: deliveries[planned.destination])
        }
        try await insert(intents, window.reminders, run, effect)
        try await effect.execute(
            IntentStatements.putNonIntents, run.campaign, run.id, window.nonIntents.map(\.obligation),
            window.nonIntents.map(\.rule), window.nonIntents.map(\.unit), window.nonIntents.map(\.step),
            window.nonIntents.map(\.reason), window.nonIntents.map(\.event))
        try await effect.record(
            intents.map { try RecordedChange(.created, "intent", id: $0.id.description, data: $0) })
    }

    private static func insert(
        _ deliveries: [Destination: ID<Delivery>], _ reminders: [Destination: [PlannedReminder]],
        _ run: Run, _ effect: Effect
    ) async throws {
        let rows = deliveries.sorted { $0.value < $1.value }
        try await effect.execute(
            IntentStatements.insertDeliveries, run.campaign, run.id, effect.now, rows.map(\.value),
            rows.map(\.key.recipient.unit), rows.map(\.key.recipient.role), rows.map(\.key.channel),
            rows.map { destination, _ in
                reminders[destination]?.allSatisfy { $0.occurrence.kind == .escalation } ?? false
            },
            rows.map { Delivery.messageID(of: $0.value) },
            // A digest leaves with what of it is most urgent.
            rows.map { destination, _ in reminders[destination]?.map(\.departure).min() ?? effect.now })
    }

    /// - Parameter planned: what each of the intents was made from, in the same order.
    private static func insert(
        _ intents: [Intent], _ planned: [PlannedReminder], _ run: Run, _ effect: Effect
    ) async throws {
        let reminders = intents.map(\.reminder)
        try await effect.execute(
            IntentStatements.insert, run.campaign, run.id, intents.map(\.id),
            intents.map(\.key), reminders.map(\.obligation), reminders.map(\.rule), reminders.map(\.track),
            reminders.map(\.unit), reminders.map(\.step), planned.map(\.occurrence.template),
            reminders.map(\.at), reminders.map(\.dueAt), planned.map(\.occurrence.uselessFrom),
            reminders.map(\.recipient.unit), reminders.map(\.recipient.role), reminders.map(\.channel),
            reminders.map { $0.collapsed.joined(separator: "\n") }, intents.compactMap(\.delivery),
            reminders.map(\.event),
            planned.map(\.occurrence.notice), planned.map(\.occurrence.family))
    }
}
