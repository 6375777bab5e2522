import Shared

/// A reminder with what the planner knew when it chose it.
struct PlannedReminder: Sendable, Hashable {
    let occurrence: Occurrence
    let reminder: Reminder
    let key: String
    /// When it may leave.
    let departure: Instant

    let destination: Destination

    init(_ occurrence: Occurrence, _ destination: Destination, collapsed: [String], departure: Instant) {
        self.occurrence = occurrence
        self.departure = departure
        self.destination = destination
        key = occurrence.key(for: destination)
        reminder = Reminder(
            obligation: occurrence.obligation.id, rule: occurrence.obligation.rule, track: occurrence.obligation.track,
            unit: occurrence.obligation.unit.key, step: occurrence.name, at: occurrence.at, dueAt: occurrence.dueAt,
            recipient: destination.recipient, channel: destination.channel.rawValue, collapsed: collapsed)
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

    /// SHA-256 of what is planned, as the wire's encoder writes it: the same plan has the same digest.
    func digest() throws -> String {
        let content = PlanContent(
            campaign: campaign, from: from, to: to, intents: reminders.map(\.reminder), nonIntents: nonIntents)
        return DigestAlgorithm.sha256.digest(try RawJSON(encoding: content).bytes).hex
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
    /// Earliest first; then by who is told, of what.
    var order: (Instant, UnitKey, String, String, String) {
        (at, recipient.unit, step, obligation.description, channel)
    }
}

extension NonIntent {
    init(_ occurrence: Occurrence, _ reason: Reason) {
        self.init(
            obligation: occurrence.obligation.id, rule: occurrence.obligation.rule,
            unit: occurrence.obligation.unit.key, step: occurrence.name, reason: reason)
    }

    var order: (UnitKey, String, String) { (unit, step, obligation.description) }
}
