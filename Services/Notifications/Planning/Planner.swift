import Shared

/// Which reminders a window calls for, and why the other steps in it do not become one (M6).
///
/// Dry run, live run and replay call this and agree byte for byte.
enum Planner {
    /// - Parameters:
    ///   - from: exclusive.
    ///   - to: inclusive; facts and suppressions are judged as at this instant.
    static func plan(_ state: PlanningState, from: Instant, to: Instant) -> PlannedWindow {
        plan(state, calls(state, from: from, to: to))
    }

    /// The first half: everything but what the books know. Reads neither `state.keys` nor `state.sentToday`.
    static func calls(_ state: PlanningState, from: Instant, to: Instant) -> WindowCalls {
        var sends: [WindowCalls.Call] = []
        var refused: Set<NonIntent> = []
        let ladder = LadderSteps(state)
        for occurrence in occurrences(state, ladder, from: from, to: to) {
            switch judge(occurrence, state, ladder, from: from, to: to) {
            case .outside: continue
            case .not(let reason): refused.insert(NonIntent(occurrence, reason))
            case .send(let destination):
                sends.append(
                    .init(occurrence: occurrence, destination: destination, key: occurrence.key(for: destination)))
            }
        }
        return WindowCalls(from: from, to: to, sends: sends, refused: refused)
    }

    /// The second half: none is planned twice (M1), one stands for all that were missed (M3), each within its caps.
    static func plan(_ state: PlanningState, _ calls: WindowCalls) -> PlannedWindow {
        let ladder = LadderSteps(state)
        var chosen: [Group: [WindowCalls.Call]] = [:]
        var refused = calls.refused
        for call in calls.sends {
            if state.keys.contains(call.key) {
                // An announcement is looked at again when somebody is invited: who knows of it needs no reason.
                if case .event = call.occurrence.subject { continue }
                refused.insert(NonIntent(call.occurrence, .alreadySent))
                continue
            }
            chosen[Group(call), default: []].append(call)
        }
        var planned: [PlannedReminder] = []
        planned.reserveCapacity(chosen.count)
        for group in chosen.values {
            // M3: of several missed steps the latest stands for all.
            let sorted = group.sorted {
                ($0.occurrence.at, $0.occurrence.name) < ($1.occurrence.at, $1.occurrence.name)
            }
            guard let last = sorted.last else { continue }
            let missed = sorted.dropLast().map(\.occurrence)
            refused.formUnion(missed.filter { $0.name != last.occurrence.name }.map { NonIntent($0, .collapsed) })
            planned.append(
                PlannedReminder(
                    last.occurrence, last.destination, key: last.key, collapsed: missed.map(\.name),
                    departure: ladder.departure(of: last.occurrence, now: calls.to)))
        }
        let (kept, over) = capped(planned, state)
        refused.formUnion(over.map { NonIntent($0.occurrence, .overCap) })
        return PlannedWindow(
            campaign: state.campaign.key, from: calls.from, to: calls.to,
            reminders: kept.sorted { $0.reminder.order < $1.reminder.order },
            nonIntents: refused.sorted(by: NonIntent.isOrdered))
    }

    /// Every step and notice that may lie in the window.
    private static func occurrences(
        _ state: PlanningState, _ ladder: LadderSteps, from: Instant, to: Instant
    ) -> [Occurrence] {
        let interest = Interest(from: from, to: to, suppressions: state.suppressions)
        var occurrences: [Occurrence] = []
        for obligation in state.obligations where obligation.endedAt == nil {
            occurrences += ladder.occurrences(of: obligation, at: interest.contains)
            if let back = state.returns[obligation.id] {
                occurrences += ladder.occurrences(of: obligation, after: back)
            }
        }
        guard !state.notices.isEmpty else { return occurrences }
        let open = state.obligations.filter { $0.endedAt == nil }
        let notices = NoticeSteps(state: state, obligations: Dictionary(open.map { ($0.id, $0) }) { first, _ in first })
        return occurrences + state.notices.flatMap(notices.occurrences)
    }

    /// The steps still to come for the obligations, whatever holds them back, earliest first.
    static func upcoming(_ state: PlanningState, after now: Instant) -> [Reminder] {
        let ladder = LadderSteps(state)
        return state.obligations.flatMap { steps(of: $0, state, ladder, at: now) }
            .filter { $0.at > now && $0.hindrance == nil && ladder.hasHours(for: $0) }
            .compactMap { step in
                // Also what nobody can be told yet: a contact may be there by then.
                let mail = step.recipient.map { Destination(recipient: $0, channel: .email) }
                return (step.destination ?? mail).map { Reminder(step, to: $0, collapsed: []) }
            }
            .sorted { $0.order < $1.order }
    }

    /// Every step of the obligation that holds as things stand, at whatever instant; none of one that is settled.
    static func steps(
        of duty: Duty, _ state: PlanningState, _ ladder: LadderSteps, at now: Instant
    ) -> [Occurrence] {
        guard duty.endedAt == nil, !duty.standing.status(at: now).isSettled else { return [] }
        let own = ladder.occurrences(of: duty).filter { !isReplaced($0, state, at: now) }
        let returned = state.returns[duty.id].map { ladder.occurrences(of: duty, after: $0) } ?? []
        return (own + returned).filter { duty.bornAt <= $0.at }
    }

