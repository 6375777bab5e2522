import Shared

/// The words of one digest: every open obligation of one recipient, each in the words of its step (M7, N30). Pure.
struct DigestMessage: Sendable, Equatable {
    let subject: String
    let text: String

    /// One obligation as it stands at the moment the message leaves.
    struct Entry: Sendable {
        let obligation: Obligation
        let template: CampaignDocument.Template
    }

    /// - Parameter entries: not empty, in the order in which they are due.
    init(_ entries: [Entry], campaign: CampaignDocument) {
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
        text = """
            \(body.joined(separator: "\n\n"))

            依据：《\(campaign.notice.title)》（\(campaign.notice.number)）
            本邮件由系统自动发送，请勿直接回复。

            """
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

/// Due times as officials write them.
enum ChineseDate {
    /// `2026年5月20日24:00` for the first late instant 2026-05-21T00:00+08:00.
    static func due(_ instant: Instant, in zone: Zone) -> String {
        let time = zone.time(of: instant)
        guard time == .startOfDay else { return "\(day(zone.date(of: instant)))\(time)" }
        return "\(day(zone.date(of: instant).adding(days: -1)))24:00"
    }

    static func day(_ date: CivilDate) -> String {
        let (year, month, day) = date.components
        return "\(year)年\(month)月\(day)日"
    }
}
