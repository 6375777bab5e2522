import Values

/// Something wrong with a form itself. The registry says it of a campaign file, by line; reporting of a form to publish.
package struct FormFlaw: Hashable, Sendable {
    /// From the form on.
    package let path: [Step]
    /// `required`, `repeated`, `shape`, `inverted`, `out_of_range`, `not_allowed`, `unknown_reference`.
    package let rule: String
    /// What is wrong, in English.
    package let detail: String

    package enum Step: Hashable, Sendable {
        case member(String)
        case index(Int)
    }

    /// `fields[3].columns[0].key`.
    package var place: String {
        path.reduce("") { text, step in
            switch step {
            case .member(let name): text.isEmpty ? name : "\(text).\(name)"
            case .index(let index): "\(text)[\(index)]"
            }
        }
    }
}

/// What a form may name that stands outside of it. Nil for what is not known: names of it are not checked then.
package struct FormSurroundings: Sendable {
    /// Keys of the campaign's vocabularies.
    package let vocabularies: Set<String>?
    /// Keys of the fields of its forms.
    package let forms: [FormKey: Set<String>]?

    package init(vocabularies: Set<String>?, forms: [FormKey: Set<String>]?) {
        self.vocabularies = vocabularies
        self.forms = forms
    }

    /// What a campaign has.
    package init(_ document: CampaignDocument) {
        vocabularies = Set(document.vocabularies.map(\.key.rawValue))
        forms = Dictionary(document.forms.map { ($0.key, Set($0.fields.map(\.key))) }) { first, _ in first }
    }
}

extension FormDefinition {
    /// What is wrong with it, in its own order; empty when it may be published. Pure, and the only place that says so.
    package func flaws(in surroundings: FormSurroundings) -> [FormFlaw] {
        var check = FormCheckRun(surroundings: surroundings, form: self)
        check.run()
        return check.flaws
    }
}

/// One walk over a form.
private struct FormCheckRun {
    let surroundings: FormSurroundings
    let form: FormDefinition
    private(set) var flaws: [FormFlaw] = []

    init(surroundings: FormSurroundings, form: FormDefinition) {
        self.surroundings = surroundings
        self.form = form
    }

    mutating func run() {
        expect(!form.key.rawValue.isEmpty, [.member("key")], "required", "it must have a key")
        expect(!form.title.isEmpty, [.member("title")], "required", "it must have a title")
        check(form.fields, at: [.member("fields")], nested: false)
        checkParts()
        expectOnce((form.rules ?? []).map(\.key)) { [.member("rules"), .index($0), .member("key")] }
        for (index, rule) in (form.rules ?? []).enumerated() {
            check(rule, at: [.member("rules"), .index(index)])
        }
    }

    private mutating func check(_ fields: [FormField], at path: [FormFlaw.Step], nested: Bool) {
        expect(!fields.isEmpty, path, "required", "there must be a field")
        expectOnce(fields.map(\.key)) { path + [.index($0), .member("key")] }
        for (index, field) in fields.enumerated() {
            let path = path + [.index(index)]
            expect(
                !field.key.isEmpty && !field.key.contains { ".[]".contains($0) }, path + [.member("key")], "shape",
                "must have no dots and no brackets")
            if let least = field.min, let most = field.max {
                expect(least <= most, path + [.member("min")], "inverted", "must not be above max, which is \(most)")
            }
            checkType(of: field, at: path, nested: nested)
            checkMeasure(of: field, at: path, nested: nested)
        }
    }

    private mutating func checkType(of field: FormField, at path: [FormFlaw.Step], nested: Bool) {
        switch field.type {
        case .choice, .choices:
            expect(
                (field.choices == nil) != (field.vocabulary == nil), path, "required",
                "give either choices or a vocabulary")
            if let name = field.vocabulary, let known = surroundings.vocabularies {
                expect(
                    known.contains(name), path + [.member("vocabulary")], "unknown_reference",
                    "\(name) does not stand in vocabularies")
            }
        case .rows:
            expect(!nested, path + [.member("type")], "not_allowed", "rows do not stand within rows")
            check(field.columns ?? [], at: path + [.member("columns")], nested: true)
        case .text, .personal, .integer, .number, .boolean, .date, .instant, .unit, .units, .region, .regions, .url,
            .ratio:
            expect(field.columns == nil, path + [.member("columns")], "not_allowed", "only rows have columns")
        }
    }

