package import Values

/// Somebody a unit can be reached through, without the address: this is what change feeds and stored answers carry (R7).
package struct Contact: Codable, Sendable, Hashable {
    package let id: ID<Contact>
    package let unit: UnitKey
    package let role: ContactRole
    /// `email`.
    package let channel: ContactChannel
    /// Whether the address was verified.
    package let verified: Bool
    package let verifiedAt: Instant?
    package let recordedAt: Instant
    package let revision: Int

    package init(
        id: ID<Contact>, unit: UnitKey, role: ContactRole, channel: ContactChannel, verifiedAt: Instant?,
        recordedAt: Instant, revision: Int = 1
    ) {
        self.id = id
        self.unit = unit
        self.role = role
        self.channel = channel
        verified = verifiedAt != nil
        self.verifiedAt = verifiedAt
        self.recordedAt = recordedAt
        self.revision = revision
    }
}

package enum ContactChannel: String, Codable, Sendable, Hashable, CaseIterable {
    case email
}

/// The hours in which a contact must not be written to, in the campaign's zone; may run over midnight.
package struct QuietHours: Codable, Sendable, Hashable {
    package let from: LocalTime
    package let to: LocalTime

    package init(from: LocalTime, to: LocalTime) {
        self.from = from
        self.to = to
    }
}

/// A contact with person and address. Given to those only who may read it (R7), never written to a log, a change row
/// or a stored answer.
package struct ContactDetail: Codable, Sendable, Hashable {
    package let contact: Contact
    /// A name; null when only an office is known.
    package let person: String?
    /// An e-mail address.
    package let address: String
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

extension RegistryAPI {
    /// The contact of a unit for a role and channel: a new one, or in place of the one that stands.
    package enum SetContact: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            package let unit: UnitKey
            /// 1…60 characters: `reporter`, `receiver.vocational`.
            package let role: ContactRole
            package let channel: ContactChannel
            package let person: String?
            /// An e-mail address. A new address is not verified until `registry.contacts.verify`.
            package let address: String
            package let quietHours: QuietHours?
            package let source: String?

            package init(
                unit: UnitKey, role: ContactRole, channel: ContactChannel = .email, person: String? = nil,
                address: String, quietHours: QuietHours? = nil, source: String? = nil
            ) {
                self.unit = unit
                self.role = role
                self.channel = channel
                self.person = person
                self.address = address
                self.quietHours = quietHours
                self.source = source
            }
        }

        package struct Result: Codable, Sendable, Hashable {
            package let contact: Contact
            package let outcome: Outcome

            package init(contact: Contact, outcome: Outcome) {
                self.contact = contact
                self.outcome = outcome
            }
        }

        package static let contract = MethodContract(
            "registry.contacts.set", "Sets the contact of a unit for a role and channel; the answer holds no address.",
            kind: .mutation, access: .roles([.provinceAdmin, .service]), faults: [.unitUnknown])
        package static let examples = [
            Example(
                params: Params(unit: "gb2260:341600/教育", role: "reporter", address: "bozhou@education.invalid"),
                result: Result(contact: .exampleUnverified, outcome: .created))
        ]
    }

    /// The address was tried and answered.
    package enum VerifyContact: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            package let id: ID<Contact>
            package let expectRevision: Int

            package init(id: ID<Contact>, expectRevision: Int) {
                self.id = id
                self.expectRevision = expectRevision
            }
        }

        package typealias Result = Contact

        package static let contract = MethodContract(
            "registry.contacts.verify", "Marks a contact's address as verified.", kind: .mutation,
            access: .roles([.provinceAdmin, .service]), faults: [.contactUnknown, .revisionConflict])
        package static let examples = [
            Example(params: Params(id: Contact.exampleVerified.id, expectRevision: 1), result: Contact.exampleVerified)
        ]
    }

    /// Contacts in use, with their addresses.
    package enum ListContacts: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// At most 500; absent: all units.
            package let units: [UnitKey]?
            package let role: ContactRole?
            /// Only those whose address is verified.
            package let verifiedOnly: Bool?
            /// Opaque: `next` of the page before.
            package let after: String?
            /// 1…500, default 100.
            package let limit: Int?

            package init(
                units: [UnitKey]? = nil, role: ContactRole? = nil, verifiedOnly: Bool? = nil,
                after: String? = nil, limit: Int? = nil
            ) {
                self.units = units
                self.role = role
                self.verifiedOnly = verifiedOnly
                self.after = after
                self.limit = limit
            }
        }

        package typealias Result = Page<ContactDetail>

        package static let contract = MethodContract(
            "registry.contacts.list", "Contacts in use with person and address, in the order of their ids.",
            kind: .query, access: .roles([.provinceAdmin, .service]))
        package static let examples = [
            Example(
                params: Params(units: ["gb2260:341600/教育"]),
                result: Page(
                    items: [
                        ContactDetail(
                            contact: .exampleVerified, person: nil, address: "bozhou@education.invalid",
                            quietHours: nil)
                    ], next: nil))
        ]
    }

    /// Units that owe something and cannot be told (R5).
    package enum ListContactGaps: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            package let campaign: CampaignKey
            package let track: TrackCode?
            /// Opaque: `next` of the page before.
            package let after: String?
            /// 1…500, default 100.
            package let limit: Int?

            package init(campaign: CampaignKey, track: TrackCode? = nil, after: String? = nil, limit: Int? = nil) {
                self.campaign = campaign
                self.track = track
                self.after = after
                self.limit = limit
            }
        }

        package typealias Result = Page<ContactGap>

        package static let contract = MethodContract(
            "registry.contacts.gaps",
            "Units the campaign's rules speak of that have no verified contact, or no line to report on.",
            kind: .query, faults: [.campaignUnknown, .trackUnknown], positional: ["campaign"])
        package static let examples = [
            Example(
                params: Params(campaign: "anhui-2026"),
                result: Page(
                    items: [
                        ContactGap(
                            unit: "school:/安徽建设学校", name: "安徽建设学校", track: "vocational", reason: .noLine)
                    ], next: nil))
        ]
    }
}

/// Why a unit that owes cannot be reached.
package struct ContactGap: Codable, Sendable, Hashable {
    package let unit: UnitKey
    package let name: String
    package let track: TrackCode
    package let reason: Reason

    package enum Reason: String, Codable, Sendable, Hashable, CaseIterable {
        /// No contact at all.
        case noContact = "no_contact"
        /// There are contacts, none with a verified address.
        case notVerified = "not_verified"
        /// It reports to nobody on this track.
        case noLine = "no_line"
    }

    package init(unit: UnitKey, name: String, track: TrackCode, reason: Reason) {
        self.unit = unit
        self.name = name
        self.track = track
        self.reason = reason
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
