/// A configuration that cannot be used: which key, and what is wrong with its value. Shows no secret value.
package struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    package let key: String
    package let problem: String

    package init(key: String, problem: String) {
        self.key = key
        self.problem = problem
    }

    package var description: String { "\(key): \(problem)" }
}
