package import Values

extension ReportingAPI {
    /// Takes a material.
    package enum AcceptMaterial: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The material.
            package let id: ID<Material>

            package init(
                id: ID<Material>
            ) {
                self.id = id
            }
        }
        package typealias Result = MaterialReceipt
        package static let contract = MethodContract(
            "reporting.materials.accept", "Takes a material; nobody takes their own (Q13).", kind: .mutation,
            access: .scoped(.review, [.entity(.material, "id")]),
            faults: [.materialUnknown, .materialStateWrong, .ownSubmission])
        package static let examples = [
            Example(params: Params(id: Material.example.id), result: MaterialReceipt.example)
        ]
    }

    /// Picks a material out for publication.
    package enum ShortlistMaterial: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The material.
            package let id: ID<Material>
            /// Why it is worth showing.
            package let reason: String

            package init(
                id: ID<Material>, reason: String
            ) {
                self.id = id
                self.reason = reason
            }
        }
        package typealias Result = MaterialReceipt
        package static let contract = MethodContract(
            "reporting.materials.shortlist", "Picks an accepted material out for publication, with the reason.",
            kind: .mutation,
            access: .scoped(.review, [.entity(.material, "id")]),
            faults: [.materialUnknown, .materialStateWrong, .reasonRequired, .ownSubmission])
        package static let examples = [
            Example(params: Params(id: Material.example.id, reason: "图文俱佳"), result: MaterialReceipt.example)
        ]
    }

    /// Publishes a material on a channel.
    package enum PublishMaterial: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The material.
            package let id: ID<Material>
            /// One of the campaign's vocabulary `channels`.
            package let channel: TermCode
            /// As it is titled there, 1…200 characters; absent: as it was sent.
            package let title: String?
            /// Where it can be read; absent: not on the web.
            package let link: String?
            /// Who holds the rights and what may be done with it; absent: as it was sent. Without any it is not published.
            package let rights: String?

            package init(
                id: ID<Material>, channel: TermCode, title: String? = nil, link: String? = nil, rights: String? = nil
            ) {
                self.id = id
                self.channel = channel
                self.title = title
                self.link = link
                self.rights = rights
            }
        }
        package typealias Result = MaterialReceipt
        package static let contract = MethodContract(
            "reporting.materials.publish",
            "Publishes a shortlisted material on a named channel, once on each; rights and captions must be there (N20).",
            kind: .mutation,
            access: .scoped(.review, [.entity(.material, "id")]),
            faults: [
                .materialUnknown, .materialStateWrong, .materialRights, .materialInvalid, .channelUnknown,
                .alreadyPublished, .ownSubmission,
            ])
        package static let examples = [
            Example(
                params: Params(id: Material.example.id, channel: "province-site", rights: "报送单位授权刊发"),
                result: MaterialReceipt.example)
        ]
    }

    /// Takes a publication back.
    package enum UnpublishMaterial: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The material.
            package let id: ID<Material>
            /// The channel it stands on.
            package let channel: TermCode
            /// Why it goes.
            package let reason: String

            package init(
                id: ID<Material>, channel: TermCode, reason: String
            ) {
                self.id = id
                self.channel = channel
                self.reason = reason
            }
        }
        package typealias Result = MaterialReceipt
        package static let contract = MethodContract(
            "reporting.materials.unpublish",
            "Takes a material off a channel, with a reason; what was published there stays known.",
            kind: .mutation,
            access: .scoped(.review, [.entity(.material, "id")]),
            faults: [.materialUnknown, .materialStateWrong, .reasonRequired])
        package static let examples = [
            Example(
                params: Params(id: Material.example.id, channel: "province-site", reason: "报送单位来函"),
                result: MaterialReceipt.example)
        ]
    }

    /// What outsiders may see.
    package enum ListPublished: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// Absent: the campaign that was published last.
            package let campaign: CampaignKey?
            /// Only this channel; absent: all.
            package let channel: TermCode?
            /// Only this kind; absent: both.
            package let kind: MaterialKind?
            /// `next` of the page before.
            package let after: String?
            /// 1…500, default 100.
            package let limit: Int?

            package init(
                campaign: CampaignKey? = nil, channel: TermCode? = nil, kind: MaterialKind? = nil, after: String? = nil,
                limit: Int? = nil
            ) {
                self.campaign = campaign
                self.channel = channel
                self.kind = kind
                self.after = after
                self.limit = limit
            }
        }
        package typealias Result = Page<PublishedMaterial>
        package static let contract = MethodContract(
            "reporting.materials.published",
            "What was published, newest first: titles, texts, captions and rights; nothing else of what was sent.",
            kind: .query, faults: [.campaignUnpublished])
        package static let examples = [
            Example(
                params: Params(channel: "province-site"), result: Page(items: [PublishedMaterial.example], next: nil))
        ]
    }
}

