import Shared

/// What a unit may look like. Pure: what depends on other rows is a constraint of the schema.
enum UnitRules {
    static func violations(key: UnitKey) -> [Violation] {
        isText(key.rawValue, upTo: 200)
            ? []
            : [Violation(path: "params.key", rule: "shape", detail: "must be 1…200 characters without line breaks")]
    }

    static func violations(of unit: UnitDescription) -> [Violation] {
        var violations: [Violation] = []
        func expect(_ holds: Bool, _ member: String, _ rule: String, _ detail: String) {
            if !holds { violations.append(Violation(path: "params.\(member)", rule: rule, detail: detail)) }
        }
        expect(
            UnitKind.all.contains(unit.kind), "kind", "unknown_kind",
            "must be one of " + UnitKind.all.map(\.rawValue).joined(separator: ", "))
        expect(isText(unit.name, upTo: 200), "name", "shape", "must be 1…200 characters without line breaks")
        expect(unit.flags.allSatisfy { isWord($0.rawValue) }, "flags", "shape", "flags are lower-case words")
        for (scheme, code) in unit.codes.sorted(by: { $0.key < $1.key }) {
            expect(
                isWord(scheme.rawValue) && isText(code, upTo: 60), "codes.\(scheme)", "shape",
                "the scheme is a lower-case word, the code 1…60 characters")
        }
        return violations
    }

    /// The level a kind stands on unless it is said otherwise.
    static func standardLevel(of kind: UnitKind) -> UnitLevel {
        switch kind {
        case .provinceDepartment: .province
        case .cityDepartment, .cityEducation, .localGovernment: .city
        case .countyEducation, .directCounty: .county
        default: .institution
        }
    }

    /// The beginning of the state after `from`, and what becomes of the state it divides. nil when `from` lies outside.
    static func divide(
        _ valid: HalfOpenRange<Instant>, at from: Instant
    ) -> (before: HalfOpenRange<Instant>?, after: HalfOpenRange<Instant>)? {
        guard valid.contains(from) else { return nil }
        let before = valid.lower == from ? nil : HalfOpenRange(from: valid.lower, upTo: from)
        return (before, HalfOpenRange(from: from, upTo: valid.upper))
    }

    private static func isText(_ text: String, upTo most: Int) -> Bool {
        let scalars = text.unicodeScalars
        return (1...most).contains(scalars.count) && !text.hasPrefix(" ") && !text.hasSuffix(" ")
            && scalars.allSatisfy { $0 == " " || $0.value > 0x20 && $0.value != 0x7F && !$0.properties.isWhitespace }
    }

    private static func isWord(_ text: String) -> Bool {
        (1...30).contains(text.utf8.count)
            && text.utf8.allSatisfy { $0 >= 0x61 && $0 <= 0x7A || $0 >= 0x30 && $0 <= 0x39 || $0 == 0x5F }
    }
}
