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
    /// Templates whose words change.
    package let reworded: [TemplateKey]
    /// Intents that were planned, have not left and would be superseded; at most 500.
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

        package init(added: Int, removed: Int, moved: Int, unchanged: Int) {
            self.added = added
            self.removed = removed
            self.moved = moved
            self.unchanged = unchanged
        }
    }

    package init(
        from: Int?, to: Int, added: [Reminder], removed: [Reminder], moved: [Move], counts: Counts,
        reworded: [TemplateKey], stopped: [Intent]
    ) {
        self.from = from
        self.to = to
        self.added = added
        self.removed = removed
        self.moved = moved
        self.counts = counts
        self.reworded = reworded
        self.stopped = stopped
    }

    package static let example = ReminderPolicyDiff(
        from: 1, to: 2, added: [.example], removed: [], moved: [],
        counts: Counts(added: 1, removed: 0, moved: 0, unchanged: 2_140), reworded: ["due-soon"], stopped: [])
}
