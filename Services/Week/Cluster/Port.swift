import Foundation
import Shared

/// The ports of this machine, before a service takes them.
enum Port {
    /// The addresses with port 0 replaced by a free port; throws when one is taken, naming the program that has it.
    static func reserve(_ addresses: ServiceAddresses) throws -> ServiceAddresses {
        try ServiceAddresses { service in
            let address = addresses[service]
            switch tryBinding(address) {
            case .free(let port): return HostPort(host: address.host, port: port)
            case .taken: throw taken(address, service)
            case .refused(let reason): throw Complaint("\(service.rawValue) cannot listen on \(address): \(reason)")
            }
        }
    }

    enum Binding: Equatable {
        case free(port: Int)
        case taken
        case refused(String)
    }

    /// Binds and lets go at once. The service that binds next may still lose a race, and then says so in its log.
    static func tryBinding(_ address: HostPort) -> Binding {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var found: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(address.host, String(address.port), &hints, &found)
        guard status == 0, let target = found else { return .refused(String(cString: gai_strerror(status))) }
        defer { freeaddrinfo(found) }
        let descriptor = socket(target.pointee.ai_family, target.pointee.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return .refused(String(cString: strerror(errno))) }
        defer { close(descriptor) }
        // As the services do: connections of a run that just ended do not count.
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard bind(descriptor, target.pointee.ai_addr, target.pointee.ai_addrlen) == 0,
            listen(descriptor, 1) == 0
        else { return errno == EADDRINUSE ? .taken : .refused(String(cString: strerror(errno))) }
        return .free(port: port(of: descriptor) ?? address.port)
    }

    private static func port(of descriptor: Int32) -> Int? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let bytes = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        guard bytes == 0 else { return nil }
        // The port stands at the same place in IPv4's and IPv6's form: after the family, in network order.
        return withUnsafeBytes(of: storage) { Int($0[2]) << 8 | Int($0[3]) }
    }

    private static func taken(_ address: HostPort, _ service: ServiceName) -> Complaint {
        let other = HostPort(host: address.host, port: 0)
        return Complaint(
            """
            Port \(address.port), which \(service.rawValue) is to listen on, is in use by another program.
            See which: ss -ltnp 'sport = :\(address.port)'. Stop that program, or take another port: \
            week up --\(service.rawValue) \(address.host):\(address.port + 100) (port 0 in \(other) takes any free one).
            """)
    }
}
