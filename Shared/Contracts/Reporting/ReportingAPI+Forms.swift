package import Values

extension ReportingAPI {
    /// Publishes a form, or says that this very form is the newest version already.
    package enum PublishForm: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The campaign.
            package let campaign: CampaignKey
            /// The form itself.
            package let form: FormDefinition

            package init(
                campaign: CampaignKey, form: FormDefinition
            ) {
                self.campaign = campaign
                self.form = form
            }
        }
        package typealias Result = FormPublication
        package static let contract = MethodContract(
            "reporting.forms.publish",
            "A new version of a form; what was submitted on earlier versions stays as it is.", kind: .mutation,
            access: .roles([.provinceAdmin]), faults: [.formInvalid])
        package static let examples = [
            Example(
                params: Params(campaign: "anhui-2026", form: .example),
                result: FormPublication(version: .example, unchanged: false))
        ]
    }

    /// One version of a form.
    package enum GetForm: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The campaign.
            package let campaign: CampaignKey
            /// The form.
            package let form: FormKey
            /// Absent: the newest.
            package let version: Int?

            package init(
                campaign: CampaignKey, form: FormKey, version: Int? = nil
            ) {
                self.campaign = campaign
                self.form = form
                self.version = version
            }
        }
        package typealias Result = FormVersion
        package static let contract = MethodContract(
            "reporting.forms.get", "One version of a form, the newest if none is named.", kind: .query,
            faults: [.formUnknown])
        package static let examples = [
            Example(params: Params(campaign: "anhui-2026", form: "annex3"), result: FormVersion.example)
        ]
    }

    /// The newest version of each form of a campaign, without the fields.
    package enum ListForms: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The campaign.
            package let campaign: CampaignKey
            /// `next` of the page before.
            package let after: String?
            /// 1…500, default 100.
            package let limit: Int?

            package init(
                campaign: CampaignKey, after: String? = nil, limit: Int? = nil
            ) {
                self.campaign = campaign
                self.after = after
                self.limit = limit
            }
        }
        package typealias Result = Page<FormSummary>
        package static let contract = MethodContract(
            "reporting.forms.list", "The forms of a campaign in their newest versions, by key.", kind: .query)
        package static let examples = [
            Example(params: Params(campaign: "anhui-2026"), result: Page(items: [FormSummary.example], next: nil))
        ]
    }
}

/// A published form; it never changes.
package struct FormVersion: Codable, Sendable, Hashable {
    /// The campaign.
    package let campaign: CampaignKey
    /// From 1.
    package let version: Int
    /// SHA-256 of the canonical form, in hexadecimal.
    package let digest: String
    /// When it was published.
    package let publishedAt: Instant
    /// The form itself.
    package let form: FormDefinition

    package init(
        campaign: CampaignKey, version: Int, digest: String, publishedAt: Instant, form: FormDefinition
    ) {
        self.campaign = campaign
        self.version = version
        self.digest = digest
        self.publishedAt = publishedAt
        self.form = form
    }
}

/// What publishing a form did.
package struct FormPublication: Codable, Sendable, Hashable {
    /// The newest version.
    package let version: FormVersion
    /// The newest version was this very form already; nothing was written.
    package let unchanged: Bool
    /// Drafts that are for the new version now. What was filed stays as it was filed.
    package let draftsMigrated: Int
    /// Those of them that lost something: 500 at most, by submission.
    package let losses: [DraftLoss]

    package init(
        version: FormVersion, unchanged: Bool, draftsMigrated: Int = 0, losses: [DraftLoss] = []
    ) {
        self.version = version
        self.unchanged = unchanged
        self.draftsMigrated = draftsMigrated
        self.losses = losses
    }

    /// A draft with members the new version has no field for.
    package struct DraftLoss: Codable, Sendable, Hashable {
        /// The submission.
        package let submission: ID<Submission>
        /// Who is writing it.
        package let unit: UnitKey
        /// What was taken out, as paths in the payload.
        package let paths: [String]

        package init(
            submission: ID<Submission>, unit: UnitKey, paths: [String]
        ) {
            self.submission = submission
            self.unit = unit
            self.paths = paths
        }
    }
}

/// A form in a list.
package struct FormSummary: Codable, Sendable, Hashable {
    /// The campaign.
    package let campaign: CampaignKey
    /// The form's key.
    package let key: FormKey
    /// As people read it.
    package let title: String
    /// From 1.
    package let version: Int
    /// The issuer's text or a reconstruction.
    package let origin: FormOrigin
    /// How many fields it has.
    package let fieldCount: Int
    /// When it was published.
    package let publishedAt: Instant

    package init(
        campaign: CampaignKey, key: FormKey, title: String, version: Int, origin: FormOrigin, fieldCount: Int,
        publishedAt: Instant
    ) {
        self.campaign = campaign
        self.key = key
        self.title = title
        self.version = version
        self.origin = origin
        self.fieldCount = fieldCount
        self.publishedAt = publishedAt
    }
}
