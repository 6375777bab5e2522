package import Values

/// What a ceremony has beyond other events: an agenda, further venues, and invitations with a quota for each unit (N15).
/// Time, main venue, host and co-hosts are those of its event.
package struct Ceremony: Codable, Sendable, Equatable {
    /// The event that is the ceremony.
    package let event: ID<Event>
    /// Agenda and further venues.
    package let plan: CeremonyPlan
    /// How many heads there is room for, over all units; null: only the quotas bound it.
    package let capacity: Int?
    /// Counts from 1; `set` names the one the caller saw.
    package let revision: Int
    /// Who is invited, by unit key.
    package let invitations: [CeremonyInvitation]
    /// The sum of the replies.
    package let attending: Int

    package init(
        event: ID<Event>, plan: CeremonyPlan, capacity: Int?, revision: Int, invitations: [CeremonyInvitation]
    ) {
        self.event = event
        self.plan = plan
        self.capacity = capacity
        self.revision = revision
        self.invitations = invitations
        attending = invitations.reduce(0) { $0 + ($1.attending ?? 0) }
    }

    package static let example = Ceremony(
        event: Event.example.id, plan: .example, capacity: 300, revision: 1,
        invitations: [CeremonyInvitation(unit: "gb2260:340100/教育", quota: 5)])
}

/// The plan of a ceremony (annex 1).
package struct CeremonyPlan: Codable, Sendable, Equatable {
    /// In order; may be empty while it is not settled.
    package let agenda: [AgendaItem]
    /// Venues beside the event's own, in words; a change of those of a published ceremony is announced anew (E6).
    package let subVenues: [String]

    package init(agenda: [AgendaItem], subVenues: [String] = []) {
        self.agenda = agenda
        self.subVenues = subVenues
    }

    /// A point of the agenda.
    package struct AgendaItem: Codable, Sendable, Equatable {
        /// 1…200 characters.
        package let title: String
        /// Who speaks, by office and not by name; absent when nobody does.
        package let speaker: String?
        /// 1…600.
        package let minutes: Int

        package init(title: String, speaker: String? = nil, minutes: Int) {
            self.title = title
            self.speaker = speaker
            self.minutes = minutes
        }
    }

    package static let example = CeremonyPlan(
        agenda: [AgendaItem(title: "致辞", speaker: "亳州市人民政府负责同志", minutes: 10)], subVenues: ["亳州职业技术学院"])
}

/// A unit's invitation and its reply.
package struct CeremonyInvitation: Codable, Sendable, Equatable {
    /// The unit that is invited.
    package let unit: UnitKey
    /// The heads it may send; 1…10,000.
    package let quota: Int
    /// The heads it will send; null while it has not replied, 0 when it sends none.
    package let attending: Int?
    /// What it says with its reply.
    package let note: String?
    /// When it replied last; null before.
    package let repliedAt: Instant?

    package init(unit: UnitKey, quota: Int, attending: Int? = nil, note: String? = nil, repliedAt: Instant? = nil) {
        self.unit = unit
        self.quota = quota
        self.attending = attending
        self.note = note
        self.repliedAt = repliedAt
    }
}

extension EventsAPI {
    /// Makes an event a ceremony, or replaces its plan.
    package enum SetCeremony: RPCMethod {
        package struct Params: Codable, Sendable {
            /// An event that is neither held nor cancelled.
            package let event: ID<Event>
            /// The revision the caller saw; absent the first time.
            package let expectRevision: Int?
            /// Replaces the whole plan.
            package let plan: CeremonyPlan
            /// From 1, and not below what has been replied; absent: only the quotas bound it.
            package let capacity: Int?

            package init(event: ID<Event>, expectRevision: Int? = nil, plan: CeremonyPlan, capacity: Int? = nil) {
                self.event = event
                self.expectRevision = expectRevision
                self.plan = plan
                self.capacity = capacity
            }
        }
        package typealias Result = Ceremony
        package static let contract = MethodContract(
            "events.ceremonies.set", "Makes an event a ceremony with its plan.", kind: .mutation,
            access: .scoped(.file, [.entity(.event, "event")]),
            faults: [.eventUnknown, .eventStateWrong, .revisionConflict, .ceremonyFull])
        package static let examples = [
            Example(params: Params(event: Event.example.id, plan: .example, capacity: 300), result: Ceremony.example)
        ]
    }

    /// Invites units, or changes their quota; never below what a unit has replied.
    package enum InviteToCeremony: RPCMethod {
        package struct Params: Codable, Sendable {
            /// The event that is the ceremony.
            package let event: ID<Event>
            /// 1…500; each unit once.
            package let invitations: [Quota]

            package init(event: ID<Event>, invitations: [Quota]) {
                self.event = event
                self.invitations = invitations
            }

            /// How many heads a unit may send.
            package struct Quota: Codable, Sendable {
                /// The unit that is invited.
                package let unit: UnitKey
                /// 1…10,000.
                package let quota: Int

                package init(unit: UnitKey, quota: Int) {
                    self.unit = unit
                    self.quota = quota
                }
            }
        }
        package typealias Result = Ceremony
        package static let contract = MethodContract(
            "events.ceremonies.invite", "Invites units to a ceremony, each with a quota.", kind: .mutation,
            access: .scoped(.file, [.entity(.event, "event")]),
            faults: [
                .eventUnknown, .ceremonyUnknown, .eventStateWrong, .unitUnknownToEvents, .ceremonyQuotaExceeded,
            ])
        package static let examples = [
            Example(
                params: Params(
                    event: Event.example.id, invitations: [Params.Quota(unit: "gb2260:340100/教育", quota: 5)]),
                result: Ceremony.example)
        ]
    }

    /// A unit's reply; a later one replaces it. Never above its quota, nor all together above the capacity (E9).
    package enum ReplyToCeremony: RPCMethod {
        package struct Params: Codable, Sendable {
            /// The event that is the ceremony.
            package let event: ID<Event>
            /// The unit that replies.
            package let unit: UnitKey
            /// The heads it will send; from 0.
            package let attending: Int
            /// ≤ 500 characters.
            package let note: String?

            package init(event: ID<Event>, unit: UnitKey, attending: Int, note: String? = nil) {
                self.event = event
                self.unit = unit
                self.attending = attending
                self.note = note
            }
        }
        package typealias Result = Ceremony
        package static let contract = MethodContract(
            "events.ceremonies.reply", "Says how many a unit sends to a ceremony.", kind: .mutation,
            access: .scoped(.file, [.unit("unit")]),
            faults: [
                .eventUnknown, .ceremonyUnknown, .eventStateWrong, .notInvited, .ceremonyQuotaExceeded, .ceremonyFull,
            ])
        package static let examples = [
            Example(
                params: Params(event: Event.example.id, unit: "gb2260:340100/教育", attending: 5),
                result: Ceremony.example)
        ]
    }

    /// A ceremony with its invitations and replies.
    package enum GetCeremony: RPCMethod {
        package struct Params: Codable, Sendable {
            /// The event that is the ceremony.
            package let event: ID<Event>

            package init(event: ID<Event>) { self.event = event }
        }
        package typealias Result = Ceremony
        package static let contract = MethodContract(
            "events.ceremonies.get", "A ceremony with its replies.", kind: .query,
            access: .scoped(.readPublished, [.list]),
            faults: [.ceremonyUnknown])
        package static let examples = [
            Example(params: Params(event: Event.example.id), result: Ceremony.example)
        ]
    }
}
