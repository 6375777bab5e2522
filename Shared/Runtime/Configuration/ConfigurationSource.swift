package import Configuration

/// Where values come from: the environment first, then the JSON file that `WEEK_CONFIG_FILE` names.
package struct ConfigurationSource: Sendable {
    private let reader: ConfigReader

    package init(reader: ConfigReader) { self.reader = reader }

    /// Values given by key, for tests: `["week.listen": "127.0.0.1:0"]`.
    package init(values: [String: String]) {
        let variables = Dictionary(
            uniqueKeysWithValues: values.map { ($0.key.uppercased().replacing(".", with: "_"), $0.value) })
        reader = ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: variables))
    }

    /// The process's environment and file.
    package static func ofProcess() async throws -> ConfigurationSource {
        let environment = EnvironmentVariablesProvider()
        let source = ConfigurationSource(reader: ConfigReader(provider: environment))
        guard let path = try source.optional(ConfigurationKeys.file) else { return source }
        do {
            // Named by a reader of its own, because the type of paths belongs to a package that is not ours to import.
            let place = ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: ["FILE_PATH": path]))
            let file = try await FileProvider<JSONSnapshot>(config: place)
            return ConfigurationSource(reader: ConfigReader(providers: [environment, file]))
        } catch {
            throw ConfigurationError(
                key: ConfigurationKeys.file.environmentName, problem: "\(path) cannot be read as JSON")
        }
    }

    /// The value, or the key's default. Throws `ConfigurationError` for a wrong value, and for a required key that is
    /// absent.
    package func value<Value>(_ key: ConfigurationKey<Value>) throws -> Value {
        if let value = try optional(key) { return value }
        throw ConfigurationError(key: key.environmentName, problem: "is required: \(key.expectation)")
    }

    /// As `value`, but nil for a key that may be absent and is.
    package func optional<Value>(_ key: ConfigurationKey<Value>) throws -> Value? {
        let given = reader.string(forKey: ConfigKey(key.name), isSecret: key.isSecret)?.trimmed
        // An empty variable is how compose files pass "not set".
        guard let text = given.flatMap({ $0.isEmpty ? nil : $0 }) ?? key.standard, !text.isEmpty else { return nil }
        guard let value = key.parse(text) else {
            let shown = key.isSecret ? "the value" : "“\(text)”"
            throw ConfigurationError(key: key.environmentName, problem: "\(shown) is not \(key.expectation)")
        }
        return value
    }
}
