import Shared

/// When the steps of an obligation's ladder come: a pure function of obligation, policy and calendar.
struct LadderSteps {
    let campaign: CampaignDocument
    let reminders: CampaignDocument.Reminders
    let calendar: WorkCalendar

    private let ladders: [RuleKey: CampaignDocument.Ladder]
    private let hours: SendingHours.Span
    private let memo = Memo()

    init(campaign: CampaignDocument, reminders: CampaignDocument.Reminders, calendar: WorkCalendar) {
        self.campaign = campaign
        self.reminders = reminders
        // A reminder must go out all the same in a year nobody published a calendar of.
        self.calendar = calendar.orPlainWeek
        ladders = Dictionary(
            reminders.ladders.flatMap { ladder in ladder.rules.map { ($0, ladder) } }
        ) { first, _ in first }
        hours = SendingHours.Span(start: reminders.workingHours.start, end: reminders.workingHours.end)
    }

    /// Every step of the obligation, in the order of the ladder. Empty when no ladder has its rule, or nothing is due.
    func occurrences(of obligation: Obligation) -> [Occurrence] {
        guard let ladder = ladders[obligation.rule], let dueAt = obligation.effectiveDue,
            let track = campaign.track(obligation.track)
        else { return [] }
        let course = Course(
            ladder: ladder.key, track: obligation.track, dueAt: dueAt, opensAt: obligation.opensAt)
        let moments = memo.moments[course] ?? moments(of: ladder, in: track, obligation, dueAt: dueAt)
        memo.moments[course] = moments
        return moments.map { moment in
            Occurrence(
                obligation: obligation, step: moment.step, name: moment.name, at: moment.at, dueAt: dueAt,
                recipient: recipient(moment.step.audience, obligation, track), uselessFrom: moment.uselessFrom)
        }
    }

    /// What the instants of a ladder's steps hang on: thousands of obligations have it in common.
    private struct Course: Hashable {
        let ladder: LadderKey
        let track: TrackCode
        let dueAt: Instant
        let opensAt: Instant
    }

    /// A step at one of its instants, whoever owes.
    private struct Moment {
        let step: CampaignDocument.Step
        let name: String
        let at: Instant
        let uselessFrom: Instant?
    }

    /// Nothing in it but what can be computed again, so it changes no answer. Of one plan, on one thread.
    private final class Memo {
        var moments: [Course: [Moment]] = [:]
    }

    private func moments(
        of ladder: CampaignDocument.Ladder, in track: CampaignDocument.Track, _ obligation: Obligation, dueAt: Instant
    ) -> [Moment] {
        let days = workDays(of: track)
        let scope = scope(of: obligation, dueAt: dueAt, calendar: days)
        let sending = sendingHours(of: track)
        return ladder.steps.flatMap { step -> [Moment] in
            let useless = step.usefulUntil.flatMap { date($0, scope) }.map {
                campaign.zone.instant(of: $0.adding(days: 1))
            }
            return dates(of: step, in: scope, calendar: days).compactMap { day in
                let meant = campaign.zone.instant(of: day, at: step.time ?? reminders.defaultTime)
                guard let at = sending.shift(meant, notPast: dueAt) else { return nil }
                let suffix = step.repeats == nil ? "" : "@\(day)"
                return Moment(step: step, name: "\(ladder.key)/\(step.key)\(suffix)", at: at, uselessFrom: useless)
            }
        }
    }

    /// When a step that is planned at `now` leaves: at once in working hours; a catch-up at night waits for the morning,
    /// unless the due time would pass meanwhile (M4).
    func departure(of step: Occurrence, now: Instant) -> Instant {
        guard let track = campaign.track(step.obligation.track) else { return now }
        return max(now, sendingHours(of: track).shift(now, notPast: step.dueAt) ?? now)
    }

    private func workDays(of track: CampaignDocument.Track) -> WorkCalendar {
        reminders.windowDaysCount ? calendar.counting(track.window.start...track.window.end) : calendar
    }

    private func sendingHours(of track: CampaignDocument.Track) -> SendingHours {
        SendingHours(
            zone: campaign.zone, working: hours, calendar: reminders.workingDaysOnly ? workDays(of: track) : nil)
    }

    /// Who is told: the unit's reporter; its superior, or the track's receiver where that is the province (N27).
    private func recipient(
        _ audience: CampaignDocument.Audience, _ obligation: Obligation, _ track: CampaignDocument.Track
    ) -> Reminder.Recipient? {
        let province = Reminder.Recipient(unit: track.receiver.unit, role: track.receiver.role)
        switch audience {
        case .unit: return Reminder.Recipient(unit: obligation.unit.key, role: .reporter)
        case .province: return province
        case .parent:
            return obligation.to.key == campaign.authority
                ? province : Reminder.Recipient(unit: obligation.to.key, role: .reporter)
        }
    }

    private func scope(of obligation: Obligation, dueAt: Instant, calendar: WorkCalendar) -> DeadlineScope {
        let start = campaign.zone.date(of: obligation.opensAt)
        // The last day in time: the due instant is the first that is late.
        let end = campaign.zone.date(of: dueAt.adding(microseconds: -1))
        var anchors = ["obligation": Anchor(start: min(start, end), end: end, revision: obligation.revision)]
        for track in campaign.tracks {
            anchors["window.\(track.code)"] = Anchor(start: track.window.start, end: track.window.end, revision: 1)
        }
        let switches = campaign.switchValues.map { ($0.key.rawValue, $0.value) }
        return DeadlineScope(
            zone: campaign.zone, calendar: calendar, anchors: anchors,
            switches: Dictionary(switches) { first, _ in first })
    }

    /// The days of a step; an expression that has no date for this obligation gives none.
    private func dates(
        of step: CampaignDocument.Step, in scope: DeadlineScope, calendar: WorkCalendar
    ) -> [CivilDate] {
        guard let first = date(step.date, scope) else { return [] }
        guard let repeats = step.repeats, let cadence = Cadence(repeats.every) else { return [first] }
        // `times` alone bounds it too; the far end only keeps the search finite.
        let last = repeats.until.flatMap { date($0, scope) } ?? first.adding(days: 400)
        return (try? cadence.days(from: first, through: last, times: repeats.times, calendar: calendar)) ?? [first]
    }

    private func date(_ text: String, _ scope: DeadlineScope) -> CivilDate? {
        DateExpression(text).flatMap { try? $0.evaluate(in: scope).date }
    }
}

extension ContactRole {
    /// Who files for a unit.
    static var reporter: ContactRole { "reporter" }
}
