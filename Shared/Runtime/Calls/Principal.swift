package import Contracts

/// Who calls, as authentication found it.
package struct Principal: Sendable, Hashable {
    /// Unique and permanent; stands in ledgers and change rows.
    package let name: String
    package let roles: Set<Role>

    package init(name: String, roles: Set<Role>) {
        self.name = name
        self.roles = roles
    }

    /// A service itself, as the author of what its jobs do.
    package static func service(_ name: ServiceName) -> Principal {
        Principal(name: "service:\(name.rawValue)", roles: [.service])
    }
}
