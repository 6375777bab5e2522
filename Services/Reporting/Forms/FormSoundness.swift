import Shared

extension FormDefinition {
    /// What is wrong with the form itself, with paths into it; empty when it may be published.
    ///
    /// - Parameter vocabularies: the campaign's; nil when they are not known here, and then names of them are not checked.
    func unsoundness(vocabularies: Set<String>?) -> [Violation] {
        var violations = FormSoundness(vocabularies: vocabularies).check(
            fields, at: "params.form.fields", nested: false)
        if key.rawValue.isEmpty || title.isEmpty {
            violations.append(
                Violation(path: "params.form.key", rule: "required", detail: "key and title must be given"))
        }
        violations += partViolations
        let known = names
        var ruleKeys: Set<String> = []
        for (index, rule) in (rules ?? []).enumerated() {
            let path = "params.form.rules[\(index)]"
            if !ruleKeys.insert(rule.key).inserted {
                violations.append(
                    Violation(path: "\(path).key", rule: "repeated", detail: "\(rule.key) is there twice"))
            }
            if rule.fields.isEmpty {
                violations.append(
                    Violation(path: "\(path).fields", rule: "required", detail: "name at least one field"))
            }
            for name in rule.fields + (rule.other.map { [$0] } ?? []) where !known.contains(name) {
                violations.append(Violation(path: path, rule: "unknown_field", detail: "there is no field \(name)"))
            }
            if let table = rule.table, rule.fields.contains(where: { FormRule.column($0, of: table) == nil }) {
                violations.append(
                    Violation(path: "\(path).fields", rule: "mixed", detail: "columns of one table, or no columns"))
            }
            if rule.check.needsOther, rule.other == nil {
                violations.append(Violation(path: "\(path).other", rule: "required", detail: "\(rule.check) needs it"))
            }
        }
        return violations
    }

    private var partViolations: [Violation] {
        var keys: Set<String> = []
        return (parts ?? []).enumerated().flatMap { index, part -> [Violation] in
            let path = "params.form.parts[\(index)]"
            var found: [Violation] = []
            if part.key.isEmpty || part.label.isEmpty {
                found.append(Violation(path: "\(path).key", rule: "required", detail: "key and label must be given"))
            }
            if !keys.insert(part.key).inserted {
                found.append(Violation(path: "\(path).key", rule: "repeated", detail: "\(part.key) is there twice"))
            }
            if part.types?.isEmpty ?? false {
                found.append(Violation(path: "\(path).types", rule: "required", detail: "nothing would fit it"))
            }
            if let most = part.most, !(1...200).contains(most) {
                found.append(Violation(path: "\(path).most", rule: "out_of_range", detail: "must be 1…200"))
            }
            return found
        }
    }

    /// Fields, and columns as `rows[].column`.
    private var names: Set<String> {
        Set(fields.flatMap { field in [field.key] + (field.columns ?? []).map { "\(field.key)[].\($0.key)" } })
    }
}

private struct FormSoundness {
    let vocabularies: Set<String>?

    func check(_ fields: [FormField], at path: String, nested: Bool) -> [Violation] {
        var violations: [Violation] = []
        var keys: Set<String> = []
        if fields.isEmpty {
            violations.append(Violation(path: path, rule: "required", detail: "there must be a field"))
        }
        for (index, field) in fields.enumerated() {
            let path = "\(path)[\(index)]"
            func refuse(_ member: String, _ rule: String, _ detail: String) {
                violations.append(Violation(path: "\(path).\(member)", rule: rule, detail: detail))
            }
            if field.key.isEmpty || field.key.contains("[") || field.key.contains(".") {
                refuse("key", "wrong_value", "a key has no brackets and no dots")
            }
            if !keys.insert(field.key).inserted { refuse("key", "repeated", "\(field.key) is there twice") }
            if let min = field.min, let max = field.max, min > max { refuse("min", "out_of_range", "min > max") }
            switch field.type {
            case .choice, .choices:
                if (field.choices == nil) == (field.vocabulary == nil) {
                    refuse("choices", "required", "give either choices or a vocabulary")
                }
                if let name = field.vocabulary, let vocabularies, !vocabularies.contains(name) {
                    refuse("vocabulary", "unknown", "the campaign has no vocabulary \(name)")
                }
            case .rows:
                if nested { refuse("type", "wrong_value", "rows do not stand within rows") }
                violations += check(field.columns ?? [], at: "\(path).columns", nested: true)
            case .text, .personal, .integer, .number, .boolean, .date, .instant, .unit, .units, .region, .regions, .url,
                .ratio:
                if field.columns != nil { refuse("columns", "wrong_value", "only rows have columns") }
            }
            switch field.measure {
            case nil: break
            case .sum, .max:
                if field.type != .integer && field.type != .number {
                    refuse("measure", "wrong_value", "only numbers have this measure")
                }
            case .distinct:
                // The size of a set, or the set itself; within rows neither could be united.
                let isSet = field.type == .units || field.type == .regions
                if nested || !(isSet || field.type == .integer) {
                    refuse("measure", "wrong_value", "only a whole number or a list of keys outside of rows has it")
                }
            case .ratio:
                if field.type != .ratio { refuse("measure", "wrong_value", "only a ratio has this measure (Q10)") }
            }
        }
        return violations
    }
}

extension FormCheck {
    /// Whether the check compares with another field.
    fileprivate var needsOther: Bool {
        switch self {
        case .sumAtMost, .eachAtMost, .sumEquals, .notBefore, .requiredWith: true
        case .anyOf, .countAtLeast: false
        }
    }
}
