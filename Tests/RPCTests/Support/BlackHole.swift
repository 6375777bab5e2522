import Glibc
import RPC

/// An address whose machine seems to be gone: whoever connects hears nothing, neither yes nor no. A listener that never
/// accepts, with its queue filled up, so that the system drops every further SYN.
final class BlackHole: Sendable {
    struct Failure: Error {}

    let address: HostPort
    private let sockets: [Int32]

    init() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var own = sockaddr_in()
        own.sin_family = sa_family_t(AF_INET)
        own.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let bound = withUnsafePointer(to: &own) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let named = withUnsafeMutablePointer(to: &own) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(listener, $0, &length) }
        }
        guard listener >= 0, bound == 0, named == 0, listen(listener, 0) == 0 else { throw Failure() }
        // A queue of length 0 holds one connection, on some kernels one more; these take every place.
        let fillers = (0..<4).map { _ in
            let filler = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
            _ = withUnsafePointer(to: &own) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(filler, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            return filler
        }
        address = HostPort(host: "127.0.0.1", port: Int(UInt16(bigEndian: own.sin_port)))
        sockets = [listener] + fillers
    }

    deinit { for socket in sockets { close(socket) } }
}
