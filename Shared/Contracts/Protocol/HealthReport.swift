/// Whether a service can serve, and what that rests on.
package struct HealthReport: Codable, Sendable, Hashable {
    /// Whether to send calls here.
    package enum Status: String, Codable, Sendable, CaseIterable {
        /// Every check is fine.
        case serving
        /// It does not take calls yet.
        case starting
        /// A check fails; `checks` says which.
        case notServing = "not_serving"
        /// It ends: what is running is finished, nothing new is taken.
        case draining
    }

    /// One thing the service needs.
    package struct Check: Codable, Sendable, Hashable {
        /// `database`, `projection:units` …
        package let name: String
        /// Whether it is as it should be.
        package let ok: Bool
        /// What is wrong, for a person.
        package let detail: String?

        package init(name: String, ok: Bool, detail: String? = nil) {
            self.name = name
            self.ok = ok
            self.detail = detail
        }
    }

    /// `serving` only when every check is fine.
    package let status: Status
    /// What was looked at.
    package let checks: [Check]
    /// `system`, or `manual` in a rehearsal: then nothing the service says is about today.
    package let clock: String?

    package init(status: Status, checks: [Check] = [], clock: String? = nil) {
        self.status = status
        self.checks = checks
        self.clock = clock
    }
}
