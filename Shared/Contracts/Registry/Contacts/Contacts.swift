package import Values

extension RegistryAPI {
    /// The contact of a unit for a role and channel: a new one, or in place of the one that stands.
    package enum SetContact: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// Whose contact it is.
            package let unit: UnitKey
            /// 1…60 characters: `reporter`, `receiver.vocational`.
            package let role: ContactRole
            /// How it is reached: `email`.
            package let channel: ContactChannel
            /// A name of 1…100 characters; absent when only an office is known.
            package let person: String?
            /// An e-mail address, or up to 10 with commas between them, of those who stand in the role together: they get one
            /// message. A new address is not verified until `registry.contacts.verify`.
            package let address: String
            /// Absent: none.
            package let quietHours: QuietHours?
            /// Where the address comes from.
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
            /// As it stands now, without the address.
            package let contact: Contact
            /// `unchanged` when it stood like this already.
            package let outcome: Outcome

            package init(contact: Contact, outcome: Outcome) {
                self.contact = contact
                self.outcome = outcome
            }
        }

        package static let contract = MethodContract(
            "registry.contacts.set", "Sets the contact of a unit for a role and channel; the answer holds no address.",
            kind: .mutation,
            access: .scoped(.file, [.unit("unit")]),
            faults: [.unitUnknown])
        package static let examples = [
            Example(
                params: Params(unit: "gb2260:341600/教育", role: "reporter", address: "bozhou@education.invalid"),
                result: Result(contact: .exampleUnverified, outcome: .created))
        ]
    }

    /// The address was tried and answered.
    package enum VerifyContact: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The contact.
            package let id: ID<Contact>
            /// The revision the caller saw; another one answers `REVISION_CONFLICT`.
            package let expectRevision: Int

            package init(id: ID<Contact>, expectRevision: Int) {
                self.id = id
                self.expectRevision = expectRevision
            }
        }

        package typealias Result = Contact

        package static let contract = MethodContract(
            "registry.contacts.verify", "Marks a contact's address as verified.", kind: .mutation,
            access: .scoped(.review, [.entity(.contact, "id")]),
            faults: [.contactUnknown, .revisionConflict])
        package static let examples = [
            Example(params: Params(id: Contact.exampleVerified.id, expectRevision: 1), result: Contact.exampleVerified)
        ]
    }

    /// What nobody needs any more is not kept.
    package enum EraseContacts: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// Contacts that were neither set nor verified since are erased; not ahead of now.
            package let before: Instant
            /// Why: a decision, a document; 1…500 characters. Stands with each contact that was erased and in the change feed, so
            /// no personal data belongs in it.
            package let reason: String

            package init(before: Instant, reason: String) {
                self.before = before
                self.reason = reason
            }
        }

        package struct Result: Codable, Sendable, Hashable {
            /// How many were erased.
            package let erased: Int
            /// Whether there may be more: call again.
            package let more: Bool

            package init(erased: Int, more: Bool) {
                self.erased = erased
                self.more = more
            }
        }

        package static let contract = MethodContract(
            "registry.contacts.erase",
            "Erases person and address of contacts that were neither set nor verified since, 500 at a time.",
            kind: .mutation, access: .roles([.provinceAdmin]))
        package static let examples = [
            Example(params: Params(before: .exampleLoad, reason: "活动结束"), result: Result(erased: 0, more: false))
        ]
    }

    /// Contacts in use, with their addresses.
    package enum ListContacts: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// At most 500; absent: all units.
            package let units: [UnitKey]?
            /// Only contacts for this.
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
            kind: .query,
            access: .scoped(.readPersonal, [.list]), calledBy: [.notifications])
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
}

/// That contacts were erased, and why; stands in the change feed as `contactErasure`, before what became of each of them.
package struct ContactErasure: Codable, Sendable, Hashable {
    /// Those that were neither set nor verified since.
    package let before: Instant
    /// Why.
    package let reason: String
    /// How many.
    package let erased: Int
    /// Who did it.
    package let by: String

    package init(before: Instant, reason: String, erased: Int, by: String) {
        self.before = before
        self.reason = reason
        self.erased = erased
        self.by = by
    }
}
