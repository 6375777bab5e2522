import Shared

/// How figures of several units become one, by the measures of the form. Pure.
struct RollUpRules {
    let form: FormDefinition

    /// What the payloads add up to: sums and greatest values, in the form's order. Ratios and sets are left out (Q10).
    func figures(_ payloads: [JSONValue]) -> [RollUp.Figure] {
        addable.compactMap { field in
            let values = payloads.flatMap { field.values(in: $0) }
            guard !values.isEmpty else { return nil }
            let value = field.measure == .max ? values.max() ?? 0 : values.reduce(0, +)
            return RollUp.Figure(field: field.path, label: field.label, measure: field.measure, value: value)
        }
    }

    /// Groups by kind, so that no college is ever added to a school or a city.
    func groups(_ filed: [FiledFigures.Version]) -> [RollUp.Group] {
        Dictionary(grouping: filed, by: \.input.unit.kind).sorted { $0.key < $1.key }.map { kind, versions in
            RollUp.Group(
                kind: kind, inputs: versions.map(\.input).sorted { $0.unit.key < $1.unit.key },
                figures: figures(versions.map(\.payload)))
        }
    }

    /// Where the node's own figures are others than those below it. Colleges are no part of what a node consolidates.
    func differences(declared: [RollUp.Figure], computed groups: [RollUp.Group]) -> [RollUp.Difference] {
        var computed: [String: Double] = [:]
        for figure in groups.filter({ $0.kind != .higherEducation }).flatMap(\.figures) {
            let before = computed[figure.field] ?? 0
            computed[figure.field] = figure.measure == .max ? max(before, figure.value) : before + figure.value
        }
        return declared.compactMap { figure in
            let sum = computed[figure.field] ?? 0
            guard sum != figure.value else { return nil }
            return RollUp.Difference(
                field: figure.field, label: figure.label, computed: sum, declared: figure.value)
        }
    }

    /// Fields with a measure that forbids adding.
    var notAdded: [String] {
        form.fields.filter { $0.measure == .ratio || $0.measure == .distinct }.map(\.key)
    }

    private struct Addable {
        let table: String?
        let key: String
        let label: String
        let measure: Measure

        var path: String { table.map { "\($0)[].\(key)" } ?? key }

        func values(in payload: JSONValue) -> [Double] {
            guard let table else { return [payload[key]?.number].compactMap(\.self) }
            return (payload[table]?.array ?? []).compactMap { $0[key]?.number }
        }
    }

    private var addable: [Addable] {
        form.fields.flatMap { field -> [Addable] in
            if field.type == .rows {
                return (field.columns ?? []).compactMap { Self.addable($0, table: field.key) }
            }
            return [Self.addable(field, table: nil)].compactMap(\.self)
        }
    }

    private static func addable(_ field: FormField, table: String?) -> Addable? {
        switch field.measure {
        case .sum?, .max?:
            Addable(table: table, key: field.key, label: field.label, measure: field.measure ?? .sum)
        case .distinct?, .ratio?, nil: nil
        }
    }
}
