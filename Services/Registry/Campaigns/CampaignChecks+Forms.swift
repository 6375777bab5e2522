import Shared

extension CampaignChecks {
    func checkForms() {
        expectOnce(document.forms.map(\.key)) { file["forms"][$0]["key"] }
        for (index, form) in document.forms.enumerated() {
            let path = file["forms"][index]
            check(form.fields, at: path["fields"])
            let names = Set(
                form.fields.flatMap { field in
                    [field.key] + (field.columns ?? []).map { "\(field.key)[].\($0.key)" }
                })
            let rules = form.rules ?? []
            expectOnce(rules.map(\.key)) { path["rules"][$0]["key"] }
            for (index, rule) in rules.enumerated() where findings.isSound(path["fields"]) {
                let path = path["rules"][index]
                for (index, name) in rule.fields.enumerated() {
                    expect(
                        names.contains(name), path["fields"][index], "unknown_reference", "there is no field \(name)")
                }
                if let other = rule.other {
                    expect(names.contains(other), path["other"], "unknown_reference", "there is no field \(other)")
                }
                expect(!rule.fields.isEmpty, path["fields"], "required", "name at least one field")
                expect(
                    rule.other != nil || !rule.check.needsOther, path, "required",
                    "\(rule.check.rawValue) compares with a field: give other")
            }
        }
    }

    private func check(_ fields: [FormField], at path: FilePath) {
        expect(!fields.isEmpty, path, "required", "there must be a field")
        expectOnce(fields.map(\.key)) { path[$0]["key"] }
        for (index, field) in fields.enumerated() {
            let path = path[index]
            expect(
                !field.key.contains { ".[]".contains($0) }, path["key"], "shape", "must have no dots and no brackets")
            if let least = field.min, let most = field.max {
                expect(least <= most, path["min"], "inverted", "must not be above max, which is \(most)")
            }
            if let measure = field.measure {
                let fits = measure == .ratio ? field.type == .ratio : [.integer, .number].contains(field.type)
                expect(
                    fits, path["measure"], "not_allowed",
                    "a \(field.type.rawValue) cannot be taken by \(measure.rawValue)")
            }
            if let vocabulary = field.vocabulary {
                expectKnown(
                    vocabulary, document.vocabularies.map(\.key.rawValue), of: "vocabularies", path["vocabulary"])
            }
            switch field.type {
            case .choice, .choices:
                expect(
                    (field.choices == nil) != (field.vocabulary == nil), path, "required",
                    "give either choices or a vocabulary")
            case .rows: check(field.columns ?? [], at: path["columns"])
            case .text, .personal, .integer, .number, .boolean, .date, .instant, .unit, .units, .region, .regions, .url,
                .ratio:
                expect(field.columns == nil, path["columns"], "not_allowed", "only rows have columns")
            }
        }
    }
}

extension FormCheck {
    /// Whether it compares the fields with another one.
    fileprivate var needsOther: Bool {
        switch self {
        case .sumAtMost, .eachAtMost, .sumEquals, .notBefore, .requiredWith: true
        case .anyOf, .countAtLeast: false
        }
    }
}
