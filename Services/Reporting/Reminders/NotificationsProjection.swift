import Shared

/// What reporting keeps of notifications: which reminders went out, so that whoever asks what is missing sees whether the
/// unit was told. Nothing is decided by it, so reporting stays ready while notifications is down.
enum NotificationsProjection {
    static let projection = Projection(
        "notifications", of: .notifications, feed: NotificationsAPI.ListChanges.self, clear: clear, apply: apply)

    static func apply(_ change: Change, _ effect: Effect) async throws {
        guard change.entity == "intent" else { return }
        let intent = try change.decoded(as: Intent.self)
        // A notice of an event tells nobody what they owe.
        guard let sentAt = intent.sentAt, let obligation = intent.reminder.obligation else { return }
        try await effect.execute(
            ReminderStatements.put, intent.id.value, obligation, intent.reminder.step, intent.reminder.recipient.unit,
            intent.reminder.channel, sentAt, change.at)
    }

    private static func clear(_ transaction: Transaction) async throws {
        try await transaction.execute(ReminderStatements.clear)
    }
}
