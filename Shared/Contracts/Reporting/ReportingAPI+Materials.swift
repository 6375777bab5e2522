package import Values

extension ReportingAPI {
    /// Sends a promotional material or a case.
    package enum SubmitMaterial: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The campaign.
            package let campaign: CampaignKey
            /// Who owes.
            package let unit: UnitKey
            /// What it is sent as.
            package let kind: MaterialKind
            /// 1…200 characters.
            package let title: String
            /// 1…20,000 characters.
            package let text: String
            /// Who holds the rights and what may be done with it.
            package let rights: String?
            /// Pictures, videos and documents that the unit has stored (`reporting.blobs.commit`).
            package let attachments: [Attachment]?
            /// When the client says it was done; kept, never used.
            package let claimedAt: Instant?
            /// The unit it is sent for, when its upper level sends in its place (代报).
            package let onBehalfOf: UnitKey?

            package init(
                campaign: CampaignKey, unit: UnitKey, kind: MaterialKind, title: String, text: String,
                rights: String? = nil, attachments: [Attachment]? = nil, claimedAt: Instant? = nil,
                onBehalfOf: UnitKey? = nil
            ) {
                self.campaign = campaign
                self.unit = unit
                self.kind = kind
                self.title = title
                self.text = text
                self.rights = rights
                self.attachments = attachments
                self.claimedAt = claimedAt
                self.onBehalfOf = onBehalfOf
            }
        }
        package typealias Result = MaterialReceipt
        package static let contract = MethodContract(
            "reporting.materials.submit",
            "Sends a material or a case; it counts once, whatever id or title the same content has.", kind: .mutation,
            access: .scoped(.file, [.unit("unit")]),
            faults: [
                .obligationUnknown, .obligationNotOpen, .obligationClosed, .nilAttested, .materialInvalid,
                .attachmentMissing,
            ])
        package static let examples = [
            Example(
                params: Params(
                    campaign: "anhui-2026", unit: "moe:4134013343", kind: .promotional, title: "校园开放日侧记",
                    text: "5月12日，学校向社会开放实训基地。"),
                result: MaterialReceipt.example)
        ]
    }

    /// Materials by page.
    package enum ListMaterials: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// Absent: the campaign that was published last.
            package let campaign: CampaignKey?
            /// Who owes.
            package let unit: UnitKey?
            /// Only this kind; absent: both.
            package let kind: MaterialKind?
            /// Any of these.
            package let state: [MaterialState]?
            /// `next` of the page before.
            package let after: String?
            /// 1…500, default 100.
            package let limit: Int?

            package init(
                campaign: CampaignKey? = nil, unit: UnitKey? = nil, kind: MaterialKind? = nil,
                state: [MaterialState]? = nil, after: String? = nil, limit: Int? = nil
            ) {
                self.campaign = campaign
                self.unit = unit
                self.kind = kind
                self.state = state
                self.after = after
                self.limit = limit
            }
        }
        package typealias Result = Page<Material>
        package static let contract = MethodContract(
            "reporting.materials.list", "Materials and cases that fit all filters, in the order of their ids.",
            kind: .query,
            access: .scoped(.read, [.list]),
            faults: [.campaignUnpublished])
        package static let examples = [
            Example(
                params: Params(unit: "moe:4134013343", kind: .promotional),
                result: Page(items: [Material.example], next: nil))
        ]
    }

    /// Gives a material back; it stops counting.
    package enum ReturnMaterial: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The material.
            package let id: ID<Material>
            /// What is wrong, for the one who sent it.
            package let reason: String
            /// By when it is to come back; absent: the end of the third working day.
            package let dueBackAt: Instant?

            package init(
                id: ID<Material>, reason: String, dueBackAt: Instant? = nil
            ) {
                self.id = id
                self.reason = reason
                self.dueBackAt = dueBackAt
            }
        }
        package typealias Result = MaterialReceipt
        package static let contract = MethodContract(
            "reporting.materials.return",
            "Gives a material back with a reason: it stops counting and the obligation is open again.", kind: .mutation,
            access: .scoped(.review, [.entity(.material, "id")]),
            faults: [.materialUnknown, .materialStateWrong, .ownSubmission, .reasonRequired])
        package static let examples = [
            Example(
                params: Params(id: Material.example.id, reason: "图片缺少说明"), result: MaterialReceipt.example)
        ]
    }

    /// Attests that a unit has nothing to report.
    package enum AttestNil: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The obligation; or give `campaign`, `rule` and `unit`.
            package let obligation: ID<Obligation>?
            /// Absent: the campaign that was published last.
            package let campaign: CampaignKey?
            /// Only this rule; with `campaign` and `unit` it names one obligation.
            package let rule: RuleKey?
            /// Who owes.
            package let unit: UnitKey?
            /// Why there is nothing.
            package let reason: String
            /// The unit it is attested for, when its upper level does so in its place (代报).
            package let onBehalfOf: UnitKey?

            package init(
                obligation: ID<Obligation>? = nil, campaign: CampaignKey? = nil, rule: RuleKey? = nil,
                unit: UnitKey? = nil, reason: String, onBehalfOf: UnitKey? = nil
            ) {
                self.obligation = obligation
                self.campaign = campaign
                self.rule = rule
                self.unit = unit
                self.reason = reason
                self.onBehalfOf = onBehalfOf
            }
        }
        package typealias Result = NilAttestation
        package static let contract = MethodContract(
            "reporting.nil.attest",
            "Attests that there is nothing to report; refused when something that is not zero was filed (Q11).",
            kind: .mutation,
            access: .scoped(.file, [.entity(.obligation, "obligation"), .unit("unit")]),
            faults: [.obligationUnknown, .obligationNotOpen, .obligationClosed, .nilRefused, .reasonRequired])
        package static let examples = [
            Example(
                params: Params(
                    campaign: "anhui-2026", rule: "case-college", unit: "moe:4134013343", reason: "本单位本届未形成案例"),
                result: NilAttestation(obligation: .example, by: "unit:moe:4134013343", receipt: .example))
        ]
    }
}

