import Shared

/// What a form says about a payload: the one function behind `validate` and `finalize`. Pure.
struct PayloadRules {
    let form: FormDefinition
    /// The terms of a vocabulary of the campaign; nil for one it does not have.
    let terms: (String) -> Set<String>?
    /// What the unit has filed on other forms for the same track, by form: for rules between forms.
    var others: [FormKey: JSONValue] = [:]

    /// Every finding, fields first in printing order, then the rules between them in theirs.
    func findings(_ payload: JSONValue) -> [Finding] {
        guard case .object(let members) = payload else {
            return [Finding(path: "", rule: "type", severity: .error, message: "填报内容应为对象")]
        }
        var findings = fields(form.fields, members, at: "")
        for rule in form.rules ?? [] { findings += self.findings(of: rule, members) }
        return findings
    }

    private func fields(_ fields: [FormField], _ members: [String: JSONValue], at prefix: String) -> [Finding] {
        var findings: [Finding] = []
        for field in fields {
            let path = prefix + field.key
            guard let value = members[field.key], !value.isBlank else {
                if field.required ?? false {
                    findings.append(error(path, "required", "“\(field.label)”必填"))
                }
                continue
            }
            findings += check(field, value, at: path)
        }
        let known = Set(fields.map(\.key))
        for key in members.keys.sorted() where !known.contains(key) {
            findings.append(error(prefix + key, "unknown_field", "表中没有“\(key)”这一项"))
        }
        return findings
    }

    private func check(_ field: FormField, _ value: JSONValue, at path: String) -> [Finding] {
        switch field.type {
        case .text, .personal: return text(field, value, at: path)
        case .unit, .region: return text(field, value, at: path)
        case .url:
            guard let url = value.string, url.hasPrefix("https://") || url.hasPrefix("http://"), url.utf8.count <= 2_000
            else { return [mistyped(field, path, "网址，以 http:// 或 https:// 开头")] }
            return []
        case .integer:
            guard let number = value.int else { return [mistyped(field, path, "整数")] }
            return bounds(field, Double(number), at: path)
        case .number:
            guard let number = value.number else { return [mistyped(field, path, "数字")] }
            return bounds(field, number, at: path)
        case .boolean: return value.bool == nil ? [mistyped(field, path, "是或否")] : []
        case .date:
            return value.string.flatMap { CivilDate($0) } == nil ? [mistyped(field, path, "日期，如 2026-05-20")] : []
        case .instant:
            return value.string.flatMap { Instant($0) } == nil
                ? [mistyped(field, path, "时间，如 2026-05-20T09:00:00+08:00")] : []
        case .choice:
            guard let choice = value.string else { return [mistyped(field, path, "选项")] }
            return allowed(field, [choice], at: path)
        case .choices:
            guard let choices = value.strings else { return [mistyped(field, path, "选项列表，不得重复")] }
            return allowed(field, choices, at: path)
        case .units, .regions: return value.strings == nil ? [mistyped(field, path, "代码列表，不得重复")] : []
        case .ratio: return ratio(field, value, at: path)
        case .rows: return rows(field, value, at: path)
        }
    }

    private func text(_ field: FormField, _ value: JSONValue, at path: String) -> [Finding] {
        guard let text = value.string else { return [mistyped(field, path, "文字")] }
        let most = field.maxLength ?? Self.longestText
        guard text.count <= most else { return [error(path, "too_long", "“\(field.label)”不得超过\(most)字")] }
        return []
    }

    /// A text without a bound of its own: room for a whole summary, far below what a message may hold.
    private static let longestText = 50_000

    /// Rows without a bound of their own: a city's activities of a week, many times over.
    private static let mostRows = 5_000

    private func bounds(_ field: FormField, _ number: Double, at path: String) -> [Finding] {
        // A figure that counts something is never negative.
        let least = field.min ?? (field.unit == nil ? -.infinity : 0)
        if number < least { return [error(path, "out_of_range", "“\(field.label)”不得小于\(Self.shown(least))")] }
        if let most = field.max, number > most {
            return [error(path, "out_of_range", "“\(field.label)”不得大于\(Self.shown(most))")]
        }
        return []
    }

    private func allowed(_ field: FormField, _ values: [String], at path: String) -> [Finding] {
        let choices = field.choices.map(Set.init) ?? field.vocabulary.flatMap(terms) ?? []
        return values.filter { !choices.contains($0) }.map {
            error(path, "not_a_choice", "“\(field.label)”没有选项“\($0)”")
        }
    }

    private func ratio(_ field: FormField, _ value: JSONValue, at path: String) -> [Finding] {
        guard let parts = value.object, parts.count == 2, let part = parts["numerator"]?.int,
            let whole = parts["denominator"]?.int, part >= 0, whole >= 0
        else { return [mistyped(field, path, "比例：分子和分母均为非负整数")] }
        return part <= whole ? [] : [error(path, "out_of_range", "“\(field.label)”的分子不得大于分母")]
    }

    private func rows(_ field: FormField, _ value: JSONValue, at path: String) -> [Finding] {
        guard let rows = value.array else { return [mistyped(field, path, "列表")] }
        let most = field.maxLength ?? Self.mostRows
        guard rows.count <= most else { return [error(path, "too_long", "“\(field.label)”不得超过\(most)行")] }
        return rows.enumerated().flatMap { index, row -> [Finding] in
            guard case .object(let members) = row else {
                return [error("\(path)[\(index)]", "type", "“\(field.label)”第\(index + 1)行应为对象")]
            }
            return fields(field.columns ?? [], members, at: "\(path)[\(index)].")
        }
    }

    private func error(_ path: String, _ rule: String, _ message: String) -> Finding {
        Finding(path: path, rule: rule, severity: .error, message: message)
    }

    private func mistyped(_ field: FormField, _ path: String, _ expected: String) -> Finding {
        error(path, "type", "“\(field.label)”应为\(expected)")
    }

    private static func shown(_ number: Double) -> String {
        Int64(exactly: number).map(String.init) ?? String(number)
    }
}

extension JSONValue {
    /// Whether nothing was filled in.
    var isBlank: Bool {
        switch self {
        case .null: true
        case .string(let text): text.allSatisfy(\.isWhitespace)
        case .array(let elements): elements.isEmpty
        case .object(let members): members.isEmpty
        case .bool, .int, .double: false
        }
    }

    /// The texts of a list without repetition; nil for anything else.
    fileprivate var strings: [String]? {
        guard let elements = array else { return nil }
        let texts = elements.compactMap(\.string)
        return texts.count == elements.count && Set(texts).count == texts.count ? texts : nil
    }
}
