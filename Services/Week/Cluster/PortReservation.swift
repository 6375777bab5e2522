import Foundation
import Shared

/// The addresses of a run, every port 0 replaced by a free one that is kept from other programs as long as this lives.
///
/// A kept port is bound with `SO_REUSEADDR` and not listened on. On Linux the service, which sets it too, binds and
/// listens on the same port, at each of its starts, while whoever asks for any free port gets another.
final class PortReservation {
    let addresses: ServiceAddresses
    private let sockets: [Int32]

    /// Throws when a service cannot listen where it is to, and says what to do.
    init(_ wanted: ServiceAddresses) throws {
        var sockets: [Int32] = []
        do {
            addresses = try ServiceAddresses { service in
                let address = wanted[service]
                do throws(Port.Obstacle) {
                    guard address.port == 0 else {
                        try Port.expectFree(address)
                        return address
                    }
                    let kept = try Port.keepFree(host: address.host)
                    sockets.append(kept.socket)
                    return HostPort(host: address.host, port: kept.port)
                } catch {
                    throw Self.complaint(error, address, service)
                }
            }
        } catch {
            sockets.forEach { close($0) }
            throw error
        }
        self.sockets = sockets
    }

    deinit { sockets.forEach { close($0) } }

    private static func complaint(_ obstacle: Port.Obstacle, _ address: HostPort, _ service: ServiceName) -> Complaint {
        switch obstacle {
        case .taken:
            let other = HostPort(host: address.host, port: 0)
            return Complaint(
                """
                Port \(address.port), which \(service.rawValue) is to listen on, is in use by another program.
                See which: ss -ltnp 'sport = :\(address.port)'. Stop that program, or take another port: \
                week up --\(service.rawValue) \(address.host):\(address.port + 100) (port 0 in \(other) takes any free one).
                """)
        case .other(let reason):
            return Complaint("\(service.rawValue) cannot listen on \(address): \(reason)")
        }
    }
}
