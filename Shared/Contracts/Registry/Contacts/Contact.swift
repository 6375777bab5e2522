package import Values

/// Somebody a unit can be reached through, without the address: this is what change feeds and stored answers carry (R7).
package struct Contact: Codable, Sendable, Hashable {
    /// Made by the registry; stays when the address changes.
    package let id: ID<Contact>
    /// Whose contact it is.
    package let unit: UnitKey
    /// What it is for: `reporter`, `receiver.vocational`.
    package let role: ContactRole
    /// `email`, or a robot's.
    package let channel: ContactChannel
    /// Whether the address was verified.
    package let verified: Bool
    /// When the address was verified; null while it is not.
    package let verifiedAt: Instant?
    /// The hours in which it must not be written to; null when there are none.
    package let quietHours: QuietHours?
    /// When the contact was last changed, by the registry's clock.
    package let recordedAt: Instant
    /// Rises with every change; `expectRevision` names it.
    package let revision: Int

    package init(
        id: ID<Contact>, unit: UnitKey, role: ContactRole, channel: ContactChannel, verifiedAt: Instant?,
        quietHours: QuietHours? = nil, recordedAt: Instant, revision: Int = 1
    ) {
        self.id = id
        self.unit = unit
        self.role = role
        self.channel = channel
        verified = verifiedAt != nil
        self.verifiedAt = verifiedAt
        self.quietHours = quietHours
        self.recordedAt = recordedAt
        self.revision = revision
    }
}

/// How a contact is reached.
package enum ContactChannel: String, Codable, Sendable, Hashable, CaseIterable {
    /// The address is an address of e-mail.
    case email
    /// The address is the URL of a group robot of enterprise WeChat (企业微信群机器人).
    case wecom
    /// The address is the URL of a group robot of DingTalk (钉钉群机器人); behind `#` its signing secret, which is never
    /// sent.
    case dingtalk
    /// The address is a URL that takes a JSON object by POST, signed by the notifications service.
    case webhook
}

/// The hours in which a contact must not be written to, in the campaign's zone; may run over midnight.
package struct QuietHours: Codable, Sendable, Hashable {
    /// The first minute that is quiet.
    package let from: LocalTime
    /// The first minute after it that is not.
    package let to: LocalTime

    package init(from: LocalTime, to: LocalTime) {
        self.from = from
        self.to = to
    }
}

/// A contact with person and address. Given to those only who may read it (R7), never written to a log, a change row
/// or a stored answer.
package struct ContactDetail: Codable, Sendable, Hashable {
    /// The contact without its address.
    package let contact: Contact
    /// A name; null when only an office is known.
    package let person: String?
    /// An e-mail address, or the URL of a robot: `https://…`.
    package let address: String
    /// Null when there are none.
    package let quietHours: QuietHours?
    /// Where the address comes from.
    package let source: String?

    package init(
        contact: Contact, person: String?, address: String, quietHours: QuietHours?, source: String? = nil
    ) {
        self.contact = contact
        self.person = person
        self.address = address
        self.quietHours = quietHours
        self.source = source
    }
}

extension Contact {
    static let exampleUnverified = Contact(
        id: ID(UniqueID(high: 0x019d_d6f3_5a00_7001, low: 0x8000_0000_0000_0021)), unit: "gb2260:341600/教育",
        role: "reporter", channel: .email, verifiedAt: nil, recordedAt: .exampleLoad)
    static let exampleVerified = Contact(
        id: ID(UniqueID(high: 0x019d_d6f3_5a00_7001, low: 0x8000_0000_0000_0021)), unit: "gb2260:341600/教育",
        role: "reporter", channel: .email, verifiedAt: .exampleLoad, recordedAt: .exampleLoad, revision: 2)
}
