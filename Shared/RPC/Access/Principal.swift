package import Contracts

/// Who is calling, as authentication found it.
package struct Principal: Sendable, Hashable {
    /// Unique and permanent: part of idempotency scopes and audit.
    package let name: String
    package let roles: Set<Role>

    package init(name: String, roles: Set<Role>) {
        self.name = name
        self.roles = roles
    }
}