/// A promotional material or a case as it was sent.
package struct Material: Codable, Sendable, Hashable {
    /// The material.
    package let id: ID<Material>
    /// The campaign.
    package let campaign: CampaignKey
    /// The obligation it is for.
    package let obligation: ID<Obligation>
    /// Who owes.
    package let unit: UnitKey
    /// What it is sent as.
    package let kind: MaterialKind
    /// As people read it.
    package let title: String
    /// The text.
    package let text: String
    /// Who holds the rights and what may be done with it.
    package let rights: String?
    /// Pictures, videos and documents that go with the text.
    package let attachments: [Attachment]
    /// Where it is on its way.
    package let state: MaterialState
    /// Why it was picked out for publication; null before.
    package let shortlistReason: String?
    /// Where it stands; empty before it is published.
    package let publications: [Publication]
    /// Why it was returned; null otherwise.
    package let returnReason: String?
    /// By when it is to come back; null unless it was returned.
    package let dueBackAt: Instant?
    /// When the last byte of the call was read.
    package let receivedAt: Instant
    /// What the client says; kept apart and never used.
    package let claimedAt: Instant?
    /// The principal.
    package let by: String
    /// The unit it was sent for when another one sent it.
    package let onBehalfOf: UnitKey?
    /// SHA-256 over the text and the attachments' digests, without the title: what "the same content" means (Q6).
    package let contentDigest: String
    /// Others with the same content, under whatever title and of whatever unit, as far as the caller may know of them (Q6);
    /// absent in the answers of verbs.
    package let sameContent: [MaterialReceipt.Repeated]?
    /// What the caller may do now: `return`, `accept`, `shortlist`, `publish`, `unpublish`.
    package let may: [String]?
    /// Why the rest may not.
    package let blockedBy: [Blocker]?

    package init(
        id: ID<Material>, campaign: CampaignKey, obligation: ID<Obligation>, unit: UnitKey, kind: MaterialKind,
        title: String, text: String, rights: String? = nil, attachments: [Attachment], state: MaterialState,
        shortlistReason: String? = nil, publications: [Publication] = [], returnReason: String? = nil,
        dueBackAt: Instant? = nil, receivedAt: Instant, claimedAt: Instant? = nil, by: String,
        onBehalfOf: UnitKey? = nil,
        contentDigest: String,
        sameContent: [MaterialReceipt.Repeated]? = nil, may: [String]? = nil,
        blockedBy: [Blocker]? = nil
    ) {
        self.id = id
        self.campaign = campaign
        self.obligation = obligation
        self.unit = unit
        self.kind = kind
        self.title = title
        self.text = text
        self.rights = rights
        self.attachments = attachments
        self.state = state
        self.shortlistReason = shortlistReason
        self.publications = publications
        self.returnReason = returnReason
        self.dueBackAt = dueBackAt
        self.receivedAt = receivedAt
        self.claimedAt = claimedAt
        self.by = by
        self.onBehalfOf = onBehalfOf
        self.contentDigest = contentDigest
        self.sameContent = sameContent
        self.may = may
        self.blockedBy = blockedBy
    }
}

