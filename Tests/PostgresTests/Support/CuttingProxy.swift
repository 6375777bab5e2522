import Glibc
import Synchronization

@testable import Postgres

/// Stands between a database and its server, on a unix socket, and cuts connections where it is told to.
final class CuttingProxy: Sendable {
    /// Where a connection ends: after so many bytes in one direction.
    struct Cut: Sendable {
        var toServer: Int?
        var toClient: Int?
    }

    /// What went through the connections so far.
    struct Traffic: Sendable {
        var connections = 0
        var toServer = 0
        var toClient = 0
    }

    let directory: String
    private let upstream: (host: String, port: String)
    private let cut: @Sendable (_ connection: Int) -> Cut?
    private let traffic = Mutex(Traffic())
    /// Closing the writing end wakes every thread of the proxy.
    private let stopReading: Int32
    private let stopWriting: Int32

    /// - Parameter cut: where the connection with this number, from 0, ends; nil lets it live.
    init(to configuration: DatabaseConfiguration, cut: @escaping @Sendable (_ connection: Int) -> Cut?) throws {
        directory = "/tmp/week-proxy-\(getpid())-\(UInt32.random(in: 0...(.max)))"
        upstream = (configuration.parameters["host"] ?? "", configuration.parameters["port"] ?? "5432")
        self.cut = cut
        var ends: [Int32] = [0, 0]
        guard mkdir(directory, 0o700) == 0, pipe(&ends) == 0 else { throw CuttingProxyError(at: directory) }
        (stopReading, stopWriting) = (ends[0], ends[1])
        let listener = try Self.socket(at: "\(directory)/.s.PGSQL.\(upstream.port)") { bind($0, $1, $2) }
        guard listen(listener, 64) == 0 else { throw CuttingProxyError(at: directory) }
        try Thread.start { [self] in accept(on: listener) }
    }

    var seen: Traffic { traffic.withLock { $0 } }

    /// The configuration, by way of the proxy.
    func configuration(_ direct: DatabaseConfiguration) -> DatabaseConfiguration {
        var configuration = direct
        configuration.parameters["host"] = directory
        return configuration
    }

    func stop() {
        close(stopWriting)
        unlink("\(directory)/.s.PGSQL.\(upstream.port)")
        rmdir(directory)
    }

    private func accept(on listener: Int32) {
        defer { close(listener) }
        while true {
            var descriptors = [
                pollfd(fd: listener, events: Int16(POLLIN), revents: 0), pollfd(fd: stopReading, events: 0, revents: 0),
            ]
            guard poll(&descriptors, 2, -1) > 0, descriptors[1].revents == 0 else { return }
            let client = Glibc.accept(listener, nil, nil)
            guard client >= 0 else { return }
            let number = traffic.withLock { traffic in
                defer { traffic.connections += 1 }
                return traffic.connections
            }
            try? Thread.start { [self] in serve(client, cut(number)) }
        }
    }

    private func serve(_ client: Int32, _ cut: Cut?) {
        defer { close(client) }
        guard let server = try? connectUpstream() else { return }
        defer { close(server) }
        var left = (toServer: cut?.toServer ?? .max, toClient: cut?.toClient ?? .max)
        while left.toServer > 0, left.toClient > 0 {
            var descriptors = [
                pollfd(fd: client, events: Int16(POLLIN), revents: 0),
                pollfd(fd: server, events: Int16(POLLIN), revents: 0), pollfd(fd: stopReading, events: 0, revents: 0),
            ]
            guard poll(&descriptors, 3, -1) > 0, descriptors[2].revents == 0 else { return }
            if descriptors[0].revents != 0 {
                let count = Self.move(from: client, to: server, atMost: left.toServer)
                guard count > 0 else { return }
                left.toServer -= count
                traffic.withLock { $0.toServer += count }
            }
            if descriptors[1].revents != 0 {
                let count = Self.move(from: server, to: client, atMost: left.toClient)
                guard count > 0 else { return }
                left.toClient -= count
                traffic.withLock { $0.toClient += count }
            }
        }
    }

    private static func move(from source: Int32, to target: Int32, atMost limit: Int) -> Int {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(source, &buffer, min(limit, buffer.count), 0)
        guard count > 0 else { return 0 }
        var sent = 0
        while sent < count {
            let written = buffer.withUnsafeBytes {
                send(target, $0.baseAddress! + sent, count - sent, Int32(MSG_NOSIGNAL))  // never empty
            }
            guard written > 0 else { return 0 }
            sent += written
        }
        return count
    }

    private func connectUpstream() throws -> Int32 {
        if upstream.host.hasPrefix("/") {
            return try Self.socket(at: "\(upstream.host)/.s.PGSQL.\(upstream.port)") { connect($0, $1, $2) }
        }
        var addresses: UnsafeMutablePointer<addrinfo>?
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        guard getaddrinfo(upstream.host, upstream.port, &hints, &addresses) == 0, let address = addresses?.pointee
        else {
            throw CuttingProxyError(at: upstream.host)
        }
        defer { freeaddrinfo(addresses) }
        let descriptor = Glibc.socket(address.ai_family, address.ai_socktype, address.ai_protocol)
        guard connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 else {
            close(descriptor)
            throw CuttingProxyError(at: upstream.host)
        }
        return descriptor
    }

    /// A unix socket, bound or connected by `attach`.
    private static func socket(
        at path: String, _ attach: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8) + [0]
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes.prefix($0.count)) }
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let code = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                attach(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard code == 0 else {
            close(descriptor)
            throw CuttingProxyError(at: path)
        }
        return descriptor
    }
}

struct CuttingProxyError: Error {
    let place: String
    let code = errno

    init(at place: String) { self.place = place }
}
