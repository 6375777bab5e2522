import Shared

/// Writes what a run planned: a delivery for each person and channel, the intents it carries, and what was not planned.
/// A few statements for each thousand, so that what is under way to the database stays small however much it is.
enum IntentBook {
    private static let portion = 1_000

    /// A message, as it is planned.
    private struct Digest {
        let id: ID<Delivery>
        var isEscalation: Bool
        /// With what of it is most urgent.
        var departure: Instant

        init(_ first: PlannedReminder, at now: Instant) {
            id = .make(at: now)
            isEscalation = first.occurrence.kind == .escalation
            departure = first.departure
        }

        mutating func take(_ reminder: PlannedReminder) {
            if reminder.occurrence.kind != .escalation { isEscalation = false }
            departure = min(departure, reminder.departure)
        }
    }

    static func write(_ window: PlannedWindow, of run: Run, _ effect: Effect) async throws {
        var digests: [Destination: Digest] = [:]
        for planned in window.reminders {
            digests[planned.destination, default: Digest(planned, at: effect.now)].take(planned)
        }
        for portion in portions(of: digests.sorted { $0.value.id < $1.value.id }) {
            try await insert(portion, run, effect)
        }
        for portion in portions(of: window.reminders) {
            let intents = portion.compactMap { planned in
                digests[planned.destination].map { digest in
                    Intent(
                        id: .make(at: effect.now), key: planned.key, campaign: run.campaign,
                        reminder: planned.reminder, state: .planned, reason: nil, attempts: 0, run: run.id,
                        sentAt: nil, delivery: digest.id)
                }
            }
            try await insert(intents, portion, run, effect)
            try await effect.record(
                intents.map { try RecordedChange(.created, "intent", id: $0.id.description, data: $0) })
        }
        for portion in portions(of: window.nonIntents) {
            try await effect.execute(
                IntentStatements.putNonIntents, run.campaign, run.id, portion.map { _ in .make(at: effect.now) },
                portion.map(\.obligation), portion.map(\.event), portion.map(\.rule), portion.map(\.track),
                portion.map(\.unit), portion.map(\.step), portion.map(\.at), portion.map(\.dueAt),
                portion.map(\.recipient?.unit), portion.map(\.recipient?.role), portion.map(\.channel),
                portion.map(\.reason))
        }
    }

    private static func portions<Element>(of all: [Element]) -> [ArraySlice<Element>] {
        stride(from: 0, to: all.count, by: portion).map { all[$0..<min($0 + portion, all.count)] }
    }

    private static func insert(
        _ digests: ArraySlice<(key: Destination, value: Digest)>, _ run: Run, _ effect: Effect
    ) async throws {
        try await effect.execute(
            IntentStatements.insertDeliveries, run.campaign, run.id, effect.now, digests.map(\.value.id),
            digests.map(\.key.recipient.unit), digests.map(\.key.recipient.role), digests.map(\.key.channel),
            digests.map(\.value.isEscalation), digests.map { Delivery.messageID(of: $0.value.id) },
            digests.map(\.value.departure))
    }

    /// - Parameter planned: what each of the intents was made from, in the same order.
    private static func insert(
        _ intents: [Intent], _ planned: ArraySlice<PlannedReminder>, _ run: Run, _ effect: Effect
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
