import Shared

/// A reminder with what the planner knew when it chose it.
struct PlannedReminder: Sendable {
    let occurrence: Occurrence
    let destination: Destination
    let reminder: Reminder
    let key: String
    /// When it may leave.
    let departure: Instant

    /// - Parameter key: of the occurrence for the destination.
    init(
        _ occurrence: Occurrence, _ destination: Destination, key: String, collapsed: [String], departure: Instant
    ) {
        self.occurrence = occurrence
        self.departure = departure
        self.destination = destination
        self.key = key
        reminder = Reminder(occurrence, to: destination, collapsed: collapsed)
    }
}

/// The outcome of planning one window, in a fixed order.
struct PlannedWindow: Sendable {
    let campaign: CampaignKey
    let from: Instant
    let to: Instant
    let reminders: [PlannedReminder]
    let nonIntents: [NonIntent]

    /// One for each person and channel (M7).
    var destinations: Set<Destination> { Set(reminders.map(\.destination)) }

    var counts: Run.Counts {
        Run.Counts(intents: reminders.count, nonIntents: nonIntents.count, digests: destinations.count)
    }

    /// SHA-256 of what is planned, as the wire's encoder writes it: the same plan has the same digest. Written piece by piece:
    /// the whole of a nation's is tens of megabytes.
    func digest() throws -> String {
        var digester = Digester(.sha256)
        // `{"campaign":…,"from":…,"to":…,"intents":[],"nonIntents":[]}`, and what goes into the two lists.
        let frame = try RawJSON(
            encoding: PlanContent(campaign: campaign, from: from, to: to, intents: [], nonIntents: [])
        ).bytes
        let (middle, end) = (Array(#"],"nonIntents":["#.utf8), Array("]}".utf8))
        digester.update(frame.dropLast(middle.count + end.count))
        try Self.update(&digester, with: reminders.lazy.map(\.reminder))
        digester.update(middle)
        try Self.update(&digester, with: nonIntents)
        digester.update(end)
        return digester.finish().hex
    }

    /// The elements of a list, as JSON.
    private static func update(_ digester: inout Digester, with elements: some Sequence<some Encodable>) throws {
        for (position, element) in elements.enumerated() {
            if position > 0 { digester.update(CollectionOfOne(UInt8(ascii: ","))) }
            digester.update(try RawJSON(encoding: element).bytes)
        }
    }

    func plan() throws -> Plan {
        Plan(
            campaign: campaign, from: from, to: to, intents: reminders.map(\.reminder), nonIntents: nonIntents,
            digest: try digest())
    }

    private struct PlanContent: Encodable {
        let campaign: CampaignKey
        let from: Instant
        let to: Instant
        let intents: [Reminder]
        let nonIntents: [NonIntent]
    }
}

extension Reminder {
    init(_ occurrence: Occurrence, to destination: Destination, collapsed: [String]) {
        let subject = occurrence.subject
        self.init(
            obligation: subject.key.obligation, event: subject.key.event, rule: subject.rule, track: subject.track,
            unit: subject.unit(toldTo: destination.recipient), step: occurrence.name, at: occurrence.at,
            dueAt: occurrence.dueAt, recipient: destination.recipient, channel: destination.channel.rawValue,
            collapsed: collapsed)
    }

    /// Earliest first; then by who is told, of what.
    var order: (Instant, UnitKey, String, UniqueID, String) {
        (at, recipient.unit, step, obligation?.value ?? event?.value ?? .zero, channel)
    }
}

extension NonIntent {
    init(_ occurrence: Occurrence, _ reason: Reason) {
        let subject = occurrence.subject
        self.init(
            obligation: subject.key.obligation, event: subject.key.event, rule: subject.rule, track: subject.track,
            unit: subject.unit(toldTo: occurrence.recipient), step: occurrence.name, at: occurrence.at,
            dueAt: occurrence.dueAt, recipient: occurrence.recipient, channel: occurrence.reach?.channel.rawValue,
            reason: reason)
    }

    /// By whose matter it is; then, of what, and who is not told.
    static func isOrdered(_ one: NonIntent, before other: NonIntent) -> Bool {
        let (left, right) = (one.subjectOrder, other.subjectOrder)
        return left == right ? one.recipientOrder < other.recipientOrder : left < right
    }

    private var subjectOrder: (UnitKey, String, UniqueID, String) {
        (unit, step, obligation?.value ?? event?.value ?? .zero, reason.rawValue)
    }

    private var recipientOrder: (String, String, String, Instant, Instant) {
        (
            recipient?.unit.rawValue ?? "", recipient?.role.rawValue ?? "", channel ?? "", at ?? .min,
            dueAt ?? .min
        )
    }
}

extension UniqueID {
    /// Before every other. Ids are ordered as their texts are.
    fileprivate static let zero = UniqueID(high: 0, low: 0)
}
