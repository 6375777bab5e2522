import Shared

/// The words of one digest: every open obligation of one recipient, each in the words of its step, and all of them in a
/// list that says what is owed by when, why, what to do and whom to ask (M7, N30). Pure.
struct DigestMessage: Sendable, Equatable {
    let subject: String
    /// Lines end in `\n`.
    let text: String
    /// What stands before the list.
    private let paragraphs: [String]
    private let list: DigestList
    /// The same as a page without scripts, pictures or links: it renders alike everywhere and loads nothing.
    let html: String

    /// One obligation as it stands at the moment the message leaves.
    struct Entry: Sendable {
        let obligation: Obligation
        let template: CampaignDocument.Template
    }

    /// - Parameters:
    ///   - entries: not empty, in the order in which they are due.
    ///   - now: for “two days left”: when the message leaves.
    init(_ entries: [Entry], campaign: CampaignDocument, now: Instant) {
        let rendered = Self.paragraphs(entries).map { group in
            let words = Words(group.map(\.obligation), campaign)
            return (subject: words.fill(group[0].template.subject), text: words.fill(group[0].template.text))
        }
        let owing = Set(entries.map(\.obligation.unit.key)).count
        if rendered.count == 1 {
            subject = rendered[0].subject
        } else if owing > 1 {
            subject = "【\(campaign.notice.number)】\(owing)个单位共\(entries.count)项材料尚未报送"
        } else {
            subject = "【\(campaign.notice.number)】您单位有\(entries.count)项材料待报送"
        }
        let body = rendered.enumerated().map { index, paragraph in
            rendered.count == 1 ? paragraph.text : "\(index + 1). \(paragraph.text)"
        }
        paragraphs = body
        list = DigestList(entries.map(\.obligation), campaign: campaign, now: now)
        let footer = [
            "依据：《\(campaign.notice.title)》（\(campaign.notice.number)）", "本消息由系统自动发送，请勿直接回复。",
        ]
        text = (body + [list.text, footer.joined(separator: "\n")]).joined(separator: "\n\n") + "\n"
        html = DigestPage.html(title: subject, paragraphs: body, list: list, footer: footer)
    }

    /// Subject, words and as many rows of the list as fit, for receivers that take little.
    ///
    /// - Parameter limit: bytes of UTF-8, at least 256.
    func shortText(atMost limit: Int) -> String {
        let full = ([subject] + paragraphs + [list.text]).joined(separator: "\n\n")
        if full.utf8.count <= limit { return full }
        let notice = "……内容过长，请登录系统查看全部\(list.rows.count + list.omitted)项。"
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
            let speaksOfOne = entry.template.text.contains("{unit}")
            let topic = Topic(
                rule: entry.obligation.rule, template: entry.template.key, due: entry.obligation.effectiveDue,
                unit: speaksOfOne ? entry.obligation.unit.key : nil)
            if groups[topic] == nil { order.append(topic) }
            groups[topic, default: []].append(entry)
        }
        return order.compactMap { groups[$0] }
    }

    private struct Topic: Hashable {
        let rule: RuleKey
        let template: TemplateKey
        let due: Instant?
        let unit: UnitKey?
    }

    /// What the braces of a template stand for.
    private struct Words {
        private let values: [(String, String)]

        /// - Parameter obligations: of one rule and due time; not empty.
        init(_ obligations: [Obligation], _ campaign: CampaignDocument) {
            let obligation = obligations[0]
            let track = campaign.track(obligation.track)
            let rule = campaign.rule(obligation.rule)
            values = [
                ("{campaign}", campaign.notice.title), ("{track}", track?.name ?? obligation.track.rawValue),
                ("{unit}", obligation.unit.name), ("{item}", obligation.name),
                ("{due}", obligation.effectiveDue.map { ChineseDate.due($0, in: campaign.zone) } ?? "不限期"),
                ("{have}", "\(obligation.have)"), ("{need}", "\(obligation.quota)"),
                ("{missing}", obligations.map(\.unit.name).joined(separator: "、")),
                ("{receiver}", track?.receiver.name ?? obligation.to.name),
                ("{clause}", rule.map { "\($0.clause)“\($0.quote)”" } ?? ""),
            ]
        }

        /// One pass, so that a value that holds braces is not filled again.
        func fill(_ template: String) -> String {
            var filled = ""
            var rest = template[...]
            while let brace = rest.firstIndex(of: "{") {
                filled += rest[..<brace]
                rest = rest[brace...]
                if let (name, value) = values.first(where: { rest.hasPrefix($0.0) }) {
                    filled += value
                    rest = rest.dropFirst(name.count)
                } else {
                    filled.append("{")
                    rest = rest.dropFirst()
                }
            }
            return filled + rest
        }
    }
}
