import Shared

/// A draft under another version of its form: members the form has a field for stay, whatever they hold (the form's rules
/// say what does not fit); the others go. Pure.
struct DraftMigration {
    let payload: JSONValue?
    /// What went, as paths, sorted.
    let dropped: [String]

    init(_ draft: JSONValue?, to form: FormDefinition) {
        guard case .object(let members)? = draft else {
            (payload, dropped) = (draft, [])
            return
        }
        var dropped: [String] = []
        let kept = Self.kept(members, form.fields, at: "", &dropped)
        payload = .object(kept)
        self.dropped = dropped.sorted()
    }

    private static func kept(
        _ members: [String: JSONValue], _ fields: [FormField], at prefix: String, _ dropped: inout [String]
    ) -> [String: JSONValue] {
        let known = Dictionary(fields.map { ($0.key, $0) }) { first, _ in first }
        var kept: [String: JSONValue] = [:]
        for (key, value) in members {
            guard let field = known[key] else {
                dropped.append(prefix + key)
                continue
            }
            guard field.type == .rows, case .array(let rows) = value else {
                kept[key] = value
                continue
            }
            kept[key] = .array(
                rows.enumerated().map { index, row in
                    guard case .object(let cells) = row else { return row }
                    return .object(self.kept(cells, field.columns ?? [], at: "\(prefix)\(key)[\(index)].", &dropped))
                })
        }
        return kept
    }
}
