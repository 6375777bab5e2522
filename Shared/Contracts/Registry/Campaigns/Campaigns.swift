package import Values

/// A version of a campaign with its document. A published version never changes (R4); a change is a new version.
package struct Campaign: Codable, Sendable, Hashable {
    /// Which version it is and how it stands.
    package let summary: CampaignSummary
    /// Everything the campaign file says.
    package let document: CampaignDocument

    package init(summary: CampaignSummary, document: CampaignDocument) {
        self.summary = summary
        self.document = document
    }
}

/// A version of a campaign without its document.
package struct CampaignSummary: Codable, Sendable, Hashable {
    /// Permanent: all versions of a campaign share it.
    package let key: CampaignKey
    /// From 1. The published version with the highest number is in force.
    package let version: Int
    /// A draft or published.
    package let state: CampaignState
    /// `皖教秘职成〔2026〕23号`.
    package let number: String
    /// The notice's title.
    package let title: String
    /// The date of the notice.
    package let date: CivilDate
    /// SHA-256 of the file that was loaded, in hex.
    package let digest: String
    /// By the registry's clock.
    package let loadedAt: Instant
    /// Null while it is a draft.
    package let publishedAt: Instant?
    /// What can be done with it now: `publish`.
    package let may: [String]

    package init(
        key: CampaignKey, version: Int, state: CampaignState, number: String, title: String, date: CivilDate,
        digest: String, loadedAt: Instant, publishedAt: Instant?
    ) {
        self.key = key
        self.version = version
        self.state = state
        self.number = number
        self.title = title
        self.date = date
        self.digest = digest
        self.loadedAt = loadedAt
        self.publishedAt = publishedAt
        may = state == .draft ? ["publish"] : []
    }
}

/// Where a version of a campaign is on its way.
package enum CampaignState: String, Codable, Sendable, Hashable, CaseIterable {
    /// Loaded and valid; nothing rests on it yet.
    case draft
    /// In force, or replaced by a later version.
    case published
}

extension RegistryAPI {
    /// A campaign file becomes a draft version.
    package enum LoadCampaign: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The campaign file (`docs/campaigns/README.md`).
            package let yaml: String

            package init(yaml: String) { self.yaml = yaml }
        }

        package struct Result: Codable, Sendable, Hashable {
            /// The version that was stored, or that stood already.
            package let campaign: CampaignSummary
            /// `created` a new version; `unchanged` when the newest version has the same document.
            package let outcome: Outcome

            package init(campaign: CampaignSummary, outcome: Outcome) {
                self.campaign = campaign
                self.outcome = outcome
            }
        }

        package static let contract = MethodContract(
            "registry.campaigns.load",
            "Checks a campaign file and stores it as a draft; a wrong file is refused as a whole with every fault.",
            kind: .mutation, access: .roles([.provinceAdmin]), faults: [.campaignInvalid])
        package static let examples = [
            Example(
                "shortened: a campaign file has some thousand lines", params: Params(yaml: "key: anhui-2026\n"),
                result: Result(campaign: .exampleDraft, outcome: .created))
        ]
    }

    /// A draft comes into force.
    package enum PublishCampaign: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The campaign.
            package let key: CampaignKey
            /// The version to put in force; not lower than the one that is.
            package let version: Int

            package init(key: CampaignKey, version: Int) {
                self.key = key
                self.version = version
            }
        }

        package typealias Result = LoadCampaign.Result

        package static let contract = MethodContract(
            "registry.campaigns.publish", "Puts a version of a campaign in force, for good: it never changes again.",
            kind: .mutation, access: .roles([.provinceAdmin]), faults: [.campaignUnknown, .campaignSuperseded])
        package static let examples = [
            Example(
                params: Params(key: "anhui-2026", version: 1),
                result: Result(campaign: .examplePublished, outcome: .updated))
        ]
    }

    /// A version of a campaign.
    package enum GetCampaign: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The campaign.
            package let key: CampaignKey
            /// Default: the published version in force.
            package let version: Int?
            /// What was published then; default now.
            package let knownAt: Instant?

            package init(key: CampaignKey, version: Int? = nil, knownAt: Instant? = nil) {
                self.key = key
                self.version = version
                self.knownAt = knownAt
            }
        }

        package typealias Result = Campaign

        package static let contract = MethodContract(
            "registry.campaigns.get", "A campaign with its document: the version in force, or one by number.",
            kind: .query, faults: [.campaignUnknown], positional: ["key", "version"])
        package static let examples = [
            Example(
                "shortened: most lists of the document are left out", params: Params(key: "anhui-2026"),
                result: Campaign(summary: .examplePublished, document: .example))
        ]
    }

    /// Every version of every campaign.
    package enum ListCampaigns: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// Only versions of this campaign.
            package let key: CampaignKey?
            /// Opaque: `next` of the page before.
            package let after: String?
            /// 1…500, default 100.
            package let limit: Int?

            package init(key: CampaignKey? = nil, after: String? = nil, limit: Int? = nil) {
                self.key = key
                self.after = after
                self.limit = limit
            }
        }

        package typealias Result = Page<CampaignSummary>

        package static let contract = MethodContract(
            "registry.campaigns.list", "Campaigns and their versions, by key and number.", kind: .query)
        package static let examples = [
            Example(params: Params(), result: Page(items: [CampaignSummary.examplePublished], next: nil))
        ]
    }
}

extension CampaignSummary {
    static let exampleDraft = CampaignSummary(
        key: "anhui-2026", version: 1, state: .draft, number: "皖教秘职成〔2026〕23号",
        title: "关于举办安徽省2026年职业教育活动周暨全民终身学习活动周的通知", date: CivilDate("2026-04-29")!,
        digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", loadedAt: .exampleLoad,
        publishedAt: nil)
    static let examplePublished = CampaignSummary(
        key: "anhui-2026", version: 1, state: .published, number: "皖教秘职成〔2026〕23号",
        title: "关于举办安徽省2026年职业教育活动周暨全民终身学习活动周的通知", date: CivilDate("2026-04-29")!,
        digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", loadedAt: .exampleLoad,
        publishedAt: .exampleLoad)
}

extension CampaignDocument {
    static let example = CampaignDocument(
        key: "anhui-2026",
        notice: Notice(
            number: "皖教秘职成〔2026〕23号", title: "关于举办安徽省2026年职业教育活动周暨全民终身学习活动周的通知",
            date: CivilDate("2026-04-29")!, parents: [], publiclyDisclosed: true),
        authority: "issuer:AH-EDU", zone: .shanghai,
        issuers: [Issuer(unit: "issuer:AH-EDU", name: "安徽省教育厅", system: "教育", role: .lead)],
        systems: [AdministrativeSystem(name: "教育", localName: "教育局(教体局)")], addressees: [], tracks: [],
        vocabularies: [], ceremonies: [], switches: [], items: [], forms: [], rules: [],
        reminders: Reminders(
            workingHours: Hours(start: LocalTime("08:30")!, end: LocalTime("17:30")!), workingDaysOnly: true,
            windowDaysCount: true, defaultTime: LocalTime("09:00")!, ladders: [], templates: []))
}
