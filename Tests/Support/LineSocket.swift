package import RPC

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A TCP connection to a server on this machine that a test sends lines by and reads lines from, ten seconds at most.
/// Blocks its thread: for a few lines only.
package final class LineSocket {
    package struct Failure: Error {
        package let operation: String
    }

    private let descriptor: Int32
    private var bytes: [UInt8] = []
    private var isOpen = true

    package init(to server: HostPort) throws {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(server.port).bigEndian)
        guard inet_pton(AF_INET, server.host, &address.sin_addr) == 1 else { throw Failure(operation: "address") }
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw Failure(operation: "connect") }
    }

    deinit { close() }

    package func send(_ text: String) throws {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure(operation: "send") }
            rest = rest.dropFirst(count)
        }
    }

    /// The next line without its ending.
    package func line() throws -> String {
        while true {
            if let newline = bytes.firstIndex(of: 0x0A) {
                defer { bytes.removeSubrange(...newline) }
                return String(decoding: bytes[..<newline], as: UTF8.self)
            }
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { throw Failure(operation: "receive") }
            bytes += buffer.prefix(count)
        }
    }

    /// Ends the connection as a process does that is killed with answers unread: by a reset, not in order. A mere end of
    /// this side is a half-close to the server, which then goes on working.
    package func reset() {
        var now = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    package func close() {
        if isOpen { _ = Glibc.close(descriptor) }
        isOpen = false
    }
}