    private mutating func checkMeasure(of field: FormField, at path: [FormFlaw.Step], nested: Bool) {
        let fits: Bool
        switch field.measure {
        case nil: return
        case .sum, .max: fits = field.type == .integer || field.type == .number
        // The size of a set, or the set itself; within rows neither could be united.
        case .distinct: fits = !nested && [.units, .regions, .integer].contains(field.type)
        case .ratio: fits = field.type == .ratio
        }
        expect(
            fits, path + [.member("measure")], "not_allowed",
            "a \(field.type.rawValue)\(nested ? " within rows" : "") cannot be taken by \(field.measure?.rawValue ?? "")"
        )
    }

    private mutating func checkParts() {
        expectOnce((form.parts ?? []).map(\.key)) { [.member("parts"), .index($0), .member("key")] }
        for (index, part) in (form.parts ?? []).enumerated() {
            let path: [FormFlaw.Step] = [.member("parts"), .index(index)]
            expect(
                !part.key.isEmpty && !part.label.isEmpty, path + [.member("key")], "required",
                "key and label must be given")
            expect(
                !(part.types?.isEmpty ?? false), path + [.member("types")], "required", "nothing would fit it")
            expect(
                part.most.map { (1...200).contains($0) } ?? true, path + [.member("most")], "out_of_range",
                "must be 1…200")
        }
    }

    private mutating func check(_ rule: FormRule, at path: [FormFlaw.Step]) {
        let names = Set(
            form.fields.flatMap { field in
                [field.key] + (field.columns ?? []).map { "\(field.key)[].\($0.key)" }
            })
        expect(!rule.fields.isEmpty, path + [.member("fields")], "required", "name at least one field")
        for (index, name) in rule.fields.enumerated() {
            expect(
                names.contains(name), path + [.member("fields"), .index(index)], "unknown_reference",
                "there is no field \(name)")
        }
        if let table = rule.table {
            expect(
                rule.fields.allSatisfy { FormRule.column($0, of: table) != nil }, path + [.member("fields")],
                "not_allowed", "columns of one table, or no columns")
        }
        expect(
            rule.other != nil || !rule.check.needsOther, path, "required",
            "\(rule.check.rawValue) compares with a field: give other")
        if rule.otherForm == nil {
            if let other = rule.other {
                expect(
                    names.contains(other), path + [.member("other")], "unknown_reference", "there is no field \(other)")
            }
        } else {
            checkOtherForm(of: rule, at: path)
        }
    }

    private mutating func checkOtherForm(of rule: FormRule, at path: [FormFlaw.Step]) {
        guard let key = rule.otherForm else { return }
        expect(rule.other != nil, path, "required", "otherForm is nothing without other")
        expect(key != form.key, path + [.member("otherForm")], "not_allowed", "leave it out for this form itself")
        guard let forms = surroundings.forms else { return }
        guard let fields = forms[key] else {
            expect(
                false, path + [.member("otherForm")], "unknown_reference", "\(key) does not stand in forms")
            return
        }
        if let other = rule.other {
            expect(
                fields.contains(other), path + [.member("other")], "unknown_reference",
                "the form \(key) has no field \(other)")
        }
    }

    private mutating func expect(_ holds: Bool, _ path: [FormFlaw.Step], _ rule: String, _ detail: String) {
        if !holds { flaws.append(FormFlaw(path: path, rule: rule, detail: detail)) }
    }

    private mutating func expectOnce(_ keys: [String], _ path: (Int) -> [FormFlaw.Step]) {
        var seen: Set<String> = []
        for (index, key) in keys.enumerated() where !seen.insert(key).inserted {
            flaws.append(FormFlaw(path: path(index), rule: "repeated", detail: "\(key) stands twice"))
        }
    }
}

extension FormCheck {
    /// Whether it compares the fields with another one.
    package var needsOther: Bool {
        switch self {
        case .sumAtMost, .eachAtMost, .sumEquals, .equals, .notBefore, .requiredWith: true
        case .anyOf, .countAtLeast: false
        }
    }
}

extension FormRule {
    /// The field of type `rows` whose columns the rule is about: `activities` of `activities[].sessions`.
    package var table: String? {
        guard let name = fields.first, let end = name.firstRange(of: "[].") else { return nil }
        return String(name[..<end.lowerBound])
    }

    /// The column's key, when `name` is a column of `table`.
    package static func column(_ name: String, of table: String) -> String? {
        let prefix = table + "[]."
        return name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : nil
    }
}
