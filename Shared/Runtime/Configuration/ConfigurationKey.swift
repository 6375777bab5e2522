/// One key of the configuration: everything a reader of the documentation and a parser need to know of it.
///
/// `week.database.wait` is the variable `WEEK_DATABASE_WAIT`, and `{"week": {"database": {"wait": …}}}` in the file.
package struct ConfigurationKey<Value: Sendable>: Sendable {
    /// Dotted, with the prefix `week`.
    package let name: String
    /// What the text must be, with its range: "a port 0…65535".
    package let expectation: String
    /// The text that stands when the key is absent; nil when it is required, "" when it may be absent.
    package let standard: String?
    package let meaning: String
    package let isSecret: Bool
    let parse: @Sendable (String) -> Value?

    package init(
        _ name: String, _ expectation: String, standard: String?, isSecret: Bool = false, _ meaning: String,
        parse: @escaping @Sendable (String) -> Value?
    ) {
        self.name = name
        self.expectation = expectation
        self.standard = standard
        self.meaning = meaning
        self.isSecret = isSecret
        self.parse = parse
    }

    package var environmentName: String { name.uppercased().replacing(".", with: "_") }
}

/// A key without its type, for the table of all keys.
package struct ConfigurationKeyDescription: Sendable, Hashable {
    package let name: String
    package let environmentName: String
    package let expectation: String
    package let standard: String?
    package let meaning: String

    package init<Value>(_ key: ConfigurationKey<Value>) {
        name = key.name
        environmentName = key.environmentName
        expectation = key.expectation
        standard = key.standard
        meaning = key.meaning
    }

    /// The keys as a table in Markdown, for `docs/operations` and `<service> configuration`.
    package static func table(_ keys: [ConfigurationKeyDescription]) -> String {
        let rows = keys.map { key in
            let standard =
                switch key.standard {
                case nil: "required"
                case "": "–"
                case let text?: "`\(text)`"
                }
            return "| `\(key.environmentName)` | \(key.expectation) | \(standard) | \(key.meaning) |"
        }
        return (["| variable | type and range | default | meaning |", "|---|---|---|---|"] + rows).joined(
            separator: "\n")
    }
}

extension ConfigurationKey where Value == String {
    package static func text(
        _ name: String, _ expectation: String, standard: String?, isSecret: Bool = false, _ meaning: String
    ) -> Self {
        ConfigurationKey(name, expectation, standard: standard, isSecret: isSecret, meaning) { $0.isEmpty ? nil : $0 }
    }
}

extension ConfigurationKey where Value == Int {
    package static func integer(_ name: String, in range: ClosedRange<Int>, standard: Int, _ meaning: String) -> Self {
        ConfigurationKey(
            name, "an integer \(range.lowerBound)…\(range.upperBound)", standard: String(standard), meaning
        ) { text in Int(text).flatMap { range.contains($0) ? $0 : nil } }
    }
}

extension ConfigurationKey where Value == Duration {
    package static func seconds(_ name: String, in range: ClosedRange<Int>, standard: Int, _ meaning: String) -> Self {
        ConfigurationKey(
            name, "seconds \(range.lowerBound)…\(range.upperBound)", standard: String(standard), meaning
        ) { text in Int(text).flatMap { range.contains($0) ? .seconds($0) : nil } }
    }
}

extension ConfigurationKey where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    package static func choice(_ name: String, standard: Value, _ meaning: String) -> Self {
        let words = Value.allCases.map(\.rawValue).joined(separator: ", ")
        return ConfigurationKey(name, "one of \(words)", standard: standard.rawValue, meaning) { Value(rawValue: $0) }
    }
}
