package import Values

/// One notice as data: everything that may change from year to year, in the shape of the campaign file
/// (`docs/campaigns/README.md`). Next year's notice is another file of this shape, and no code.
///
/// Published by the registry as an immutable version; reporting takes `forms` and `rules` from it, events
/// `vocabularies` and `tracks`, notifications `reminders`.
package struct CampaignDocument: Codable, Sendable, Hashable {
    /// Unique and permanent: `anhui-2026`.
    package let key: CampaignKey
    /// What the campaign executes (N03).
    package let notice: Notice
    /// The unit at the top of every reporting line, which "to the province" means: `issuer:AH-EDU`.
    package let authority: UnitKey
    /// The zone of every civil date of the campaign.
    package let zone: Zone
    /// Who issued the notice, in the order of the signatures (N01).
    package let issuers: [Issuer]
    /// The administrative systems of the issuers and the addressed (N01, N02).
    package let systems: [AdministrativeSystem]
    /// Who is addressed, as queries over the registry (N02).
    package let addressees: [AddresseeGroup]
    /// The weeks the notice orders (N04).
    package let tracks: [Track]
    /// The lists of terms that events, reports and materials are marked with (N06–N10, N20).
    package let vocabularies: [Vocabulary]
    /// Ceremonies the notice announces (N15); may be empty.
    package let ceremonies: [Ceremony]
    /// The list of planned activities the notice attaches (N16); absent when there is none.
    package let plannedActivities: PlannedActivityList?
    /// What the notice leaves open, with the answers chosen (`clauses.md`, S1–S11).
    package let switches: [Switch]
    /// What can be owed.
    package let items: [Item]
    /// The forms in which items are filed, and the annexes.
    package let forms: [FormDefinition]
    /// Who owes what, to whom, by when.
    package let rules: [Rule]
    /// Who is reminded, when, and in which words (N30).
    package let reminders: Reminders
    /// Which algorithms sign its receipts, and seal the ledgers beside `INT`; absent: `INT`.
    package let suite: CryptographicSuite?

    package init(
        key: CampaignKey, notice: Notice, authority: UnitKey, zone: Zone, issuers: [Issuer],
        systems: [AdministrativeSystem], addressees: [AddresseeGroup], tracks: [Track], vocabularies: [Vocabulary],
        ceremonies: [Ceremony], plannedActivities: PlannedActivityList? = nil, switches: [Switch], items: [Item],
        forms: [FormDefinition], rules: [Rule], reminders: Reminders,
        suite: CryptographicSuite? = nil
    ) {
        self.key = key
        self.notice = notice
        self.authority = authority
        self.zone = zone
        self.issuers = issuers
        self.systems = systems
        self.addressees = addressees
        self.tracks = tracks
        self.vocabularies = vocabularies
        self.ceremonies = ceremonies
        self.plannedActivities = plannedActivities
        self.switches = switches
        self.items = items
        self.forms = forms
        self.rules = rules
        self.reminders = reminders
        self.suite = suite
    }
}

extension CampaignDocument {
    /// The notice itself.
    package struct Notice: Codable, Sendable, Hashable {
        /// As printed: `皖教秘职成〔2026〕23号`.
        package let number: String
        /// As printed above the text.
        package let title: String
        /// When it was issued, and from when its rules are in force: obligations are born on it (Q16).
        package let date: CivilDate
        /// The documents it rests on, in the order it names them.
        package let parents: [ParentDocument]
        /// Whether the notice may be shown to the public (此件主动公开, N31).
        package let publiclyDisclosed: Bool

        package init(
            number: String, title: String, date: CivilDate, parents: [ParentDocument], publiclyDisclosed: Bool
        ) {
            self.number = number
            self.title = title
            self.date = date
            self.parents = parents
            self.publiclyDisclosed = publiclyDisclosed
        }
    }

    /// A document the notice cites as its basis.
    package struct ParentDocument: Codable, Sendable, Hashable {
        /// As printed; absent where the notice gives none.
        package let number: String?
        /// As the notice cites it, without the title marks.
        package let title: String

        package init(
            number: String? = nil, title: String
        ) {
            self.number = number
            self.title = title
        }
    }

    /// One of the bodies that issued the notice.
    package struct Issuer: Codable, Sendable, Hashable {
        /// The issuer in the registry: `issuer:AH-EDU`.
        package let unit: UnitKey
        /// As printed above the notice.
        package let name: String
        /// One of `systems`.
        package let system: SystemName
        /// Leads, joins in, or hosts the ceremony.
        package let role: IssuerRole

        package init(
            unit: UnitKey, name: String, system: SystemName, role: IssuerRole
        ) {
            self.unit = unit
            self.name = name
            self.system = system
            self.role = role
        }
    }

    /// What an issuer does for the campaign.
    package enum IssuerRole: String, Codable, Sendable, Hashable, CaseIterable {
        /// 牵头
        case lead
        /// 联合
        case joint
        /// 承办: of the launch ceremony
        case host
    }

