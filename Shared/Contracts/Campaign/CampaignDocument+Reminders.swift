package import Values

extension CampaignDocument {
    /// Who is told what, when, and in which words (N30).
    package struct Reminders: Codable, Sendable, Hashable {
        /// Nothing is sent outside these hours of the campaign's zone (M4).
        package let workingHours: Hours
        /// Whether nothing is sent on a rest day of the calendar.
        package let workingDaysOnly: Bool
        /// Whether the days of a track's window count as working days for that track's steps.
        package let windowDaysCount: Bool
        /// When a step without a time is due.
        package let defaultTime: LocalTime
        /// Messages one person gets in a day at most; absent: no cap.
        package let capPerPersonPerDay: Int?
        /// Escalations one person gets in a day at most, counted apart (M9); absent: no cap.
        package let escalationCapPerPersonPerDay: Int?
        /// By rule what is sent when; empty: nobody is reminded.
        package let ladders: [Ladder]
        /// The texts the steps name; keys are unique.
        package let templates: [Template]

        package init(
            workingHours: Hours, workingDaysOnly: Bool, windowDaysCount: Bool, defaultTime: LocalTime,
            capPerPersonPerDay: Int? = nil, escalationCapPerPersonPerDay: Int? = nil, ladders: [Ladder],
            templates: [Template]
        ) {
            self.workingHours = workingHours
            self.workingDaysOnly = workingDaysOnly
            self.windowDaysCount = windowDaysCount
            self.defaultTime = defaultTime
            self.capPerPersonPerDay = capPerPersonPerDay
            self.escalationCapPerPersonPerDay = escalationCapPerPersonPerDay
            self.ladders = ladders
            self.templates = templates
        }
    }

    /// Wall-clock times of a day; `end` is the first minute outside.
    package struct Hours: Codable, Sendable, Hashable {
        /// The first minute inside: `08:30`.
        package let start: LocalTime
        /// The first minute outside: `17:30`.
        package let end: LocalTime

        package init(
            start: LocalTime, end: LocalTime
        ) {
            self.start = start
            self.end = end
        }
    }

    /// The reminders of the obligations of some rules.
    package struct Ladder: Codable, Sendable, Hashable {
        /// Unique in the campaign.
        package let key: LadderKey
        /// For lists: `宣传材料和优秀案例`.
        package let name: String
        /// A rule stands in one ladder at most; an obligation of a rule in none is never reminded of.
        package let rules: [RuleKey]
        /// Each is planned by itself; keys are unique in the ladder.
        package let steps: [Step]

        package init(
            key: LadderKey, name: String, rules: [RuleKey], steps: [Step]
        ) {
            self.key = key
            self.name = name
            self.rules = rules
            self.steps = steps
        }
    }

    /// One step of a ladder: a day, a time, whom, in which words.
    package struct Step: Codable, Sendable, Hashable {
        /// Unique in the ladder.
        package let key: StepKey
        /// Date expression of its day, or of the first one when it repeats. Beside the campaign's own anchors it may
        /// name `anchor(obligation, start)`, the first day that counts, and `anchor(obligation, end)`, the last day in
        /// time (`civilDate` of the deadline).
        package let date: String
        /// Absent: `defaultTime`.
        package let time: LocalTime?
        /// Absent: once.
        package let repeats: Repetition?
        /// Whose contact gets it.
        package let audience: Audience
        /// Escalations have a cap of their own (M9).
        package let kind: StepKind
        /// One of the campaign's `templates`.
        package let template: TemplateKey
        /// Date expression of the last day on which it still helps: planned later, it is not sent. Absent: while the
        /// obligation is open.
        package let usefulUntil: String?

        package init(
            key: StepKey, date: String, time: LocalTime? = nil, repeats: Repetition? = nil, audience: Audience,
            kind: StepKind, template: TemplateKey, usefulUntil: String? = nil
        ) {
            self.key = key
            self.date = date
            self.time = time
            self.repeats = repeats
            self.audience = audience
            self.kind = kind
            self.template = template
            self.usefulUntil = usefulUntil
        }
    }

    /// How a step goes on after its first day. `times` or `until` bounds it, whichever comes first; one is required.
    package struct Repetition: Codable, Sendable, Hashable {
        /// `monthly` (the first working day of each month), `weekly` (each Monday), or a period such as `P2WD` counted
        /// from the first day. Days before the step's `date` are left out.
        package let every: String
        /// How many there are in all, the first included.
        package let times: Int?
        /// Date expression of the last day there can be one.
        package let until: String?

        package init(
            every: String, times: Int? = nil, until: String? = nil
        ) {
            self.every = every
            self.times = times
            self.until = until
        }
    }

    /// Whom a step tells.
    package enum Audience: String, Codable, Sendable, Hashable, CaseIterable {
        /// The unit that owes: its contact of role `reporter`.
        case unit
        /// The unit's `reportsTo` parent in the track.
        case parent
        /// The receiver of the track.
        case province
    }

    /// What a step is for.
    package enum StepKind: String, Codable, Sendable, Hashable, CaseIterable {
        /// Tells who owes.
        case reminder
        /// Tells who answers for those who owe, naming them.
        case escalation
    }

    /// The words of a step. `subject` and `text` may hold `{campaign}`, `{track}`, `{unit}`, `{item}`, `{due}`,
    /// `{have}`, `{need}`, `{missing}`, `{receiver}`, `{clause}`; every other brace is refused.
    package struct Template: Codable, Sendable, Hashable {
        /// Unique in the campaign; steps name it.
        package let key: TemplateKey
        /// The subject line: `请报送{item}：{due}前，已报{have}/{need}`.
        package let subject: String
        /// The body, plain text.
        package let text: String

        package init(
            key: TemplateKey, subject: String, text: String
        ) {
            self.key = key
            self.subject = subject
            self.text = text
        }
    }
}
