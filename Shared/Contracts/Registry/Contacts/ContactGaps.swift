import Values

extension RegistryAPI {
    /// Units that owe something and cannot be told (R5).
    package enum ListContactGaps: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The campaign whose rules are looked at.
            package let campaign: CampaignKey
            /// Only this track; absent: all of the campaign.
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
            kind: .query,
            access: .scoped(.read, [.list]),
            faults: [.campaignUnknown, .trackUnknown],
            positional: ["campaign"])
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
    /// The unit that owes, or would.
    package let unit: UnitKey
    /// Its name now.
    package let name: String
    /// The track on which it owes.
    package let track: TrackCode
    /// Why it cannot be reached.
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
