import Values

extension RegistryAPI {
    /// Who the notice is addressed to (N02).
    package enum ListAddressees: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The campaign, by its published version in force.
            package let campaign: CampaignKey
            /// Only this group of the addressee line.
            package let group: String?
            /// Opaque: `next` of the page before.
            package let after: String?
            /// 1…500, default 100.
            package let limit: Int?

            package init(campaign: CampaignKey, group: String? = nil, after: String? = nil, limit: Int? = nil) {
                self.campaign = campaign
                self.group = group
                self.after = after
                self.limit = limit
            }
        }

        package struct Result: Codable, Sendable, Hashable {
            /// Every group of the addressee line, whatever is filtered, with how many units it selects.
            package let groups: [AddresseeCount]
            /// In the order of the groups, by key within.
            package let items: [Addressee]
            /// Opaque; null on the last page.
            package let next: String?

            package init(groups: [AddresseeCount], items: [Addressee], next: String?) {
                self.groups = groups
                self.items = items
                self.next = next
            }
        }

        package static let contract = MethodContract(
            "registry.addressees.list",
            "Who a campaign is addressed to, as the units stood on the day of the notice, with the words that say so.",
            kind: .query, faults: [.campaignUnknown], positional: ["campaign", "group"])
        package static let examples = [
            Example(
                params: Params(campaign: "anhui-2026", group: "higher-education", limit: 1),
                result: Result(
                    groups: [
                        AddresseeCount(
                            group: "higher-education", name: "高等院校", count: 126, expected: 126, clause: "主送",
                            quote: "高等院校")
                    ],
                    items: [
                        Addressee(
                            group: "higher-education", unit: "moe:4134010357", name: "安徽大学", kind: .higherEducation,
                            region: "340100", system: nil)
                    ], next: "higher-education/moe:4134010357"))
        ]
    }
}

/// A group of the addressee line and how many units it selects.
package struct AddresseeCount: Codable, Sendable, Hashable {
    /// The group's key in the campaign file, `local-departments`.
    package let group: String
    /// As the campaign file names it.
    package let name: String
    /// How many units it selects.
    package let count: Int
    /// How many the campaign file expects; null when it does not say.
    package let expected: Int?
    /// Where the notice says so.
    package let clause: String
    /// The notice's own words.
    package let quote: String

    package init(group: String, name: String, count: Int, expected: Int?, clause: String, quote: String) {
        self.group = group
        self.name = name
        self.count = count
        self.expected = expected
        self.clause = clause
        self.quote = quote
    }
}

/// A unit the notice is addressed to.
package struct Addressee: Codable, Sendable, Hashable {
    /// The group that selects it.
    package let group: String
    /// The unit's permanent key.
    package let unit: UnitKey
    /// Its name on the day of the notice.
    package let name: String
    /// Its kind on the day of the notice.
    package let kind: UnitKind
    /// Where it lies; null when the source does not say.
    package let region: RegionCode?
    /// The system of a department; null for schools and colleges.
    package let system: SystemName?

    package init(
        group: String, unit: UnitKey, name: String, kind: UnitKind, region: RegionCode?, system: SystemName?
    ) {
        self.group = group
        self.unit = unit
        self.name = name
        self.kind = kind
        self.region = region
        self.system = system
    }
}
