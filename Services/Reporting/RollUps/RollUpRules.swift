import Shared

/// How figures of several units become one, by the measures of the form. Pure.
struct RollUpRules {
    let form: FormDefinition

    /// What the payloads add up to: sums and greatest values, in the form's order. Ratios and sets are left out (Q10).
    func figures(_ payloads: [JSONValue]) -> [RollUp.Figure] {
        columns.compactMap { column in
            guard column.isAdded else { return nil }
            let values = payloads.flatMap { column.values(in: $0) }
            guard !values.isEmpty else { return nil }
            let value = column.measure == .max ? values.max() ?? 0 : values.reduce(0, +)
            return RollUp.Figure(field: column.path, label: column.label, measure: column.measure, value: value)
        }
    }

    /// What one unit says itself: its figures, and the sizes of its sets.
    func declared(_ payload: JSONValue) -> [RollUp.Figure] {
        let sizes = columns.filter { $0.measure == .distinct }.compactMap { column -> RollUp.Figure? in
            guard let size = column.members(in: payload).map({ Double($0.count) }) ?? column.values(in: payload).first
            else { return nil }
            return RollUp.Figure(field: column.path, label: column.label, measure: .distinct, value: size)
        }
        let order = Dictionary(columns.enumerated().map { ($1.path, $0) }) { first, _ in first }
        return (figures([payload]) + sizes).sorted { order[$0.field] ?? 0 < order[$1.field] ?? 0 }
    }

    /// Sets united. Of sizes alone only bounds are known: a union is no smaller than its largest part and no larger than
    /// all parts together.
    func sets(_ payloads: [JSONValue]) -> [RollUp.SetFigure] {
        columns.filter { $0.measure == .distinct }.compactMap { column in
            let lists = payloads.compactMap { column.members(in: $0) }
            if column.isList {
                guard !lists.isEmpty else { return nil }
                let members = Set(lists.joined()).sorted()
                return RollUp.SetFigure(
                    field: column.path, label: column.label, members: members, atLeast: Double(members.count),
                    atMost: Double(members.count))
            }
            let sizes = payloads.flatMap { column.values(in: $0) }
            guard let largest = sizes.max() else { return nil }
            return RollUp.SetFigure(
                field: column.path, label: column.label, atLeast: largest, atMost: sizes.reduce(0, +))
        }
    }

    private func ratios(_ versions: [FiledFigures.Version]) -> [RollUp.RatioFigure] {
        form.fields.filter { $0.measure == .ratio }.flatMap { field in
            versions.compactMap { version -> RollUp.RatioFigure? in
                guard let value = version.payload[field.key], let part = value["numerator"]?.int,
                    let whole = value["denominator"]?.int
                else { return nil }
                return RollUp.RatioFigure(
                    field: field.key, label: field.label, unit: version.input.unit.key, numerator: Int(part),
                    denominator: Int(whole))
            }
        }
    }

    /// Groups by kind, so that no college is ever added to a school or a city.
    func groups(_ filed: [FiledFigures.Version]) -> [RollUp.Group] {
        Dictionary(grouping: filed, by: \.input.unit.kind).sorted { $0.key < $1.key }.map { kind, versions in
            let sorted = versions.sorted { $0.input.unit.key < $1.input.unit.key }
            let payloads = sorted.map(\.payload)
            return RollUp.Group(
                kind: kind, inputs: sorted.map(\.input), figures: figures(payloads), sets: sets(payloads),
                ratios: ratios(sorted))
        }
    }

    /// Where the node's own figures are others than those below it.
    func differences(declared: [RollUp.Figure], computed filed: [FiledFigures.Version]) -> [RollUp.Difference] {
        rows(declared: declared, notes: [:], computed: filed).compactMap { row in
            guard row.state == .unexplained, row.measure != .distinct, let declared = row.declared else { return nil }
            return RollUp.Difference(
                field: row.field, label: row.label, computed: row.computed ?? 0, declared: declared)
        }
    }

    /// Fields with a measure that forbids adding.
    var notAdded: [String] {
        form.fields.filter { $0.measure == .ratio || $0.measure == .distinct }.map(\.key)
    }

    /// A field with a measure, or a column of rows.
    func column(_ path: String) -> Column? { columns.first { $0.path == path } }

    struct Column {
        let table: String?
        let key: String
        let label: String
        let measure: Measure
        /// Its values are lists of keys: sets themselves, not their sizes.
        let isList: Bool

        var path: String { table.map { "\($0)[].\(key)" } ?? key }

        var isAdded: Bool { measure == .sum || measure == .max }

        /// Numbers, one for each row of a table.
        func values(in payload: JSONValue) -> [Double] {
            guard let table else { return [payload[key]?.number].compactMap(\.self) }
            return (payload[table]?.array ?? []).compactMap { $0[key]?.number }
        }

        /// What one payload says about the column as one number: rows added, a list's size.
        func value(in payload: JSONValue) -> Double? {
            if let members = members(in: payload) { return Double(members.count) }
            let values = values(in: payload)
            guard !values.isEmpty else { return nil }
            return measure == .max ? values.max() : values.reduce(0, +)
        }

        func members(in payload: JSONValue) -> Set<String>? {
            guard isList, let elements = payload[key]?.array else { return nil }
            return Set(elements.compactMap(\.string))
        }
    }

    /// Every figure of the form, in its order: fields with a measure, and columns of rows with one.
    var columns: [Column] {
        form.fields.flatMap { field -> [Column] in
            if field.type == .rows {
                return (field.columns ?? []).compactMap { Self.column($0, table: field.key) }
            }
            return [Self.column(field, table: nil)].compactMap(\.self)
        }
    }

    private static func column(_ field: FormField, table: String?) -> Column? {
        switch field.measure {
        case .sum?, .max?, .distinct?:
            Column(
                table: table, key: field.key, label: field.label, measure: field.measure ?? .sum,
                isList: field.type == .units || field.type == .regions)
        case .ratio?, nil: nil
        }
    }

    /// The table of differences, in the form's order: figures nobody has a word about are left out. Colleges are no part
    /// of what a node consolidates (Q10, N25).
    func rows(
        declared: [RollUp.Figure], notes: [String: String], computed filed: [FiledFigures.Version]
    ) -> [RollUpComparison.Row] {
        let payloads = filed.filter { !$0.input.unit.isCollege }.map(\.payload)
        let said = Dictionary(declared.map { ($0.field, $0.value) }) { first, _ in first }
        let sums = Dictionary(figures(payloads).map { ($0.field, $0.value) }) { first, _ in first }
        let unions = Dictionary(sets(payloads).map { ($0.field, $0) }) { first, _ in first }
        return columns.compactMap { column in
            let (sum, union, word) = (sums[column.path], unions[column.path], said[column.path])
            guard sum != nil || union != nil || word != nil else { return nil }
            let isKnown = union.map { $0.atLeast == $0.atMost } ?? true
            let computed = sum ?? (isKnown ? union?.atLeast : nil)
            return RollUpComparison.Row(
                field: column.path, label: column.label, measure: column.measure, computed: computed,
                atLeast: isKnown ? nil : union?.atLeast, atMost: isKnown ? nil : union?.atMost, declared: word,
                note: notes[column.path],
                state: Self.state(
                    word, from: union?.atLeast ?? sum ?? 0, to: union?.atMost ?? sum ?? 0, note: notes[column.path]))
        }
    }

    private static func state(_ word: Double?, from: Double, to: Double, note: String?) -> RollUpComparison.State {
        guard let word else { return .undeclared }
        if from <= word, word <= to { return .agrees }
        return note == nil ? .unexplained : .explained
    }
}
