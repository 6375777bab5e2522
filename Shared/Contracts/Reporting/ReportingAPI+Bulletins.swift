package import Values

extension ReportingAPI {
    /// Publishes how reporting stands, under the next number.
    package enum IssueBulletin: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// Absent: the campaign that was published last.
            package let campaign: CampaignKey?
            /// Who issues it, about what it is owed. Absent: the campaign's province.
            package let node: UnitKey?
            /// Only this track; absent: all.
            package let track: TrackCode?
            /// The instant it tells about; absent: now. Never ahead.
            package let at: Instant?
            /// 1…200 characters; absent: made of the campaign's title.
            package let title: String?

            package init(
                campaign: CampaignKey? = nil, node: UnitKey? = nil, track: TrackCode? = nil, at: Instant? = nil,
                title: String? = nil
            ) {
                self.campaign = campaign
                self.node = node
                self.track = track
                self.at = at
                self.title = title
            }
        }
        package typealias Result = Bulletin
        package static let contract = MethodContract(
            "reporting.bulletins.issue",
            "Issues the next bulletin of a node: it fixes `at` and `knownAt`, and can be made again byte for byte.",
            kind: .mutation,
            access: .scoped(.lead, [.unit("node", track: "track")]),
            faults: [.campaignUnpublished, .unitUnknownHere, .bulletinAhead])
        package static let examples = [
            Example(params: Params(track: "vocational"), result: Bulletin.example)
        ]
    }

    /// One bulletin.
    package enum GetBulletin: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// Absent: the campaign that was published last.
            package let campaign: CampaignKey?
            /// Who issued it. Absent: the campaign's province.
            package let node: UnitKey?
            /// From 1.
            package let number: Int

            package init(
                campaign: CampaignKey? = nil, node: UnitKey? = nil, number: Int
            ) {
                self.campaign = campaign
                self.node = node
                self.number = number
            }
        }
        package typealias Result = Bulletin
        package static let contract = MethodContract(
            "reporting.bulletins.get",
            "A bulletin as it was issued, and whether what is stored today still gives it byte for byte.",
            kind: .query, faults: [.campaignUnpublished, .bulletinUnknown])
        package static let examples = [Example(params: Params(number: 1), result: Bulletin.example)]
    }

    /// Bulletins by page, without their texts.
    package enum ListBulletins: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// Absent: the campaign that was published last.
            package let campaign: CampaignKey?
            /// Who issued them. Absent: the campaign's province.
            package let node: UnitKey?
            /// `next` of the page before.
            package let after: String?
            /// 1…500, default 100.
            package let limit: Int?

            package init(
                campaign: CampaignKey? = nil, node: UnitKey? = nil, after: String? = nil, limit: Int? = nil
            ) {
                self.campaign = campaign
                self.node = node
                self.after = after
                self.limit = limit
            }
        }
        package typealias Result = Page<BulletinSummary>
        package static let contract = MethodContract(
            "reporting.bulletins.list", "The bulletins of a node by number, without their texts.", kind: .query,
            faults: [.campaignUnpublished])
        package static let examples = [
            Example(params: Params(), result: Page(items: [Bulletin.example.summary], next: nil))
        ]
    }
}

/// A numbered statement of how reporting stood (通报). Its text is a pure function of `at`, `knownAt` and the campaign's
/// version.
package struct Bulletin: Codable, Sendable, Hashable {
    /// What lists show.
    package let summary: BulletinSummary
    /// Chinese, UTF-8, lines ended by a line feed.
    package let text: String
    /// Who is named in it as still owing something, by key, with where it is told what they were reminded of.
    package let missing: [Missing]
    /// Whether the text made anew from what is stored is the same byte for byte; null in the answer of `issue`.
    package let reproduced: Bool?

    package init(
        summary: BulletinSummary, text: String, missing: [Missing], reproduced: Bool? = nil
    ) {
        self.summary = summary
        self.text = text
        self.missing = missing
        self.reproduced = reproduced
    }

    /// A unit that still owed something.
    package struct Missing: Codable, Sendable, Hashable {
        /// As it was called then.
        package let unit: UnitBrief
        /// What it owed, by id.
        package let obligations: [ID<Obligation>]
        /// `notifications.explain` of the unit.
        package let reminders: MethodCall

        package init(
            unit: UnitBrief, obligations: [ID<Obligation>], reminders: MethodCall
        ) {
            self.unit = unit
            self.obligations = obligations
            self.reminders = reminders
        }
    }
}

/// A bulletin without its text.
package struct BulletinSummary: Codable, Sendable, Hashable {
    /// The campaign.
    package let campaign: CampaignKey
    /// Who issued it.
    package let node: UnitKey
    /// From 1, without gaps.
    package let number: Int
    /// As printed above it.
    package let title: String
    /// Null: all tracks.
    package let track: TrackCode?
    /// The instant it tells about.
    package let at: Instant
    /// What had been committed by then; nothing that comes later is in it.
    package let knownAt: Instant
    /// Whose names of items it uses.
    package let campaignVersion: Int
    /// SHA-256 of the text, in hexadecimal.
    package let digest: String
    /// The principal.
    package let by: String
    /// When it was issued.
    package let issuedAt: Instant

    package init(
        campaign: CampaignKey, node: UnitKey, number: Int, title: String, track: TrackCode? = nil, at: Instant,
        knownAt: Instant, campaignVersion: Int, digest: String, by: String, issuedAt: Instant
    ) {
        self.campaign = campaign
        self.node = node
        self.number = number
        self.title = title
        self.track = track
        self.at = at
        self.knownAt = knownAt
        self.campaignVersion = campaignVersion
        self.digest = digest
        self.by = by
        self.issuedAt = issuedAt
    }
}
