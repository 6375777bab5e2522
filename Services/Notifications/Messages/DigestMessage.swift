import Shared

/// The words of one digest: every open obligation that one recipient is told of in a window, each in the words of its step, and
/// all of them in a list that says what is owed by when, why, what to do and whom to ask (M7, N30); and what else they are
/// told. Pure.
struct DigestMessage: Sendable, Equatable {
    /// The weeks it speaks of, for the line that says who sends: `职业教育活动周`.
    let sender: String
    /// Without line breaks.
    let subject: String
    /// Lines end in `\n`.
    let text: String
    /// What stands before the list.
    private let paragraphs: [String]
    private let list: DigestList
    /// The same as a page without scripts, pictures or links: it renders alike everywhere and loads nothing.
    let html: String

    /// One thing that is told, as it stands at the moment the message leaves, and in which words.
    struct Entry: Sendable {
        let content: Content
        let template: CampaignDocument.Template

        enum Content: Sendable {
            case owed(Owed)
            case event(Event, EventNames)
        }

        /// An obligation, and what a change or a return adds to it.
        struct Owed: Sendable {
            let obligation: Obligation
            /// The due time that no longer holds.
            let before: Instant?
            /// By when what was given back is to be filed again.
            let dueBack: Instant?
            /// Why it was given back.
            let reason: String
        }

        init(
            obligation: Obligation, template: CampaignDocument.Template, before: Instant? = nil,
            dueBack: Instant? = nil, reason: String? = nil
        ) {
            content = .owed(Owed(obligation: obligation, before: before, dueBack: dueBack, reason: reason ?? ""))
            self.template = template
        }

        init(event: Event, names: EventNames, template: CampaignDocument.Template) {
            content = .event(event, names)
            self.template = template
        }

        var obligation: Obligation? { if case .owed(let owed) = content { owed.obligation } else { nil } }

        var tracks: [TrackCode] {
            switch content {
            case .owed(let owed): [owed.obligation.track]
            case .event(let event, _): event.content.tracks
            }
        }
    }

    /// - Parameters:
    ///   - entries: not empty, in the order in which they are due.
    ///   - now: for “two days left”: when the message leaves.
    init(
        _ entries: [Entry], campaign: CampaignDocument, language: CampaignDocument.Language = .zh, now: Instant
    ) {
        let words = MessageWords(language: language, zone: campaign.zone)
        let rendered = Self.paragraphs(entries).map { group in
            let filling = TemplateFilling(group, campaign, words)
            return (subject: filling.fill(group[0].template.subject), text: filling.fill(group[0].template.text))
        }
        let obligations = entries.compactMap(\.obligation)
        let subject =
            rendered.count == 1
            ? rendered[0].subject
            : words.subject(
                campaign.notice.number, units: Set(obligations.map(\.unit.key)).count,
                items: Set(obligations.map(\.id)).count, events: entries.count - obligations.count)
        let body = rendered.enumerated().map { index, paragraph in
            rendered.count == 1 ? paragraph.text : "\(index + 1). \(paragraph.text)"
        }
        self.init(
            sender: campaign.sender(of: Set(entries.flatMap(\.tracks)), words), subject: subject, paragraphs: body,
            list: DigestList(obligations, campaign: campaign, words: words, now: now), campaign: campaign)
    }

    private init(
        sender: String, subject: String, paragraphs: [String], list: DigestList, campaign: CampaignDocument
    ) {
        let subject = subject.onOneLine
        self.sender = sender
        self.subject = subject
        self.paragraphs = paragraphs
        self.list = list
        let footer = [list.words.basis(campaign.notice), list.words.automatic]
        let parts = paragraphs + [list.text, footer.joined(separator: "\n")].filter { !$0.isEmpty }
        text = parts.joined(separator: "\n\n") + "\n"
        html = DigestPage.html(title: subject, paragraphs: paragraphs, list: list, footer: footer)
    }

    /// What tries a channel: it owes nobody anything and says so.
    static func test(of campaign: CampaignDocument) -> DigestMessage {
        let words = MessageWords(language: campaign.reminders.language ?? .zh, zone: campaign.zone)
        let text =
            switch words.language {
            case .zh: "这是一条测试消息，用于确认本渠道可以收到提醒，无须办理任何事项。"
            case .en: "This is a test message: it shows that reminders arrive here. There is nothing to do."
            }
        return DigestMessage(
            sender: campaign.sender(of: [], words),
            subject: words.language == .zh ? "【\(campaign.notice.number)】渠道测试" : "[\(campaign.notice.number)] Test",
            paragraphs: [text], list: DigestList([], campaign: campaign, words: words, now: .min), campaign: campaign)
    }

    /// Subject, words and as many rows of the list as fit, for receivers that take little.
    ///
    /// - Parameter limit: bytes of UTF-8, at least 256.
    func shortText(atMost limit: Int) -> String {
        let full = ([subject] + paragraphs + [list.text].filter { !$0.isEmpty }).joined(separator: "\n\n")
        if full.utf8.count <= limit { return full }
        let notice = list.words.cut(list.rows.count + list.omitted)
        var short = ""
        for line in full.split(separator: "\n", omittingEmptySubsequences: false) {
            guard short.utf8.count + line.utf8.count + 1 + notice.utf8.count <= limit else { break }
            short += line + "\n"
        }
        return short + notice
    }

    /// Words that speak of one unit are said for each; words that do not are said once for all units that owe the same
    /// by the same time, with their names in `{missing}` (M9: escalation names who).
    private static func paragraphs(_ entries: [Entry]) -> [[Entry]] {
        var order: [Topic] = []
        var groups: [Topic: [Entry]] = [:]
        for entry in entries {
            let topic = Topic(entry)
            if groups[topic] == nil { order.append(topic) }
            groups[topic, default: []].append(entry)
        }
        return order.compactMap { groups[$0] }
    }

    private struct Topic: Hashable {
        let rule: RuleKey?
        let template: TemplateKey
        let due: Instant?
        let dueBack: Instant?
        /// What only some of the words say: nil where these do not.
        let before: Instant?
        let reason: String?
        let unit: UnitKey?
        let event: ID<Event>?

        init(_ entry: Entry) {
            template = entry.template.key
            switch entry.content {
            case .owed(let owed):
                let words = entry.template.subject + entry.template.text
                let speaksOfOne = entry.template.text.contains("{unit}")
                before = words.contains("{before}") ? owed.before : nil
                reason = words.contains("{reason}") ? owed.reason : nil
                (rule, due, dueBack) = (owed.obligation.rule, owed.obligation.effectiveDue, owed.dueBack)
                (unit, event) = (speaksOfOne ? owed.obligation.unit.key : nil, nil)
            case .event(let event, _):
                (rule, due, dueBack, unit, self.event) = (nil, nil, nil, nil, event.id)
                (before, reason) = (nil, nil)
            }
        }
    }
}

extension CampaignDocument {
    /// The names of these tracks, or of all where none of them is the campaign's, in its order; its number where it has no track.
    fileprivate func sender(of wanted: Set<TrackCode>, _ words: MessageWords) -> String {
        let known = tracks.filter { wanted.contains($0.code) }
        var names: [String] = []
        for track in known.isEmpty ? tracks : known where !names.contains(track.name) { names.append(track.name) }
        return names.isEmpty ? notice.number : names.joined(separator: words.nameSeparator)
    }
}
