import Shared

/// The rules between fields.
extension PayloadRules {
    /// What `rule` says; where its fields are columns, once for each row.
    func findings(of rule: FormRule, _ members: [String: JSONValue]) -> [Finding] {
        guard let table = rule.table else {
            let other = rule.other.map { ($0, whole(rule, members)[$0]) }
            return violated(rule, fields: rule.fields, other: other, in: members).map { finding(rule, at: $0) }
        }
        guard let rows = members[table]?.array else { return [] }
        return rows.enumerated().flatMap { index, row -> [Finding] in
            guard let row = row.object else { return [] }
            let other = rule.other.map { name in
                let column = rule.otherForm == nil ? FormRule.column(name, of: table) : nil
                return column.map { (name, row[$0]) } ?? (name, whole(rule, members)[name])
            }
            let columns = rule.fields.compactMap { FormRule.column($0, of: table) }
            return violated(rule, fields: columns, other: other, in: row)
                .map { finding(rule, at: "\(table)[\(index)].\($0)") }
        }
    }

    /// Where the other side of a rule stands: in this payload, or in what was filed on another form. What was not filed
    /// yet is absent, and the rule holds.
    private func whole(_ rule: FormRule, _ members: [String: JSONValue]) -> [String: JSONValue] {
        rule.otherForm.map { others[$0]?.object ?? [:] } ?? members
    }

    /// The keys of the fields at which the rule is broken.
    private func violated(
        _ rule: FormRule, fields: [String], other: (key: String, value: JSONValue?)?, in members: [String: JSONValue]
    ) -> [String] {
        guard let first = fields.first else { return [] }
        let numbers = fields.compactMap { members[$0]?.number }
        let limit = other?.value?.number.map { $0 * (rule.value ?? 1) }
        switch rule.check {
        case .sumAtMost:
            guard let limit, !numbers.isEmpty, numbers.reduce(0, +) > limit else { return [] }
            return [first]
        case .eachAtMost:
            guard let limit else { return [] }
            return fields.filter { members[$0]?.number.map { $0 > limit } ?? false }
        case .sumEquals:
            guard let limit, !numbers.isEmpty, numbers.reduce(0, +) != limit else { return [] }
            return [first]
        case .equals:
            guard let value = other?.value, !value.isBlank else { return [] }
            return fields.filter { members[$0].map { !$0.isBlank && !$0.says(value) } ?? false }
        case .notBefore:
            guard let bound = other?.value?.moment else { return [] }
            return fields.filter { members[$0]?.moment.map { $0 < bound } ?? false }
        case .requiredWith:
            guard let value = other?.value, value.isSaid else { return [] }
            return fields.filter { members[$0]?.isBlank ?? true }
        case .anyOf:
            return fields.allSatisfy { members[$0]?.isBlank ?? true } ? [first] : []
        case .countAtLeast:
            return Double(members[first]?.array?.count ?? 0) < (rule.value ?? 1) ? [first] : []
        }
    }

    private func finding(_ rule: FormRule, at path: String) -> Finding {
        Finding(path: path, rule: rule.key, severity: rule.severity, message: rule.message)
    }
}

extension JSONValue {
    /// Present, and not 0 or false.
    fileprivate var isSaid: Bool {
        switch self {
        case .bool(let value): value
        case .int(let value): value != 0
        case .double(let value): value != 0
        case .null, .string, .array, .object: !isBlank
        }
    }

    /// The same number, day, text or list; 3 and 3.0 are one number.
    fileprivate func says(_ other: JSONValue) -> Bool {
        if let one = number, let two = other.number { return one == two }
        return self == other
    }

    /// A date or an instant as something that can be compared: microseconds, dates as their first.
    fileprivate var moment: Int64? {
        guard let text = string else { return nil }
        return CivilDate(text).map { Int64($0.daysSinceEpoch) * 86_400_000_000 } ?? Instant(text)?.microseconds
    }
}
