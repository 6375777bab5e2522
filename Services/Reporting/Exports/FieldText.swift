import Shared

/// What a payload's values look like on paper, and what fields are called there.
struct FieldText: Sendable {
    let document: CampaignDocument
    var names = PlaceNames.none

    func value(_ field: FormField, _ value: JSONValue?) -> Sheet.Value {
        guard let value, !value.isNull else { return .blank }
        switch field.type {
        case .integer, .number: return Sheet.Value(value.number)
        case .boolean: return value.bool.map { .text($0 ? "是" : "否") } ?? .blank
        case .instant: return value.string.map { .text(instant($0)) } ?? .blank
        case .choice: return value.string.map { .text(term(field, $0)) } ?? .blank
        case .choices:
            return list(value.array?.compactMap(\.string).map { term(field, $0) })
        case .units, .regions: return list(value.array?.compactMap(\.string).map { names.shown($0, field.type) })
        case .ratio:
            guard let part = value["numerator"]?.int, let whole = value["denominator"]?.int else { return .blank }
            return .text("\(part)/\(whole)")
        case .unit, .region: return value.string.map { .text(names.shown($0, field.type)) } ?? .blank
        case .text, .personal, .date, .url: return value.string.map { .text($0) } ?? .blank
        case .rows: return .number(Double(value.array?.count ?? 0))
        }
    }

    /// In the campaign's zone, as officials write it.
    private func instant(_ text: String) -> String {
        guard let instant = Instant(text) else { return text }
        return "\(document.zone.date(of: instant)) \(document.zone.time(of: instant))"
    }

    private func term(_ field: FormField, _ code: String) -> String {
        field.vocabulary.flatMap { document.vocabulary(VocabularyKey($0)) }?.term(TermCode(code))?.name ?? code
    }

    private func list(_ texts: [String]?) -> Sheet.Value {
        guard let texts, !texts.isEmpty else { return .blank }
        return .text(texts.joined(separator: "、"))
    }

    /// The unit of a figure as printed. What a form counts in is data; a word that is not known here is printed as it is.
    static func unit(_ unit: String?) -> String {
        switch unit {
        case nil: ""
        case "sessions": "场"
        case "heads": "人"
        case "person-times": "人次"
        case "items": "件"
        case "copies": "份"
        case "schools": "所"
        case "enterprises": "家"
        case let other?: other
        }
    }
}
