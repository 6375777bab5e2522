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
        /// What is sent while something that was given back is not filed again, in place of its rule's ladder from the
        /// return on. The dates may name `anchor(return, start)`, the day of the return, and `anchor(return, end)`, the
        /// last day on which it is in time to be filed again. The first step comes with the return itself when it would
        /// lie before it. A return that is not due back on a day has the first step only. Absent: nobody is told.
        package let returned: [Step]?
        /// Who was told before is told of changes in the words these name; absent: of none.
        package let notices: NoticeTemplates?
        /// The language of messages; absent: Chinese. A text that is not there in it is sent in Chinese.
        package let language: Language?
        /// The texts the steps and notices name; key and language are unique together.
        package let templates: [Template]

        package init(
            workingHours: Hours, workingDaysOnly: Bool, windowDaysCount: Bool, defaultTime: LocalTime,
            capPerPersonPerDay: Int? = nil, escalationCapPerPersonPerDay: Int? = nil, ladders: [Ladder],
            returned: [Step]? = nil, notices: NoticeTemplates? = nil, language: Language? = nil, templates: [Template]
        ) {
            self.workingHours = workingHours
            self.workingDaysOnly = workingDaysOnly
            self.windowDaysCount = windowDaysCount
            self.defaultTime = defaultTime
            self.capPerPersonPerDay = capPerPersonPerDay
            self.escalationCapPerPersonPerDay = escalationCapPerPersonPerDay
            self.ladders = ladders
            self.returned = returned
            self.notices = notices
            self.language = language
            self.templates = templates
        }
    }

    /// A language that messages are written in.
    package enum Language: String, Codable, Sendable, Hashable, CaseIterable {
        /// Simplified Chinese.
        case zh
        /// English.
        case en
    }

    /// Which of the templates speaks of which change (M12); of a change whose template is absent nobody is told.
    package struct NoticeTemplates: Codable, Sendable, Hashable {
        /// An event was published, or a unit was invited to one: to co-hosts, supporters and invited units.
        package let eventAnnounced: TemplateKey?
        /// Time, place or host of a published event changed: to everybody who was told of it before.
        package let eventChanged: TemplateKey?
        /// A published event was put off: to everybody who was told of it before.
        package let eventPostponed: TemplateKey?
        /// A published event was called off: to everybody who was told of it before.
        package let eventCancelled: TemplateKey?
        /// The due time of an obligation moved: to everybody who was reminded of it before.
        package let dueMoved: TemplateKey?
        /// An obligation was given more time: to its unit, and to everybody who was reminded of it before.
        package let extensionGranted: TemplateKey?
        /// Something that was filed was given back: to everybody who was told of its obligation before, but for its unit
        /// where `returned` tells that.
        package let itemReturned: TemplateKey?

        package init(
            eventAnnounced: TemplateKey? = nil, eventChanged: TemplateKey? = nil, eventPostponed: TemplateKey? = nil,
            eventCancelled: TemplateKey? = nil, dueMoved: TemplateKey? = nil, extensionGranted: TemplateKey? = nil,
            itemReturned: TemplateKey? = nil
        ) {
            self.eventAnnounced = eventAnnounced
            self.eventChanged = eventChanged
            self.eventPostponed = eventPostponed
            self.eventCancelled = eventCancelled
            self.dueMoved = dueMoved
            self.extensionGranted = extensionGranted
            self.itemReturned = itemReturned
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
        /// The first county's education department above the unit on its reporting line in the track; nobody where the
        /// line has none.
        case county
        /// The first city's education department, or county directly under the province, above the unit on that line; nobody
        /// where the line has none.
        case city
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

    /// The words of a step or a notice. `subject` and `text` may hold the variables that `TemplateUse` names for what they
    /// are used for; every other brace is refused.
    package struct Template: Codable, Sendable, Hashable {
        /// Steps and notices name it; unique in the campaign for each language.
        package let key: TemplateKey
        /// Absent: Chinese.
        package let language: Language?
        /// The subject line: `请报送{item}：{due}前，已报{have}/{need}`.
        package let subject: String
        /// The body, plain text.
        package let text: String

        package init(
            key: TemplateKey, language: Language? = nil, subject: String, text: String
        ) {
            self.key = key
            self.language = language
            self.subject = subject
            self.text = text
        }
    }
}
