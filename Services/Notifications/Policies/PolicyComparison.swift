import Shared

/// What two policies call for over the same facts, from now on. Pure.
struct PolicyComparison: Sendable {
    /// By the policy in force; nil: none is.
    let before: PlanningState?
    /// By the draft.
    let after: PlanningState
    /// Those that were set, the newest versions.
    let words: [StoredTemplate]
    let now: Instant
    /// Up to when steps are looked at; nil: all.
    let until: Instant?

    /// - Parameter stopped: the first of `stoppedCount`.
    func diff(from: Int?, to: Int, stoppedCount: Int, stopped: [Intent]) -> ReminderPolicyDiff {
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
                added: added.count, removed: removed.count, moved: moved.count, unchanged: both.count - moved.count,
                stopped: stoppedCount),
            notices: notices, terms: terms, reworded: reworded, stopped: stopped)
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

    /// What people would read in other words; words that were set since count as what is read now.
    private var reworded: [TemplateKey] {
        guard let former = before?.reminders else { return [] }
        let now = TemplateBook(former, set: words)
        return now.reworded(in: TemplateBook(after.reminders, following: former, set: words)).sorted()
    }

    private var notices: [ReminderPolicyDiff.NoticeChange] {
        NoticeKind.allCases.compactMap { kind in
            let (old, new) = (before?.reminders.notices?[kind], after.reminders.notices?[kind])
            return old == new ? nil : .init(kind: kind, from: old, to: new)
        }
    }

    private var terms: ReminderPolicyDiff.TermsChange? {
        let (old, new) = (before.map { Self.terms($0.reminders) }, Self.terms(after.reminders))
        return old == new ? nil : .init(from: old, to: new)
    }

    private static func terms(_ reminders: CampaignDocument.Reminders) -> ReminderPolicyDiff.Terms {
        .init(
            capPerPersonPerDay: reminders.capPerPersonPerDay,
            escalationCapPerPersonPerDay: reminders.escalationCapPerPersonPerDay, workingHours: reminders.workingHours,
            workingDaysOnly: reminders.workingDaysOnly, windowDaysCount: reminders.windowDaysCount,
            defaultTime: reminders.defaultTime, language: reminders.language ?? .zh,
            returned: reminders.returned?.map(\.key) ?? [])
    }
}
