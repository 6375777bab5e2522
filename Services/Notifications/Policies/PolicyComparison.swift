import Shared

/// What two policies call for over the same facts, from now on. Pure.
struct PolicyComparison: Sendable {
    /// By the policy in force; nil: none is.
    let before: PlanningState?
    /// By the draft.
    let after: PlanningState
    let now: Instant
    /// Up to when steps are looked at; nil: all.
    let until: Instant?

    func diff(from: Int?, to: Int, stopped: [Intent]) -> ReminderPolicyDiff {
        let (old, new) = (steps(before), steps(after))
        let added = new.filter { old[$0.key] == nil }.map(\.value)
        let removed = old.filter { new[$0.key] == nil }.map(\.value)
        let both = new.compactMap { key, reminder in old[key].map { (new: reminder, old: $0) } }
        let moved = both.filter { $0.new.at != $0.old.at }
        return ReminderPolicyDiff(
            from: from, to: to, added: first(added), removed: first(removed),
            moved: moved.sorted { $0.new.order < $1.new.order }.prefix(PageLimit.most)
                .map { .init(reminder: $0.new, from: $0.old.at) },
            counts: .init(
                added: added.count, removed: removed.count, moved: moved.count, unchanged: both.count - moved.count),
            reworded: reworded, stopped: stopped)
    }

    private func first(_ reminders: [Reminder]) -> [Reminder] {
        Array(reminders.sorted { $0.order < $1.order }.prefix(PageLimit.most))
    }

    /// What makes two reminders the same one.
    private struct Place: Hashable {
        let obligation: ID<Obligation>?
        let step: String
        let recipient: Reminder.Recipient
        let channel: String
    }

    private func steps(_ state: PlanningState?) -> [Place: Reminder] {
        guard let state else { return [:] }
        let upcoming = Planner.upcoming(state, after: now).filter { reminder in until.map { reminder.at <= $0 } ?? true
        }
        return Dictionary(
            upcoming.map { reminder in
                let place = Place(
                    obligation: reminder.obligation, step: reminder.step, recipient: reminder.recipient,
                    channel: reminder.channel)
                return (place, reminder)
            }
        ) { first, _ in first }
    }

    private var reworded: [TemplateKey] {
        guard let before else { return [] }
        let old = Set(before.reminders.templates)
        let known = Set(before.reminders.templates.map(\.key))
        return Set(after.reminders.templates.filter { !old.contains($0) && known.contains($0.key) }.map(\.key)).sorted()
    }
}
