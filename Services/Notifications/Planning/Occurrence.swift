import Shared

/// A step at one of its instants, for one obligation or event and one way to reach one person: what the planner decides
/// about. An object, since a plan of a nation holds tens of thousands in several lists.
final class Occurrence: Sendable {
    let subject: Subject
    let family: Family
    let kind: CampaignDocument.StepKind
    let template: TemplateKey
    /// `annex3.province/after@2026-05-22`: ladder, step, and the day where the step repeats.
    let name: String
    /// When it goes out: working hours, rest days and quiet hours minded (M4).
    let at: Instant
    let dueAt: Instant
    /// nil: nobody stands there to be told.
    let recipient: Reminder.Recipient?
    /// nil: who is to be told cannot be reached.
    let reach: Reach?
    /// From when it is no longer of use; nil while the obligation is open.
    let uselessFrom: Instant?
    /// nil: a step of a ladder.
    let change: Notice?
    /// Why nobody is told of it, whatever else holds; nil: nothing hinders it.
    let hindrance: NonIntent.Reason?

    init(
        subject: Subject, family: Family, kind: CampaignDocument.StepKind, template: TemplateKey, name: String,
        at: Instant, dueAt: Instant, recipient: Reminder.Recipient?, reach: Reach?, uselessFrom: Instant?,
        change: Notice? = nil, hindrance: NonIntent.Reason? = nil
    ) {
        self.subject = subject
        self.family = family
        self.kind = kind
        self.template = template
        self.name = name
        self.at = at
        self.dueAt = dueAt
        self.recipient = recipient
        self.reach = reach
        self.uselessFrom = uselessFrom
        self.change = change
        self.hindrance = hindrance
    }

    /// What a notice is made from.
    var notice: ID<Notice>? { change?.id }

    /// What makes it come. Of one family the latest missed step stands for all (M3); of changes the latest of the same matter.
    enum Family: String, Sendable, Hashable, CaseIterable {
        /// The ladder of a rule.
        case ladder
        /// The ladder of returned items.
        case returned
        /// Something changed that people had been told of (M12).
        case change
    }

    var destination: Destination? {
        recipient.flatMap { recipient in reach.map { Destination(recipient: recipient, channel: $0.channel) } }
    }

    /// M1: subject, step, due time, recipient and channel, each behind its length, so that no two lists of texts run into
    /// the same bytes.
    func key(for destination: Destination) -> String {
        let recipient = destination.recipient
        var parts: [UInt8] = []
        parts.reserveCapacity(256)
        for part in [
            subject.key.value.description, name, dueAt.description, recipient.unit.rawValue, recipient.role.rawValue,
            destination.channel.rawValue,
        ] {
            parts += part.utf8.count.description.utf8
            parts.append(UInt8(ascii: ":"))
            parts += part.utf8
        }
        return DigestAlgorithm.sha256.digest(parts).hex
    }
}
