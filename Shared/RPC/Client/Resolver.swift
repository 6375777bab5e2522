import NIOCore
import NIOPosix

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One of the addresses a name stands for.
struct ResolvedAddress: Sendable {
    /// The name as it was configured: what a certificate has to be for.
    let host: String
    let address: SocketAddress
}

/// All addresses of a name, for a client that spreads its connections over them.
enum Resolver {
    struct Failure: Error {
        let reason: String
    }

    static func addresses(of endpoints: [HostPort]) async throws -> [ResolvedAddress] {
        var addresses: [ResolvedAddress] = []
        for endpoint in endpoints {
            if let literal = try? SocketAddress(ipAddress: endpoint.host, port: endpoint.port) {
                addresses.append(ResolvedAddress(host: endpoint.host, address: literal))
            } else {
                // getaddrinfo blocks, so it runs on a thread made for that.
                let found = try await NIOThreadPool.singleton.runIfActive { try lookUp(endpoint) }
                addresses += found.map { ResolvedAddress(host: endpoint.host, address: $0) }
            }
        }
        return addresses
    }

    private static func lookUp(_ endpoint: HostPort) throws -> [SocketAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_ADDRCONFIG
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(endpoint.host, String(endpoint.port), &hints, &list)
        guard status == 0 else { throw Failure(reason: String(cString: gai_strerror(status))) }
        defer { freeaddrinfo(list) }
        return sequence(first: list, next: { $0?.pointee.ai_next }).compactMap { entry in
            guard let entry = entry?.pointee, let address = entry.ai_addr else { return nil }
            switch entry.ai_family {
            case AF_INET:
                return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                    SocketAddress($0.pointee, host: endpoint.host)
                }
            case AF_INET6:
                return address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
                    SocketAddress($0.pointee, host: endpoint.host)
                }
            default:
                return nil
            }
        }
    }
}
