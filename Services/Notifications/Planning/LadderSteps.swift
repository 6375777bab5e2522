import Shared

/// When the steps of an obligation's ladder come, and to whom: a pure function of obligation, policy, calendar and contacts.
/// Made for one plan and used by one task; it remembers days, and nothing that shows.
final class LadderSteps {
    private let state: PlanningState
    private let calendar: StepCalendar
    private let ladders: [RuleKey: CampaignDocument.Ladder]
    private let hasQuietHours: Bool
    private let quietHours: Set<QuietHours>

    private var campaign: CampaignDocument { state.campaign }

    init(_ state: PlanningState) {
        self.state = state
        calendar = StepCalendar(campaign: state.campaign, reminders: state.reminders, calendar: state.calendar)
        quietHours = state.quietHours.union(state.reachable.values.flatMap { $0.compactMap(\.quiet) })
        hasQuietHours = !quietHours.isEmpty
        ladders = Dictionary(
            state.reminders.ladders.flatMap { ladder in ladder.rules.map { ($0, ladder) } }
        ) { first, _ in first }
    }

    /// Whether an obligation that hangs on these dates has a step at an instant of interest, for anybody there is: those for
    /// which this is false need not be looked at.
    func comes(_ dates: ObligationDates, at wanted: (Instant) -> Bool) -> Bool {
        guard let ladder = ladders[dates.rule], let track = campaign.track(dates.track) else { return false }
        let steps = calendar.steps(ladder.steps, prefix: "\(ladder.key)/", for: shape(dates, ladder, track))
        return steps.contains { timed in
            if wanted(timed.at) { return true }
            return quietHours.contains { quiet in
                calendar.sendingHours(of: track.code, quiet: quiet).shift(timed.meant, notPast: dates.dueAt).map(wanted)
                    ?? false
            }
        }
    }

    private func shape(
        _ dates: ObligationDates, _ ladder: CampaignDocument.Ladder, _ track: CampaignDocument.Track
    ) -> StepCalendar.Shape {
        StepCalendar.Shape(
            ladder: ladder.key, track: track.code, anchor: "obligation",
            start: campaign.zone.date(of: dates.opensAt), dueAt: dates.dueAt)
    }

    /// Every step of the obligation's ladder, in its order, for everybody it is for. Empty when no ladder has its rule, or
    /// nothing is due.
    ///
    /// - Parameter wanted: which instants are of interest; steps that do not come at one are left out early.
    func occurrences(of duty: Duty, at wanted: (Instant) -> Bool = { _ in true }) -> [Occurrence] {
        guard let dates = ObligationDates(duty), let ladder = ladders[dates.rule],
            let track = campaign.track(dates.track)
        else { return [] }
        let dueAt = dates.dueAt
        var occurrences: [Occurrence] = []
        for timed in calendar.steps(ladder.steps, prefix: "\(ladder.key)/", for: shape(dates, ladder, track)) {
            // Quiet hours move an instant within its day or to the next open one: near enough to ask for it.
            guard wanted(timed.at) || hasQuietHours else { continue }
            occurrences += expand(timed, duty, track) { reach in
                let own = reach?.quiet.flatMap { quiet in
                    calendar.sendingHours(of: track.code, quiet: quiet).shift(timed.meant, notPast: dueAt)
                }
                return (timed.name, own ?? timed.at, dueAt, .ladder)
            }
        }
        return occurrences
    }

    /// The steps of the ladder of returned items, of an obligation of which something was given back. The first comes with
    /// the return where it would lie before it; others that would do not come (M8).
    func occurrences(of duty: Duty, after back: Return) -> [Occurrence] {
        guard let steps = state.reminders.returned, let first = steps.first,
            let track = campaign.track(duty.track)
        else { return [] }
        let dueAt = back.due
        let shape = StepCalendar.Shape(
            ladder: nil, track: track.code, anchor: "return", start: campaign.zone.date(of: back.returnedAt),
            dueAt: dueAt)
        let prefix = "returned/"
        return calendar.steps(back.dueBackAt == nil ? [first] : steps, prefix: prefix, for: shape).flatMap { timed in
            let comesWithIt = timed.step.key == first.key && timed.meant <= back.at
            guard comesWithIt || timed.meant > back.at else { return [Occurrence]() }
            let name = "\(timed.name)@\(back.returnedAt)"
            return expand(timed, duty, track) { reach in
                if comesWithIt { return (name, back.at, dueAt, .returned) }
                let hours = calendar.sendingHours(of: track.code, quiet: reach?.quiet)
                return (name, max(hours.shift(timed.meant, notPast: dueAt) ?? timed.at, back.at), dueAt, .returned)
            }
        }
    }

    func departure(of step: Occurrence, now: Instant) -> Instant {
        calendar.departure(of: step.subject.track, quiet: step.reach?.quiet, dueAt: step.dueAt, now: now)
    }

    /// Whether there are hours at all in which who is told of it may be written to.
    func hasHours(for step: Occurrence) -> Bool {
        step.reach?.quiet.map { !calendar.sendingHours(of: step.subject.track, quiet: $0).isEmpty } ?? true
    }

    private typealias Placed = (name: String, at: Instant, dueAt: Instant, family: Occurrence.Family)

    /// One occurrence for each way to reach who is told, one without where there is none.
    private func expand(
        _ timed: StepCalendar.Timed, _ duty: Duty, _ track: CampaignDocument.Track, _ place: (Reach?) -> Placed
    ) -> [Occurrence] {
        let step = timed.step
        let recipient = recipient(step.audience, duty, track)
        let reaches: [Reach?] = recipient.flatMap { state.reachable[$0] } ?? [nil]
        return reaches.map { reach in
            let placed = place(reach)
            return Occurrence(
                subject: .obligation(duty), family: placed.family, kind: step.kind, template: step.template,
                name: placed.name, at: placed.at, dueAt: placed.dueAt, recipient: recipient, reach: reach,
                uselessFrom: timed.uselessFrom, hindrance: timed.hindrance)
        }
    }

    /// Who is told: the unit's reporter; its superior, or the track's receiver where that is the province (N27); a county or
    /// city above it. nil: the unit's line has none.
    private func recipient(
        _ audience: CampaignDocument.Audience, _ duty: Duty, _ track: CampaignDocument.Track
    ) -> Reminder.Recipient? {
        let province = Reminder.Recipient(unit: track.receiver.unit, role: track.receiver.role)
        switch audience {
        case .unit: return Reminder.Recipient(unit: duty.unit, role: .reporter)
        case .province: return province
        case .county, .city:
            let position = ReportingLines.Position(unit: duty.unit, track: track.code)
            return state.lines.first(of: audience.kindsAbove ?? [], above: position)
                .map { Reminder.Recipient(unit: $0, role: .reporter) }
        case .parent:
            return duty.receiver == campaign.authority
                ? province : Reminder.Recipient(unit: duty.receiver, role: .reporter)
        }
    }
}

extension ContactRole {
    /// Who files for a unit.
    static var reporter: ContactRole { "reporter" }
}
