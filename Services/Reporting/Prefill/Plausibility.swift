import Shared

/// Whether figures fit what was suggested and what comparable units file. Pure. A figure that does not fit needs a
/// sentence; with it, it is filed and stands before the reviewer as a warning.
struct Plausibility {
    let form: FormDefinition
    let suggestions: [FigureOrigin]
    /// The median of comparable units, by field; fields with too few of them are left out.
    let medians: [String: Double]
    let justifications: [FigureJustification]

    /// A figure this many times the median of comparable units is held (`forms.md`).
    static let factor = 5.0
    /// Units a median needs to say something.
    static let fewest = 5

    func findings(_ payload: JSONValue) -> [Finding] {
        let reasons = Set(
            justifications.filter { !$0.text.allSatisfy(\.isWhitespace) && $0.text.count <= 500 }.map(\.field))
        let suggested = Dictionary(suggestions.map { ($0.field, $0.value) }) { first, _ in first }
        return form.fields.flatMap { field -> [Finding] in
            guard let value = payload[field.key]?.number else { return [] }
            let severity: Severity = reasons.contains(field.key) ? .warning : .error
            var found: [Finding] = []
            if let hint = suggested[field.key]?.number, hint != value {
                found.append(
                    Finding(
                        path: field.key, rule: "differs_from_events", severity: severity,
                        message: "“\(field.label)”填报\(Self.shown(value))，活动记录为\(Self.shown(hint))，请说明原因"))
            }
            if let median = medians[field.key], median > 0, value > median * Self.factor {
                found.append(
                    Finding(
                        path: field.key, rule: "implausible", severity: severity,
                        message: "“\(field.label)”填报\(Self.shown(value))，超过同类单位中位数\(Self.shown(median))的5倍，请说明原因"))
            }
            return found
        }
    }

    /// What was suggested for the figures that are filed.
    func origins(in payload: JSONValue) -> [FigureOrigin] {
        suggestions.filter { payload[$0.field].map { !$0.isNull } ?? false }
    }

    private static func shown(_ number: Double) -> String { CSVText.shown(number) }
}
