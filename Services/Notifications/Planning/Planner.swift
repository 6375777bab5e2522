import Shared

/// Which reminders a window calls for, and why the other steps in it do not become one (M6).
///
/// Dry run, live run and replay call this and agree byte for byte.
enum Planner {
    /// - Parameters:
    ///   - from: exclusive.
    ///   - to: inclusive; facts and suppressions are judged as at this instant.
    static func plan(_ state: PlanningState, from: Instant, to: Instant) -> PlannedWindow {
        let ladder = LadderSteps(campaign: state.campaign, reminders: state.reminders, calendar: state.calendar)
        var chosen: [Group: [Occurrence]] = [:]
        var refused: [NonIntent] = []
        for obligation in state.obligations where obligation.endedAt == nil {
            for occurrence in ladder.occurrences(of: obligation) {
                switch judge(occurrence, state, from: from, to: to) {
                case .outside: continue
                case .not(let reason): refused.append(NonIntent(occurrence, reason))
                case .send(let destinations):
                    for destination in destinations {
                        let group = Group(obligation: obligation.id, destination: destination)
                        chosen[group, default: []].append(occurrence)
                    }
                }
            }
        }
        var planned: [PlannedReminder] = []
        for (group, occurrences) in chosen {
            // M3: of several missed steps the latest stands for all.
            let sorted = occurrences.sorted { ($0.at, $0.name) < ($1.at, $1.name) }
            let missed = sorted.dropLast()
            refused += missed.map { NonIntent($0, .collapsed) }
            if let last = sorted.last {
                planned.append(
                    PlannedReminder(
                        last, group.destination, collapsed: missed.map(\.name),
                        departure: ladder.departure(of: last, now: to)))
            }
        }
        let (kept, over) = capped(planned, state)
        refused += over.map { NonIntent($0.occurrence, .overCap) }
        return PlannedWindow(
            campaign: state.campaign.key, from: from, to: to,
            reminders: kept.sorted { $0.reminder.order < $1.reminder.order },
            nonIntents: Set(refused).sorted { $0.order < $1.order })
    }

    /// The steps still to come for the obligations, as things stand, earliest first.
    static func upcoming(_ state: PlanningState, after now: Instant) -> [Reminder] {
        let ladder = LadderSteps(campaign: state.campaign, reminders: state.reminders, calendar: state.calendar)
        return state.obligations.filter { $0.endedAt == nil && !$0.isSettled(at: now) }
            .flatMap(ladder.occurrences(of:))
            .filter { $0.at > now && $0.obligation.bornAt <= $0.at }
            .flatMap { occurrence in
                // Also what nobody can be told yet: a contact may be there by then.
                let known = destinations(of: occurrence, state)
                let mail = occurrence.recipient.map { [Destination(recipient: $0, channel: .email)] } ?? []
                return (known.isEmpty ? mail : known).map {
                    PlannedReminder(occurrence, $0, collapsed: [], departure: occurrence.at).reminder
                }
            }
            .sorted { $0.order < $1.order }
    }

    /// The keys of every reminder the ladders call for, at whatever instant (M1).
    static func keys(_ state: PlanningState) -> Set<String> {
        let ladder = LadderSteps(campaign: state.campaign, reminders: state.reminders, calendar: state.calendar)
        return Set(
            state.obligations.flatMap(ladder.occurrences(of:)).flatMap { step in
                // Also by channels that the recipient no longer has: what waits there is not called off by a policy.
                step.recipient.map { recipient in
                    ContactChannel.allCases.map { step.key(for: Destination(recipient: recipient, channel: $0)) }
                } ?? []
            })
    }

    /// Every way to reach who is to be told; empty when there is none.
    private static func destinations(of step: Occurrence, _ state: PlanningState) -> [Destination] {
        guard let recipient = step.recipient else { return [] }
        return (state.reachable[recipient] ?? []).map { Destination(recipient: recipient, channel: $0) }
    }

    private struct Group: Hashable {
        let obligation: ID<Obligation>
        let destination: Destination
    }

    private enum Judgement {
        case outside
        case send([Destination])
        case not(NonIntent.Reason)
    }

    private static func judge(_ step: Occurrence, _ state: PlanningState, from: Instant, to: Instant) -> Judgement {
        let held = state.suppressions.filter { $0.matcher.matches(step.obligation) }
        // A step that is held back comes when the last suppression over it ends (M5).
        let at = released(step.at, by: held)
        guard at > from, at <= to else {
            return step.at > from && step.at <= to ? .not(.suppressed) : .outside
        }
        switch step.obligation.status(at: to) {
        case .satisfiedOnTime, .satisfiedLate, .satisfiedInExtension, .nil: return .not(.satisfied)
        case .waived: return .not(.waived)
        case .notOpen, .open, .dueSoon, .overdue, .reopened: break
        }
        if step.obligation.bornAt > step.at { return .not(.bornAfterStep) }  // M8
        if let useless = step.uselessFrom, to >= useless { return .not(.expired) }
        if step.recipient == nil { return .not(.noRecipient) }
        let destinations = destinations(of: step, state)
        if destinations.isEmpty { return .not(.noContact) }
        let open = destinations.filter { !state.keys.contains(step.key(for: $0)) }
        return open.isEmpty ? .not(.alreadySent) : .send(open)
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

    /// Holds each person's caps: one message more of each kind in this window, if the day still has room for it.
    private static func capped(
        _ planned: [PlannedReminder], _ state: PlanningState
    ) -> (kept: [PlannedReminder], over: [PlannedReminder]) {
        var kept: [PlannedReminder] = []
        var over: [PlannedReminder] = []
        for reminder in planned {
            let today = state.sentToday[reminder.destination] ?? .init()
            let (used, cap) =
                switch reminder.occurrence.step.kind {
                case .reminder: (today.reminders, state.reminders.capPerPersonPerDay)
                case .escalation: (today.escalations, state.reminders.escalationCapPerPersonPerDay)
                }
            if let cap, used >= cap { over.append(reminder) } else { kept.append(reminder) }
        }
        return (kept, over)
    }
}
