import Foundation
import Shared

/// The ports of this machine, before a service takes them.
enum Port {
    /// Why a service cannot listen on a port.
    enum Obstacle: Error {
        case taken
        case other(String)

        fileprivate init(_ code: Int32) {
            self = code == EADDRINUSE ? .taken : .other(String(cString: strerror(code)))
        }
    }

    /// Binds, listens and lets go at once. The service that binds next may still lose a race, and then says so in its log.
    static func expectFree(_ address: HostPort) throws(Obstacle) {
        let descriptor = try bind(address)
        defer { close(descriptor) }
        guard listen(descriptor, 1) == 0 else { throw Obstacle(errno) }
    }

    /// A port that nobody has, bound and not listened on, and the socket that keeps it: close it to let go.
    static func keepFree(host: String) throws(Obstacle) -> (port: Int, socket: Int32) {
        let descriptor = try bind(HostPort(host: host, port: 0))
        guard let port = port(of: descriptor) else {
            close(descriptor)
            throw .other("the port of a socket cannot be read")
        }
        return (port, descriptor)
    }

    private static func bind(_ address: HostPort) throws(Obstacle) -> Int32 {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var found: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(address.host, String(address.port), &hints, &found)
        guard status == 0, let target = found else {
            throw .other(String(cString: gai_strerror(status)))
        }
        defer { freeaddrinfo(found) }
        let descriptor = socket(target.pointee.ai_family, target.pointee.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Obstacle(errno) }
        // As the services do: connections of a run that just ended do not count.
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard Glibc.bind(descriptor, target.pointee.ai_addr, target.pointee.ai_addrlen) == 0 else {
            let code = errno
            close(descriptor)
            throw Obstacle(code)
        }
        return descriptor
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
}
