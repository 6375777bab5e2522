import Shared

/// Everything a plan depends on, and nothing else: the planner is a pure function of it and a window (M6).
struct PlanningState: Sendable {
    let campaign: CampaignDocument
    /// The policy in force.
    let reminders: CampaignDocument.Reminders
    let calendar: WorkCalendar
    /// Those in force, with the facts as they are known now.
    let obligations: [Obligation]
    /// By which channels each can be reached, in a fixed order; nobody has an empty list.
    let reachable: [Reminder.Recipient: [ContactChannel]]
    let suppressions: [Suppression]
    /// Keys of the intents there are: none is planned twice (M1).
    let keys: Set<String>
    /// Messages and escalations each person got by each channel in the civil day at the window's end (M9).
    let sentToday: [Destination: SentToday]

    struct SentToday: Sendable, Hashable {
        var reminders = 0
        var escalations = 0
    }
}

/// A person and a way to reach them: what gets one digest in a window (M7).
struct Destination: Sendable, Hashable {
    let recipient: Reminder.Recipient
    let channel: ContactChannel
}

/// A step of a ladder at one of its instants, for one obligation: what the planner decides about.
struct Occurrence: Sendable, Hashable {
    let obligation: Obligation
    let step: CampaignDocument.Step
    /// `annex3.province/after@2026-05-22`: ladder, step, and the day where the step repeats.
    let name: String
    /// When it goes out: working hours, rest days and quiet hours minded (M4).
    let at: Instant
    let dueAt: Instant
    /// nil: nobody stands there to be told.
    let recipient: Reminder.Recipient?

    /// From when it is no longer of use; nil while the obligation is open.
    let uselessFrom: Instant?

    /// M1: obligation, step, due time, recipient and channel, each behind its length, so that no two lists of texts run
    /// into the same bytes.
    func key(for destination: Destination) -> String {
        let recipient = destination.recipient
        let parts = [
            obligation.id.description, name, dueAt.description, recipient.unit.rawValue, recipient.role.rawValue,
            destination.channel.rawValue,
        ]
        return DigestAlgorithm.sha256.digest(parts.map { "\($0.utf8.count):\($0)" }.joined()).hex
    }
}