    /// The keys of every reminder the ladders call for, at whatever instant (M1).
    static func keys(_ state: PlanningState) -> Set<String> {
        let ladder = LadderSteps(state)
        let steps = state.obligations.flatMap { obligation in
            ladder.occurrences(of: obligation)
                + (state.returns[obligation.id].map { ladder.occurrences(of: obligation, after: $0) } ?? [])
        }
        return Set(
            steps.flatMap { step in
                // Also by channels that the recipient no longer has: what waits there is not called off by a policy.
                step.recipient.map { recipient in
                    ContactChannel.allCases.map { step.key(for: Destination(recipient: recipient, channel: $0)) }
                } ?? []
            })
    }

    /// Of what one message says of one subject the latest stands for all: more time says nothing of a return.
    private struct Group: Hashable {
        let subject: SubjectKey
        let family: Occurrence.Family
        /// nil: a step of a ladder.
        let matter: Notice.Matter?
        let destination: Destination

        init(_ call: WindowCalls.Call) {
            subject = call.occurrence.subject.key
            family = call.occurrence.family
            matter = call.occurrence.change?.kind.matter
            destination = call.destination
        }
    }

    private enum Judgement {
        case outside
        case send(Destination)
        case not(NonIntent.Reason)
    }

    private static func judge(
        _ step: Occurrence, _ state: PlanningState, _ ladder: LadderSteps, from: Instant, to: Instant
    ) -> Judgement {
        let held = state.suppressions.filter { $0.matcher.matches(step.subject, recipient: step.recipient) }
        // A step that is held back comes when the last suppression over it ends (M5).
        let at = released(step.at, by: held)
        guard at > from, at <= to else {
            return step.at > from && step.at <= to ? .not(.suppressed) : .outside
        }
        if let reason = refusal(of: step, state, at: to) ?? step.hindrance { return .not(reason) }
        guard step.recipient != nil else { return .not(.noRecipient) }
        guard let destination = step.destination else { return .not(.noContact) }
        guard ladder.hasHours(for: step) else { return .not(.noHours) }
        return .send(destination)
    }

    /// Why nobody is to be told of it now, whoever they are.
    private static func refusal(of step: Occurrence, _ state: PlanningState, at now: Instant) -> NonIntent.Reason? {
        switch step.subject {
        case .obligation(let duty):
            switch duty.standing.status(at: now) {
            case .satisfiedOnTime, .satisfiedLate, .satisfiedInExtension, .nil: return .satisfied
            case .waived: return .waived
            case .notOpen, .open, .dueSoon, .overdue, .reopened: break
            }
            if step.family == .ladder, duty.bornAt > step.at { return .bornAfterStep }  // M8
            if isReplaced(step, state, at: now) { return .returned }
            if isAcknowledged(step, duty, state) { return .acknowledged }
        case .event(let news):
            guard NoticeSteps.holds(step.name, of: news) else { return .superseded }
        }
        if let useless = step.uselessFrom, now >= useless { return .expired }
        return nil
    }

    /// A submission that was given back with a day to be filed again has a ladder of its own from then on, and steps before that are
    /// not caught up with: what they say of the due time holds no more. Of a material it goes on beside: the other pieces are
    /// owed as before.
    private static func isReplaced(_ step: Occurrence, _ state: PlanningState, at now: Instant) -> Bool {
        guard step.family == .ladder, let id = step.subject.key.obligation, let back = state.returns[id],
            back.isWhole, back.dueBackAt != nil, state.reminders.returned != nil
        else { return false }
        return now >= back.returnedAt
    }

    static func isAcknowledged(
        _ step: Occurrence, _ duty: Duty, _ state: PlanningState
    ) -> Bool {
        guard step.family != .change, step.kind == .reminder, let recipient = step.recipient else { return false }
        let span = state.acknowledgements[.init(obligation: duty.id, recipient: recipient)]
        return span?.contains(step.at) ?? false
    }

    /// The first instant from `at` on that no suppression holds back.
    static func released(_ at: Instant, by suppressions: [Suppression]) -> Instant {
        var instant = at
        for suppression in suppressions.sorted(by: { ($0.start, $0.end) < ($1.start, $1.end) })
        where suppression.start <= instant && instant < suppression.end {
            instant = suppression.end
        }
        return instant
    }

    /// Holds each person's caps: one message more of each kind in this window, if the day still has room for it. What has
    /// changed is told whatever the day was like (M12).
    private static func capped(
        _ planned: [PlannedReminder], _ state: PlanningState
    ) -> (kept: [PlannedReminder], over: [PlannedReminder]) {
        if state.reminders.capPerPersonPerDay == nil, state.reminders.escalationCapPerPersonPerDay == nil {
            return (planned, [])
        }
        var kept: [PlannedReminder] = []
        var over: [PlannedReminder] = []
        for reminder in planned {
            let today = state.sentToday[reminder.destination] ?? .init()
            let (used, cap) =
                switch (reminder.occurrence.family, reminder.occurrence.kind) {
                case (.change, _): (0, nil as Int?)
                case (_, .reminder): (today.reminders, state.reminders.capPerPersonPerDay)
                case (_, .escalation): (today.escalations, state.reminders.escalationCapPerPersonPerDay)
                }
            if let cap, used >= cap { over.append(reminder) } else { kept.append(reminder) }
        }
        return (kept, over)
    }
}
