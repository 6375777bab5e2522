import NIOCore
import RPC

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A configuration that cannot be used: which key, and what is wrong with its value. Shows no secret value.
package struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    package let key: String
    package let problem: String

    package init(key: String, problem: String) {
        self.key = key
        self.problem = problem
    }

    /// An address that cannot be listened on.
    init(_ key: ConfigurationKey<HostPort>, _ address: HostPort, _ error: IOError) {
        let reason =
            switch error.errnoCode {
            case EADDRINUSE: "another process listens there already"
            case EACCES: "the system allows this port to its administrator only"
            case EADDRNOTAVAIL: "this machine has no such address"
            default: error.description
            }
        self.init(key: key.environmentName, problem: "cannot listen on \(address): \(reason)")
    }

    package var description: String { "\(key): \(problem)" }
}
