import Shared

/// What the braces of a template stand for, as `TemplateUse` names them. Pure.
struct TemplateFilling {
    private let values: [(String, String)]

    /// - Parameter entries: of one topic: one event, or obligations of one rule and due time; not empty.
    init(_ entries: [DigestMessage.Entry], _ campaign: CampaignDocument, _ words: MessageWords) {
        switch entries[0].content {
        case .owed(let owed):
            values = Self.values(owed, of: entries.compactMap(\.obligation), campaign, words)
        case .event(let event, let names): values = Self.values(event, names, campaign, words)
        }
    }

    private static func values(
        _ owed: DigestMessage.Entry.Owed, of obligations: [Obligation], _ campaign: CampaignDocument,
        _ words: MessageWords
    ) -> [(String, String)] {
        let obligation = owed.obligation
        let track = campaign.track(obligation.track)
        let rule = campaign.rule(obligation.rule)
        return [
            ("{campaign}", campaign.notice.title), ("{track}", track?.name ?? obligation.track.rawValue),
            ("{unit}", obligation.unit.name), ("{item}", obligation.name),
            ("{due}", obligation.effectiveDue.map(words.due) ?? words.unlimited),
            ("{have}", "\(obligation.have)"), ("{need}", "\(obligation.quota)"),
            ("{missing}", obligations.map(\.unit.name).joined(separator: words.nameSeparator)),
            ("{receiver}", campaign.receiver(of: obligation)),
            ("{clause}", rule.map { "\($0.clause)“\($0.quote)”" } ?? ""),
            ("{before}", owed.before.map(words.due) ?? words.unlimited),
            ("{dueBack}", owed.dueBack.map(words.due) ?? words.unlimited), ("{reason}", owed.reason),
        ]
    }

    private static func values(
        _ event: Event, _ names: EventNames, _ campaign: CampaignDocument, _ words: MessageWords
    ) -> [(String, String)] {
        let sessions = event.content.sessions.sorted { $0.start < $1.start }
        let places = sessions.compactMap(names.place)
        var known: Set<String> = []
        let track = event.content.tracks.first
        return [
            ("{campaign}", campaign.notice.title),
            ("{track}", track.map { campaign.track($0)?.name ?? $0.rawValue } ?? ""),
            ("{event}", event.content.title), ("{host}", names.host(of: event)),
            ("{time}", sessions.map(words.time).joined(separator: words.nameSeparator)),
            (
                "{place}",
                places.isEmpty
                    ? words.onlinePlace
                    : places.filter { known.insert($0).inserted }.joined(separator: words.nameSeparator)
            ),
            ("{reason}", event.reason ?? ""),
        ]
    }

    /// One pass, so that a value that holds braces is not filled again.
    func fill(_ template: String) -> String {
        var filled = ""
        var rest = template[...]
        while let brace = rest.utf8.firstIndex(of: UInt8(ascii: "{")) {
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
