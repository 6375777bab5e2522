package import RPC

extension Principal {
    /// A service itself, as the author of what its jobs do.
    package static func service(_ name: ServiceName) -> Principal {
        Principal(name: "service:\(name.rawValue)", roles: [.service])
    }
}
