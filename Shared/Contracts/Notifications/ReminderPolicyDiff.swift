package import Values

/// What one reminder policy calls for and another does not, as things stand. Steps that have come are not looked at: what
/// was sent stays sent.
package struct ReminderPolicyDiff: Codable, Sendable, Equatable {
    /// The version in force; null when none is.
    package let from: Int?
    /// The draft's version.
    package let to: Int
    /// Steps to come that only the draft calls for, earliest first; at most 500.
    package let added: [Reminder]
    /// Steps to come that the draft no longer calls for, earliest first; at most 500.
    package let removed: [Reminder]
    /// Steps to come that both call for, at different instants; at most 500.
    package let moved: [Move]
    /// How many there are in all.
    package let counts: Counts
    /// Changes that people are told of newly, no more, or by another template; by kind.
    package let notices: [NoticeChange]
    /// What holds for all steps, where some of it changes; null when none of it does.
    package let terms: TermsChange?
    /// Templates that people read in other words from then on. Words that were set hold where the campaign's own stay what they
    /// were; where those change, they take the place of what was set.
    package let reworded: [TemplateKey]
    /// Intents that were planned, have not left and would be superseded; the first 500 of `counts.stopped`.
    package let stopped: [Intent]

    /// A step whose instant changes.
    package struct Move: Codable, Sendable, Equatable {
        /// As the draft has it.
        package let reminder: Reminder
        /// When the policy in force has it.
        package let from: Instant

        package init(reminder: Reminder, from: Instant) {
            self.reminder = reminder
            self.from = from
        }
    }

    package struct Counts: Codable, Sendable, Equatable {
        /// Only in the draft.
        package let added: Int
        /// Only in the policy in force.
        package let removed: Int
        /// In both, at different instants.
        package let moved: Int
        /// In both, at the same instant.
        package let unchanged: Int
        /// Planned, and superseded when the draft is published.
        package let stopped: Int

        package init(added: Int, removed: Int, moved: Int, unchanged: Int, stopped: Int) {
            self.added = added
            self.removed = removed
            self.moved = moved
            self.unchanged = unchanged
            self.stopped = stopped
        }
    }

    /// A kind of change that is told otherwise.
    package struct NoticeChange: Codable, Sendable, Equatable {
        /// What happened.
        package let kind: NoticeKind
        /// The template by the policy in force; null: nobody is told.
        package let from: TemplateKey?
        /// The template by the draft; null: nobody is told any more.
        package let to: TemplateKey?

        package init(kind: NoticeKind, from: TemplateKey?, to: TemplateKey?) {
            self.kind = kind
            self.from = from
            self.to = to
        }
    }

    /// What holds for all steps, before and after.
    package struct TermsChange: Codable, Sendable, Equatable {
        /// By the policy in force; null when none is.
        package let from: Terms?
        /// By the draft.
        package let to: Terms

        package init(from: Terms?, to: Terms) {
            self.from = from
            self.to = to
        }
    }

    /// What of a policy holds for all its steps.
    package struct Terms: Codable, Sendable, Equatable {
        /// Messages one person gets in a day at most; null: no cap.
        package let capPerPersonPerDay: Int?
        /// Escalations one person gets in a day at most; null: no cap.
        package let escalationCapPerPersonPerDay: Int?
        /// Nothing is sent outside these.
        package let workingHours: CampaignDocument.Hours
        /// Whether nothing is sent on a rest day.
        package let workingDaysOnly: Bool
        /// Whether the days of a track's window count as working days.
        package let windowDaysCount: Bool
        /// When a step without a time is due.
        package let defaultTime: LocalTime
        /// What messages are written in.
        package let language: CampaignDocument.Language
        /// The steps after something was given back; empty: nobody is told by steps.
        package let returned: [StepKey]

        package init(
            capPerPersonPerDay: Int?, escalationCapPerPersonPerDay: Int?, workingHours: CampaignDocument.Hours,
            workingDaysOnly: Bool, windowDaysCount: Bool, defaultTime: LocalTime, language: CampaignDocument.Language,
            returned: [StepKey]
        ) {
            self.capPerPersonPerDay = capPerPersonPerDay
            self.escalationCapPerPersonPerDay = escalationCapPerPersonPerDay
            self.workingHours = workingHours
            self.workingDaysOnly = workingDaysOnly
            self.windowDaysCount = windowDaysCount
            self.defaultTime = defaultTime
            self.language = language
            self.returned = returned
        }
    }

    package init(
        from: Int?, to: Int, added: [Reminder], removed: [Reminder], moved: [Move], counts: Counts,
        notices: [NoticeChange], terms: TermsChange?, reworded: [TemplateKey], stopped: [Intent]
    ) {
        self.from = from
        self.to = to
        self.added = added
        self.removed = removed
        self.moved = moved
        self.counts = counts
        self.notices = notices
        self.terms = terms
        self.reworded = reworded
        self.stopped = stopped
    }

    package static let example = ReminderPolicyDiff(
        from: 1, to: 2, added: [.example], removed: [], moved: [],
        counts: Counts(added: 1, removed: 0, moved: 0, unchanged: 2_140, stopped: 0),
        notices: [NoticeChange(kind: .eventCancelled, from: "event-cancelled", to: nil)], terms: nil,
        reworded: ["due-soon"], stopped: [])
}
