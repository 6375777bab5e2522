package import Values

extension ReportingAPI {
    /// Erases the personal fields (names, telephones) of everything that was filed in a campaign until now, drafts included:
    /// for when it is over. Figures, texts, digests and receipts stay; the fields are null from then on, for everybody.
    package enum ErasePersonal: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The campaign.
            package let campaign: CampaignKey
            /// Why: a decision, a document. Stands with the erasure, so no personal data belongs in it.
            package let reason: String

            package init(campaign: CampaignKey, reason: String) {
                self.campaign = campaign
                self.reason = reason
            }
        }

        package typealias Result = PersonalErasure

        package static let contract = MethodContract(
            "reporting.personal.erase", "Erases the personal fields of everything filed in a campaign until now.",
            kind: .mutation, access: .roles([.provinceAdmin]), faults: [.reasonRequired])
        package static let examples = [
            Example(
                params: Params(campaign: "anhui-2026", reason: "活动结束，按保存期限删除"),
                result: PersonalErasure(
                    campaign: "anhui-2026", at: Instant(microseconds: 1_798_732_800_000_000), by: "administrator",
                    reason: "活动结束，按保存期限删除", keys: 1))
        ]
    }
}

/// That a campaign's personal fields were erased; stands in the change feed as `personalData`.
package struct PersonalErasure: Codable, Sendable, Hashable {
    /// The campaign.
    package let campaign: CampaignKey
    /// What was filed until then is erased; what is filed later is not.
    package let at: Instant
    /// Who did it.
    package let by: String
    /// Why.
    package let reason: String
    /// How many keys were erased, and with each what stood under it; 0: there was nothing left.
    package let keys: Int

    package init(campaign: CampaignKey, at: Instant, by: String, reason: String, keys: Int) {
        self.campaign = campaign
        self.at = at
        self.by = by
        self.reason = reason
        self.keys = keys
    }
}
