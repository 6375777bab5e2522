import Shared

/// What a step is about.
enum Subject: Sendable {
    case obligation(Duty)
    case event(EventNews)

    var key: SubjectKey {
        switch self {
        case .obligation(let duty): .obligation(duty.id)
        case .event(let news): .event(news.event.id)
        }
    }

    var track: TrackCode {
        switch self {
        case .obligation(let duty): duty.track
        // A contract's rule: an event has a track at least.
        case .event(let news): news.event.content.tracks.first ?? ""
        }
    }

    var rule: RuleKey? {
        switch self {
        case .obligation(let duty): duty.rule
        case .event: nil
        }
    }

    /// Whose matter it is: the unit that owes, or, of an event, the one that is told.
    func unit(toldTo recipient: Reminder.Recipient?) -> UnitKey {
        switch self {
        case .obligation(let duty): duty.unit
        case .event(let news): recipient?.unit ?? news.event.content.host
        }
    }
}

/// The id of what a message is about.
enum SubjectKey: Sendable, Hashable {
    case obligation(ID<Obligation>)
    case event(ID<Event>)

    var obligation: ID<Obligation>? { if case .obligation(let id) = self { id } else { nil } }
    var event: ID<Event>? { if case .event(let id) = self { id } else { nil } }

    /// The id, of whichever it is.
    var value: UniqueID {
        switch self {
        case .obligation(let id): id.value
        case .event(let id): id.value
        }
    }
}

/// An event as notices speak of it.
struct EventNews: Codable, Sendable {
    let event: Event
    /// Who is concerned: co-hosts, supporters and those invited to its ceremony, each once and in a fixed order.
    let concerned: [UnitKey]

    init(_ event: Event, ceremony: Ceremony?) {
        self.event = event
        let invited = ceremony?.invitations.map(\.unit) ?? []
        concerned = Set(event.content.coHosts + event.content.supporters + invited).subtracting([event.content.host])
            .sorted()
    }

    /// When it begins: notices of it come before.
    var start: Instant { event.content.sessions.map(\.start).min() ?? event.createdAt }
    /// From when nothing about it is news.
    var end: Instant { event.content.sessions.map(\.end).max() ?? event.createdAt }

    /// The name of the announcement that holds; a step that names another one is out of date.
    var announcement: String { Self.announcement(event.announcement) }

    static func announcement(_ number: Int) -> String { "event/announcement@\(number)" }
}

/// A change that those are told of who were told before (M12), as it stands in the books.
struct Notice: Sendable {
    let id: ID<Notice>
    let kind: Kind
    let subject: SubjectKey
    /// The step's name.
    let step: String
    /// From when planners see it.
    let at: Instant

    /// Whom it is about is told by the ladder of returned items; this tells the others.
    static func step(ofReturnAt instant: Instant) -> String { "change/returned@\(instant)" }

    typealias Kind = NoticeKind

    /// What changed. Of two changes of one matter the later says all; of two matters each says its own.
    enum Matter: Sendable, Hashable {
        case dueTime, givenBack, event
    }
}

extension NoticeKind {
    var matter: Notice.Matter {
        switch self {
        case .dueMoved, .extensionGranted: .dueTime
        case .itemReturned: .givenBack
        case .eventAnnounced, .eventChanged, .eventPostponed, .eventCancelled: .event
        }
    }
}

/// What was given back and is not filed again.
struct Return: Sendable, Hashable {
    let returnedAt: Instant
    /// From when planners see it.
    let at: Instant
    /// nil: on no certain day.
    let dueBackAt: Instant?
    /// Whether it is all that is owed: a submission. Of materials one piece was given back.
    let isWhole: Bool

    init(returnedAt: Instant, at: Instant, dueBackAt: Instant?, isWhole: Bool = true) {
        self.returnedAt = returnedAt
        self.at = at
        self.dueBackAt = dueBackAt
        self.isWhole = isWhole
    }

    /// What steps hang on.
    var due: Instant { dueBackAt ?? returnedAt.adding(microseconds: 1) }
}

/// One way to reach a person.
struct Reach: Sendable, Hashable {
    let channel: ContactChannel
    /// The hours in which they must not be written to.
    let quiet: QuietHours?

    init(_ channel: ContactChannel, quiet: QuietHours? = nil) {
        self.channel = channel
        self.quiet = quiet
    }
}

extension Suppression.Matcher {
    func matches(_ subject: Subject, recipient: Reminder.Recipient?) -> Bool {
        let owner = subject.unit(toldTo: recipient)
        return (unit ?? owner) == owner && (rule == nil || rule == subject.rule)
            && (track ?? subject.track) == subject.track
    }
}
