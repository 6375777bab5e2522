import ArgumentParser
import Foundation
import Shared

/// Where each of the four services listens.
struct ServiceAddresses: Codable, Equatable, Sendable {
    private var addresses: [ServiceName: HostPort]

    init(_ address: (ServiceName) throws -> HostPort) rethrows {
        addresses = try Dictionary(uniqueKeysWithValues: ServiceName.allCases.map { ($0, try address($0)) })
    }

    /// 127.0.0.1, ports 7401 to 7404.
    static let standard = ServiceAddresses { service in
        HostPort(host: "127.0.0.1", port: service.standardPort)
    }

    subscript(service: ServiceName) -> HostPort { addresses[service] ?? Self.standard[service] }

    init(from decoder: any Decoder) throws {
        let named = try [String: String](from: decoder)
        self.init { named[$0.rawValue].flatMap { HostPort($0) } ?? Self.standard[$0] }
    }

    func encode(to encoder: any Encoder) throws {
        let named = addresses.map { ($0.key.rawValue, $0.value.description) }
        try Dictionary(uniqueKeysWithValues: named).encode(to: encoder)
    }
}

/// The same four flags for every command that runs or calls services.
struct AddressOptions: ParsableArguments {
    @Option(help: "Address of the registry, host:port (WEEK_REGISTRY).")
    var registry: HostPort?
    @Option(help: "Address of events (WEEK_EVENTS).")
    var events: HostPort?
    @Option(help: "Address of reporting (WEEK_REPORTING).")
    var reporting: HostPort?
    @Option(help: "Address of notifications (WEEK_NOTIFICATIONS).")
    var notifications: HostPort?

    /// Flag, else environment, else `otherwise`.
    func addresses(
        environment: [String: String] = ProcessInfo.processInfo.environment, otherwise: ServiceAddresses
    ) throws -> ServiceAddresses {
        try ServiceAddresses { service in
            if let flag = self[service] { return flag }
            let variable = service.addressVariable
            guard let text = environment[variable], !text.isEmpty else { return otherwise[service] }
            guard let address = HostPort(text) else {
                throw Complaint("\(variable) is “\(text)”; it must be host:port, such as \(otherwise[service])")
            }
            return address
        }
    }

    var isGiven: Bool { ServiceName.allCases.contains { self[$0] != nil } }

    private subscript(service: ServiceName) -> HostPort? {
        switch service {
        case .registry: registry
        case .events: events
        case .reporting: reporting
        case .notifications: notifications
        }
    }
}

extension HostPort: ExpressibleByArgument {
    init?(argument: String) { self.init(argument) }
}

extension ServiceName {
    /// The variable that says where the service is, to its peers and to `week`.
    var addressVariable: String { "WEEK_\(rawValue.uppercased())" }
}