/// Pictures and films that go with a text.
package struct Attachment: Codable, Sendable, Hashable {
    /// SHA-256 of the bytes, 64 hexadecimal digits.
    package let digest: String
    /// Picture, video or document.
    package let type: AttachmentType
    /// Bytes.
    package let size: Int
    /// Who and what it shows, ≤ 100 characters; required for pictures.
    package let caption: String?
    /// Where it was taken, ≤ 100 characters.
    package let place: String?
    /// How long a video is.
    package let seconds: Int?

    package init(
        digest: String, type: AttachmentType, size: Int, caption: String? = nil, place: String? = nil,
        seconds: Int? = nil
    ) {
        self.digest = digest
        self.type = type
        self.size = size
        self.caption = caption
        self.place = place
        self.seconds = seconds
    }
}

/// What an attachment is.
package enum AttachmentType: String, Codable, Sendable, Hashable, CaseIterable {
    case picture
    case video
    case document
}

/// What a material is sent as.
package enum MaterialKind: String, Codable, Sendable, Hashable, CaseIterable {
    /// 宣传材料
    case promotional
    /// 优秀活动案例
    case `case`

    /// The item of the rules it counts for.
    package var item: ItemCode {
        switch self {
        case .promotional: .material
        case .case: .outstandingCase
        }
    }
}

/// Where a material is on its way.
package enum MaterialState: String, Codable, Sendable, Hashable, CaseIterable {
    /// Sent and not decided on.
    case submitted
    /// A reviewer took it.
    case accepted
    /// Picked out for publication.
    case shortlisted
    /// Stands on at least one channel.
    case published
    /// Given back with a reason; it counts no more.
    case returned
}

/// What became of a material and of the obligation it counts for.
package struct MaterialReceipt: Codable, Sendable, Hashable {
    /// As it stands after the call.
    package let material: Material
    /// As it stands after the call.
    package let obligation: Obligation
    /// Other materials with the same content, as far as the caller may know of them: this one does not count beside the
    /// unit's own, and repeats others'.
    package let sameContent: [Repeated]
    /// The signed receipt; only in the answer of `submit`.
    package let receipt: Receipt?

    package init(
        material: Material, obligation: Obligation, sameContent: [Repeated], receipt: Receipt? = nil
    ) {
        self.material = material
        self.obligation = obligation
        self.sameContent = sameContent
        self.receipt = receipt
    }

    /// A material whose content this one has too.
    package struct Repeated: Codable, Sendable, Hashable {
        /// The material.
        package let id: ID<Material>
        /// Who owes.
        package let unit: UnitKey
        /// As people read it.
        package let title: String

        package init(
            id: ID<Material>, unit: UnitKey, title: String
        ) {
            self.id = id
            self.unit = unit
            self.title = title
        }
    }
}

/// What attesting that there is nothing to report leaves behind.
package struct NilAttestation: Codable, Sendable, Hashable {
    /// As it stands after the call.
    package let obligation: Obligation
    /// The principal.
    package let by: String
    /// The unit it was attested for when another one did it.
    package let onBehalfOf: UnitKey?
    /// The signed receipt; absent in a dry run.
    package let receipt: Receipt?

    package init(obligation: Obligation, by: String, onBehalfOf: UnitKey? = nil, receipt: Receipt? = nil) {
        self.obligation = obligation
        self.by = by
        self.onBehalfOf = onBehalfOf
        self.receipt = receipt
    }
}