/// Where a material was published.
package struct Publication: Codable, Sendable, Hashable {
    /// A term of the campaign's vocabulary `channels`.
    package let channel: TermCode
    /// As it is titled there.
    package let title: String
    /// Where it can be read; null when it is not on the web.
    package let link: String?
    /// Who holds the rights and what may be done with it.
    package let rights: String
    /// Since when it stands there.
    package let at: Instant

    package init(
        channel: TermCode, title: String, link: String? = nil, rights: String, at: Instant
    ) {
        self.channel = channel
        self.title = title
        self.link = link
        self.rights = rights
        self.at = at
    }
}

/// A published material as outsiders see it: without who sent it and without what was not published.
package struct PublishedMaterial: Codable, Sendable, Hashable {
    /// The material.
    package let id: ID<Material>
    /// What it was sent as.
    package let kind: MaterialKind
    /// The unit's name as it was when it was published.
    package let unit: String
    /// Where it stands and as what.
    package let publication: Publication
    /// The channel's name.
    package let channelName: String
    /// The text.
    package let text: String
    /// Pictures, videos and documents with their captions.
    package let attachments: [Attachment]

    package init(
        id: ID<Material>, kind: MaterialKind, unit: String, publication: Publication, channelName: String, text: String,
        attachments: [Attachment]
    ) {
        self.id = id
        self.kind = kind
        self.unit = unit
        self.publication = publication
        self.channelName = channelName
        self.text = text
        self.attachments = attachments
    }
}

/// A material on its way, as the feed tells it: without its text.
package struct MaterialNews: Codable, Sendable, Hashable {
    /// The material.
    package let id: ID<Material>
    /// The campaign.
    package let campaign: CampaignKey
    /// Who owes.
    package let unit: UnitKey
    /// What it was sent as.
    package let kind: MaterialKind
    /// As people read it.
    package let title: String
    /// Where it is on its way.
    package let state: MaterialState
    /// Where it stands; empty before it is published.
    package let publications: [Publication]
    /// What is to be done about it; null but in the change that gives it back.
    package let returned: Returned?

    /// How a material was given back.
    package struct Returned: Codable, Sendable, Hashable {
        /// When.
        package let at: Instant
        /// What is wrong, for the one who sent it.
        package let reason: String
        /// By when it is to come back.
        package let dueBackAt: Instant
        /// What it counted for and counts for no more: the obligation it was sent for, and those it was carried to.
        package let obligations: [ID<Obligation>]

        package init(at: Instant, reason: String, dueBackAt: Instant, obligations: [ID<Obligation>]) {
            self.at = at
            self.reason = reason
            self.dueBackAt = dueBackAt
            self.obligations = obligations
        }
    }

    package init(_ material: Material, returned: Returned? = nil) {
        id = material.id
        campaign = material.campaign
        unit = material.unit
        kind = material.kind
        title = material.title
        state = material.state
        publications = material.publications
        self.returned = returned
    }
}
