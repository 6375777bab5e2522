package import Values

/// A version of the words of steps or notices. The first is the campaign's; whoever sets another one makes the next. A policy in
/// which the campaign's own words are other ones than before makes the next, too, of those that were set.
package struct MessageTemplate: Codable, Sendable, Equatable {
    /// The campaign it belongs to.
    package let campaign: CampaignKey
    /// Steps and notices name it.
    package let key: TemplateKey
    /// What it is written in.
    package let language: CampaignDocument.Language
    /// 0: the campaign's own of the policy in force; from 1 for those that were set. The highest is what messages are written with.
    package let version: Int
    /// The subject line.
    package let subject: String
    /// The body, plain text.
    package let text: String
    /// What it is used for.
    package let uses: [TemplateUse]
    /// What may stand in its braces.
    package let variables: [String]
    /// Who set it, or published the policy that did; null for version 0.
    package let author: String?
    /// When it was set; null for version 0.
    package let at: Instant?

    package init(
        campaign: CampaignKey, key: TemplateKey, language: CampaignDocument.Language, version: Int, subject: String,
        text: String, uses: [TemplateUse], variables: [String], author: String?, at: Instant?
    ) {
        self.campaign = campaign
        self.key = key
        self.language = language
        self.version = version
        self.subject = subject
        self.text = text
        self.uses = uses
        self.variables = variables
        self.author = author
        self.at = at
    }

    package static let example = MessageTemplate(
        campaign: "anhui-2026", key: "due-today", language: .zh, version: 1, subject: "今日截止：{item}",
        text: "{unit}：{item}今日截止（{due}）。", uses: [.reminder], variables: ["due", "item", "unit"],
        author: "province", at: Instant(microseconds: 1_779_152_400_000_000))
}

extension NotificationsAPI {
    /// Sets the words of a template; messages that leave from now on have them. A variable that nothing fills where the
    /// template is used is refused, by its path.
    package enum SetTemplate: RPCMethod {
        package struct Params: Codable, Sendable {
            /// The campaign it belongs to.
            package let campaign: CampaignKey
            /// One that a step or a notice names.
            package let key: TemplateKey
            /// What it is written in.
            package let language: CampaignDocument.Language
            /// 1…200 characters, one line.
            package let subject: String
            /// 1…4,000 characters.
            package let text: String
            /// The version the caller saw: 0 for the campaign's own, or when there is none in this language.
            package let expectVersion: Int

            package init(
                campaign: CampaignKey, key: TemplateKey, language: CampaignDocument.Language, subject: String,
                text: String, expectVersion: Int
            ) {
                self.campaign = campaign
                self.key = key
                self.language = language
                self.subject = subject
                self.text = text
                self.expectVersion = expectVersion
            }
        }
        package typealias Result = MessageTemplate
        package static let contract = MethodContract(
            "notifications.templates.set", "Sets the words of a template, as its next version.", kind: .mutation,
            access: .roles([.provinceAdmin]),
            faults: [.policyUnknownToNotifications, .templateUnknown, .revisionConflict])
        package static let examples = [
            Example(
                params: Params(
                    campaign: "anhui-2026", key: "due-today", language: .zh, subject: "今日截止：{item}",
                    text: "{unit}：{item}今日截止（{due}）。", expectVersion: 0),
                result: MessageTemplate.example)
        ]
    }

    /// A message as it would leave now, with real data: words that are tried, or those in force.
    package enum PreviewTemplate: RPCMethod {
        package struct Params: Codable, Sendable {
            /// The campaign it belongs to.
            package let campaign: CampaignKey
            /// The template.
            package let key: TemplateKey
            /// Absent: the policy's.
            package let language: CampaignDocument.Language?
            /// Words to try; absent: those in force.
            package let subject: String?
            /// Words to try; absent: those in force.
            package let text: String?
            /// What it is filled with; absent: the first that is still owed and that it is used for, or what was given back last, or
            /// what has another due time since last. Words for these need one of which that is so.
            package let obligation: ID<Obligation>?
            /// What it is filled with, for a notice of an event; absent: the one announced last.
            package let event: ID<Event>?

            package init(
                campaign: CampaignKey, key: TemplateKey, language: CampaignDocument.Language? = nil,
                subject: String? = nil, text: String? = nil, obligation: ID<Obligation>? = nil,
                event: ID<Event>? = nil
            ) {
                self.campaign = campaign
                self.key = key
                self.language = language
                self.subject = subject
                self.text = text
                self.obligation = obligation
                self.event = event
            }
        }
        package struct Result: Codable, Sendable, Equatable {
            /// The subject line.
            package let subject: String
            /// As programs show it that show text only.
            package let text: String
            /// As the others show it.
            package let html: String
            /// What is wrong with the words; empty when they could be set.
            package let faults: [Violation]

            package init(subject: String, text: String, html: String, faults: [Violation]) {
                self.subject = subject
                self.text = text
                self.html = html
                self.faults = faults
            }
        }
        package static let contract = MethodContract(
            "notifications.templates.preview", "A message as it would leave now, with real data.", kind: .query,
            access: .roles([.provinceAdmin]),
            faults: [.policyUnknownToNotifications, .templateUnknown, .nothingToPreview])
        package static let examples = [
            Example(
                params: Params(campaign: "anhui-2026", key: "due-today"),
                result: Result(
                    subject: "今日截止：附件3", text: "合肥市教育局：附件3今日截止。\n", html: "<p>合肥市教育局：附件3今日截止。</p>\n",
                    faults: []))
        ]
    }

    /// Templates with all their versions, by key, language and version.
    package enum ListTemplates: RPCMethod {
        package struct Params: Codable, Sendable {
            /// The campaign that is asked about.
            package let campaign: CampaignKey
            /// Only this one.
            package let key: TemplateKey?

            package init(campaign: CampaignKey, key: TemplateKey? = nil) {
                self.campaign = campaign
                self.key = key
            }
        }
        package struct Result: Codable, Sendable, Equatable {
            /// The campaign's own and those that were set, the newest version last; at most 500.
            package let templates: [MessageTemplate]

            package init(templates: [MessageTemplate]) { self.templates = templates }
        }
        package static let contract = MethodContract(
            "notifications.templates.list", "Templates with all their versions.", kind: .query,
            access: .roles([.provinceAdmin, .reader]), faults: [.policyUnknownToNotifications])
        package static let examples = [
            Example(params: Params(campaign: "anhui-2026"), result: Result(templates: [.example]))
        ]
    }
}
