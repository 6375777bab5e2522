package import Values

extension RegistryAPI {
    /// What one version of a campaign says otherwise than another.
    package enum DiffCampaigns: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The campaign.
            package let key: CampaignKey
            /// The version to start from.
            package let from: Int
            /// The version to compare with; default the newest, published or not.
            package let to: Int?

            package init(key: CampaignKey, from: Int, to: Int? = nil) {
                self.key = key
                self.from = from
                self.to = to
            }
        }

        package struct Result: Codable, Sendable, Hashable {
            /// The version that was started from.
            package let from: Int
            /// The version it was compared with.
            package let to: Int
            /// In the order of their paths; empty when both say the same.
            package let differences: [CampaignDifference]

            package init(from: Int, to: Int, differences: [CampaignDifference]) {
                self.from = from
                self.to = to
                self.differences = differences
            }
        }

        package static let contract = MethodContract(
            "registry.campaigns.diff", "What one version of a campaign says otherwise than another, place by place.",
            kind: .query, faults: [.campaignUnknown], positional: ["key", "from", "to"])
        package static let examples = [
            Example(
                params: Params(key: "anhui-2026", from: 1, to: 2),
                result: Result(
                    from: 1, to: 2,
                    differences: [
                        CampaignDifference(path: "switches[S2].value", before: "none", after: "forward")
                    ]))
        ]
    }
}

/// One place of a campaign document that is not the same in two versions.
package struct CampaignDifference: Codable, Sendable, Hashable {
    /// `rules[annex3.city].deadline`: items of lists by their key, code or unit where they have one.
    package let path: String
    /// Null where there was nothing.
    package let before: JSONValue?
    /// Null where there is nothing any more.
    package let after: JSONValue?

    package init(path: String, before: JSONValue?, after: JSONValue?) {
        self.path = path
        self.before = before
        self.after = after
    }
}