    /// An administrative system (条线).
    package struct AdministrativeSystem: Codable, Sendable, Hashable {
        /// Unique in the campaign: `教育`, `网信`, `工会`.
        package let name: SystemName
        /// What its department of a city or county is called in the addressee line: `教育局(教体局)`. Absent: the system
        /// issued the notice and is not addressed.
        package let localName: String?

        package init(
            name: SystemName, localName: String? = nil
        ) {
            self.name = name
            self.localName = localName
        }
    }

    /// One part of the addressee line, as a query over the registry.
    package struct AddresseeGroup: Codable, Sendable, Hashable {
        /// `local-departments`, `higher-education` …, unique in the campaign.
        package let key: String
        /// For lists: `各市、省直管县（市）有关部门`.
        package let name: String
        /// The units meant, as they stand on the day of the notice.
        package let selector: Selector
        /// How many there must be with the data shipped; a load that finds another number says so. Absent: not known.
        package let expected: Int?
        /// Where the notice says so: `主送`.
        package let clause: String
        /// The notice's own words.
        package let quote: String

        package init(
            key: String, name: String, selector: Selector, expected: Int? = nil, clause: String, quote: String
        ) {
            self.key = key
            self.name = name
            self.selector = selector
            self.expected = expected
            self.clause = clause
            self.quote = quote
        }
    }

    /// One of the weeks of the campaign.
    package struct Track: Codable, Sendable, Hashable {
        /// Unique in the campaign: `vocational`, `lifelong`.
        package let code: TrackCode
        /// `职业教育活动周`.
        package let name: String
        /// `一技在手，一生无忧`.
        package let theme: String
        /// The week of the province. A city's own week is declared to the events service.
        package let window: Window
        /// The office of the province that takes what is owed `to` the province.
        package let receiver: Receiver
        /// Where the notice orders the week: `一、二`.
        package let clause: String
        /// The notice's own words.
        package let quote: String

        package init(
            code: TrackCode, name: String, theme: String, window: Window, receiver: Receiver, clause: String,
            quote: String
        ) {
            self.code = code
            self.name = name
            self.theme = theme
            self.window = window
            self.receiver = receiver
            self.clause = clause
            self.quote = quote
        }
    }

    /// Civil dates of the campaign's zone, both days included.
    package struct Window: Codable, Sendable, Hashable {
        /// The first day.
        package let start: CivilDate
        /// The last day, still inside; not before `start`.
        package let end: CivilDate

        package init(
            start: CivilDate, end: CivilDate
        ) {
            self.start = start
            self.end = end
        }
    }

    /// Where the reports of a track go (N27).
    package struct Receiver: Codable, Sendable, Hashable {
        /// `安徽省教育厅职成处`.
        package let name: String
        /// The unit that holds the office.
        package let unit: UnitKey
        /// The role of that unit's contact who receives this track.
        package let role: ContactRole

        package init(
            name: String, unit: UnitKey, role: ContactRole
        ) {
            self.name = name
            self.unit = unit
            self.role = role
        }
    }

    /// A ceremony the notice announces; the events service makes it an event.
    package struct Ceremony: Codable, Sendable, Hashable {
        /// Unique in the campaign: `launch`.
        package let key: String
        /// The title of its event.
        package let name: String
        /// The day announced, in the campaign's zone.
        package let date: CivilDate
        /// Where it takes place: `341600`.
        package let region: RegionCode
        /// The weeks it opens; one or several.
        package let tracks: [TrackCode]
        /// The unit that answers for it and owns its event.
        package let host: UnitKey
        /// The other bodies the notice names; empty when there are none.
        package let coHosts: [UnitKey]
        /// The form of its plan, usually an annex.
        package let form: FormKey?
        /// Where the notice announces it.
        package let clause: String
        /// The notice's own words.
        package let quote: String

        package init(
            key: String, name: String, date: CivilDate, region: RegionCode, tracks: [TrackCode], host: UnitKey,
            coHosts: [UnitKey], form: FormKey? = nil, clause: String, quote: String
        ) {
            self.key = key
            self.name = name
            self.date = date
            self.region = region
            self.tracks = tracks
            self.host = host
            self.coHosts = coHosts
            self.form = form
            self.clause = clause
            self.quote = quote
        }
    }

    /// The notice's list of activities that bodies of the province plan.
    package struct PlannedActivityList: Codable, Sendable, Hashable {
        /// As printed: `2026年安徽省教育厅等五部门推进全民终身学习活动清单`.
        package let name: String
        /// The week its activities belong to.
        package let track: TrackCode
        /// The body that keeps the list.
        package let lead: UnitKey
        /// The other bodies, where the notice names them; empty when it does not.
        package let coLeads: [UnitKey]
        /// The annex it is printed as; absent when the campaign carries no such form.
        package let form: FormKey?

        package init(
            name: String, track: TrackCode, lead: UnitKey, coLeads: [UnitKey], form: FormKey? = nil
        ) {
            self.name = name
            self.track = track
            self.lead = lead
            self.coLeads = coLeads
            self.form = form
        }
    }
}
