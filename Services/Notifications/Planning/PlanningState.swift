import Shared

/// Everything a plan depends on, and nothing else: the planner is a pure function of it and a window (M6).
struct PlanningState: Sendable {
    let campaign: CampaignDocument
    /// The policy in force.
    let reminders: CampaignDocument.Reminders
    let calendar: WorkCalendar
    /// Those in force, with the facts as they are known now.
    var obligations: [Duty]
    /// What of them was given back and is not filed again.
    var returns: [ID<Obligation>: Return] = [:]
    /// By which channels each can be reached, in a fixed order; nobody has an empty list.
    var reachable: [Reminder.Recipient: [Reach]]
    /// The hours in which somebody must not be written to, whoever it is.
    var quietHours: Set<QuietHours> = []
    /// Who stands above those who owe, where a step goes up the line.
    var lines = ReportingLines.none
    let suppressions: [Suppression]
    /// Who has what in hand, and from when until when.
    var acknowledgements: [Acknowledger: Range<Instant>] = [:]
    /// Keys of the intents there are: none is planned twice (M1).
    var keys: Set<String>
    /// Messages and escalations each person got by each channel in the civil day at the window's end (M9).
    var sentToday: [Destination: SentToday]
    /// Changes in the window, or before it where a suppression may have held them back.
    var notices: [Notice] = []
    /// The events that notices are about, as they are now.
    var events: [ID<Event>: EventNews] = [:]
    /// Who was told of the subjects of notices, and of which due time last; nil: only that something was given back.
    var told: [SubjectKey: [Reminder.Recipient: Instant?]] = [:]

    struct SentToday: Sendable, Hashable {
        var reminders = 0
        var escalations = 0
    }

    /// Who has an obligation in hand.
    struct Acknowledger: Sendable, Hashable {
        let obligation: ID<Obligation>
        let recipient: Reminder.Recipient
    }
}

/// A person and a way to reach them: what gets one digest in a window (M7).
struct Destination: Sendable, Hashable {
    let recipient: Reminder.Recipient
    let channel: ContactChannel
}
