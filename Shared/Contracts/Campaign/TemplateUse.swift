/// What a template is used for: it decides which variables there are to fill it with.
package enum TemplateUse: String, Codable, Sendable, Hashable, CaseIterable {
    /// Steps of ladders: something is owed.
    case reminder
    /// Steps of the ladder of returned items, and the notice that something was given back.
    case returned
    /// A due time that moved, or an extension.
    case dueChange = "due_change"
    /// What happened to an event.
    case event

    /// The names that may stand in braces.
    package var variables: Set<String> {
        let owed: Set<String> = [
            "campaign", "track", "unit", "item", "due", "have", "need", "missing", "receiver", "clause",
        ]
        return switch self {
        case .reminder: owed
        case .returned: owed.union(["dueBack", "reason"])
        case .dueChange: owed.union(["before"])
        case .event: ["campaign", "track", "event", "time", "place", "host", "reason"]
        }
    }
}

extension CampaignDocument.Reminders {
    /// What a template is used for; empty: no step and no notice names it.
    package func uses(of template: TemplateKey) -> Set<TemplateUse> {
        var uses: Set<TemplateUse> = []
        if ladders.contains(where: { $0.steps.contains { $0.template == template } }) { uses.insert(.reminder) }
        if returned?.contains(where: { $0.template == template }) ?? false { uses.insert(.returned) }
        if let notices {
            if notices.itemReturned == template { uses.insert(.returned) }
            if [notices.dueMoved, notices.extensionGranted].contains(template) { uses.insert(.dueChange) }
            let events = [
                notices.eventAnnounced, notices.eventChanged, notices.eventPostponed, notices.eventCancelled,
            ]
            if events.contains(template) { uses.insert(.event) }
        }
        return uses
    }

    /// What may stand in the braces of a template: what each of its uses can fill. One that is not used may name everything.
    package func variables(for template: TemplateKey) -> Set<String> {
        let uses = uses(of: template)
        guard let first = uses.first else {
            return TemplateUse.allCases.reduce(into: []) { $0.formUnion($1.variables) }
        }
        return uses.reduce(first.variables) { $0.intersection($1.variables) }
    }

    /// Every key that a step or a notice names.
    package var templatesInUse: Set<TemplateKey> {
        let steps = ladders.flatMap(\.steps) + (returned ?? [])
        let named = [
            notices?.eventAnnounced, notices?.eventChanged, notices?.eventPostponed, notices?.eventCancelled,
            notices?.dueMoved, notices?.extensionGranted, notices?.itemReturned,
        ]
        return Set(steps.map(\.template) + named.compactMap(\.self))
    }
}

extension CampaignDocument.Template {
    /// What is wrong with the braces of a subject or text; nil when nothing is.
    package static func fault(in text: String, variables: Set<String>) -> String? {
        var rest = text[...]
        while let open = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            guard rest[open] == "{", let close = rest[open...].firstIndex(of: "}") else {
                return "a brace without its other half"
            }
            let name = String(rest[rest.index(after: open)..<close])
            guard variables.contains(name) else {
                return
                    "nothing fills {\(name)} where it is used; known are \(variables.sorted().joined(separator: ", "))"
            }
            rest = rest[rest.index(after: close)...]
        }
        return nil
    }
}
