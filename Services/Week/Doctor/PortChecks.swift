import Shared

/// Whether the services could listen where they are to: of interest while they do not run.
struct PortChecks {
    let addresses: ServiceAddresses

    func findings() -> [Finding] {
        ServiceName.allCases.map { service in
            let address = addresses[service]
            do throws(Port.Obstacle) {
                try Port.expectFree(address)
                return .well("\(address) is free for \(service.rawValue)")
            } catch {
                switch error {
                case .taken:
                    return .wrong(
                        "\(address), meant for \(service.rawValue), is in use by another program",
                        "ss -ltnp 'sport = :\(address.port)', or week up --\(service.rawValue) \(address.host):0")
                case .other(let reason):
                    return .wrong(
                        "\(service.rawValue) cannot listen on \(address): \(reason)",
                        "week up --\(service.rawValue) 127.0.0.1:\(service.standardPort)")
                }
            }
        }
    }
}
