import Shared

/// On which days the steps of a ladder come, by the dates they hang on. Expressions are read once, and obligations that hang
/// on the same dates share what was found: a hundred thousand of them have a few dozen such shapes.
final class StepCalendar {
    private let campaign: CampaignDocument
    private let reminders: CampaignDocument.Reminders
    private let calendar: WorkCalendar
    private let hours: SendingHours.Span
    private let switches: [SwitchName: String]
    private var found: [Shape: [Timed]] = [:]
    private var days: [TrackCode: WorkCalendar] = [:]

    /// What the days of steps depend on.
    struct Shape: Hashable {
        let ladder: LadderKey?
        let track: TrackCode
        /// The name of the anchor beside the campaign's own: `obligation`, `return`.
        let anchor: AnchorName
        let start: CivilDate
        let dueAt: Instant
    }

    /// A step at one of its days.
    struct Timed {
        let step: CampaignDocument.Step
        /// With the day where the step repeats.
        let name: String
        /// Before hours and rest days are minded.
        let meant: Instant
        /// As `meant`, moved to an instant at which messages go out.
        let at: Instant
        let uselessFrom: Instant?
        /// Why it comes to nobody; nil: it comes.
        var hindrance: NonIntent.Reason?
    }

    init(campaign: CampaignDocument, reminders: CampaignDocument.Reminders, calendar: WorkCalendar) {
        self.campaign = campaign
        self.reminders = reminders
        // A reminder must go out all the same in a year nobody published a calendar of.
        self.calendar = calendar.orPlainWeek
        hours = SendingHours.Span(start: reminders.workingHours.start, end: reminders.workingHours.end)
        let values = campaign.switchValues.map { ($0.key.rawValue, $0.value) }
        switches = Dictionary(values) { first, _ in first }
    }

    /// The steps in the order of the ladder, each at all of its days.
    func steps(_ steps: [CampaignDocument.Step], prefix: String, for shape: Shape) -> [Timed] {
        if let known = found[shape] { return known }
        let days = workDays(of: shape.track)
        let scope = scope(shape, days)
        let sending = sendingHours(of: shape.track, quiet: nil)
        let timed = steps.flatMap { step -> [Timed] in
            let useless = step.usefulUntil.flatMap { date($0, scope) }.map {
                campaign.zone.instant(of: $0.adding(days: 1))
            }
            func comes(_ name: String, on day: CivilDate, _ hindrance: NonIntent.Reason? = nil) -> Timed {
                let meant = campaign.zone.instant(of: day, at: step.time ?? reminders.defaultTime)
                return Timed(
                    step: step, name: name, meant: meant, at: sending.shift(meant, notPast: shape.dueAt) ?? meant,
                    uselessFrom: useless, hindrance: hindrance)
            }
            let name = prefix + step.key.rawValue
            // Without a day of its own it is looked at once, on the last day in time: so that somebody learns of it.
            guard let days = dates(of: step, in: scope, days) else { return [comes(name, on: end(shape), .noDate)] }
            return days.map { comes(step.repeats == nil ? name : "\(name)@\($0)", on: $0) }
        }
        found[shape] = timed
        return timed
    }

    func sendingHours(of track: TrackCode, quiet: QuietHours?) -> SendingHours {
        SendingHours(
            zone: campaign.zone, working: hours,
            quiet: quiet.map { [SendingHours.Span(start: $0.from, end: $0.to)] } ?? [],
            calendar: reminders.workingDaysOnly ? workDays(of: track) : nil)
    }

    /// When what is planned, or waits, at `now` leaves: at once in working hours; at night in the morning, unless the due time
    /// would pass meanwhile (M4).
    func departure(of track: TrackCode, quiet: QuietHours?, dueAt: Instant, now: Instant) -> Instant {
        max(now, sendingHours(of: track, quiet: quiet).shift(now, notPast: dueAt) ?? now)
    }

    private func workDays(of track: TrackCode) -> WorkCalendar {
        guard reminders.windowDaysCount, let window = campaign.track(track)?.window else { return calendar }
        if let known = days[track] { return known }
        let counting = calendar.counting(window.start...window.end)
        days[track] = counting
        return counting
    }

    private func scope(_ shape: Shape, _ calendar: WorkCalendar) -> DeadlineScope {
        let end = end(shape)
        var anchors = [shape.anchor: Anchor(start: min(shape.start, end), end: end, revision: 1)]
        for track in campaign.tracks {
            anchors["window.\(track.code)"] = Anchor(start: track.window.start, end: track.window.end, revision: 1)
        }
        return DeadlineScope(zone: campaign.zone, calendar: calendar, anchors: anchors, switches: switches)
    }

    /// The last day in time: the due instant is the first that is late.
    private func end(_ shape: Shape) -> CivilDate { campaign.zone.date(of: shape.dueAt.adding(microseconds: -1)) }

    /// The days of a step; nil: one of its expressions has no date for this shape.
    private func dates(
        of step: CampaignDocument.Step, in scope: DeadlineScope, _ calendar: WorkCalendar
    ) -> [CivilDate]? {
        guard let first = date(step.date, scope) else { return nil }
        guard let repeats = step.repeats, let cadence = Cadence(repeats.every) else { return [first] }
        // `times` alone bounds it too; the far end only keeps the search finite.
        guard let last = repeats.until.map({ date($0, scope) }) ?? first.adding(days: 400) else { return nil }
        return (try? cadence.days(from: first, through: last, times: repeats.times, calendar: calendar)) ?? [first]
    }

    private func date(_ text: String, _ scope: DeadlineScope) -> CivilDate? {
        DateExpression(text).flatMap { try? $0.evaluate(in: scope).date }
    }
}
