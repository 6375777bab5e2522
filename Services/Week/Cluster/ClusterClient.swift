import Foundation
import Security
import Shared

/// The four services as an administrator reaches them.
struct ClusterClient: Sendable {
    let addresses: ServiceAddresses
    private let clients: [ServiceName: RPCClient]

    /// - Parameters:
    ///   - keyFile: holds the caller's key. Without the file only what is open to everybody can be called.
    ///   - tls: nil for a cluster that speaks plainly.
    init(addresses: ServiceAddresses, keyFile: String, tls: TLSCredentials? = nil) throws {
        self.addresses = addresses
        let text = try WholeFile.read(keyFile)?.trimmingCharacters(in: .whitespacesAndNewlines)
        let key = text.flatMap { $0.isEmpty ? nil : $0 }
        clients = Dictionary(
            uniqueKeysWithValues: ServiceName.allCases.map { service in
                let configuration = RPCClient.Configuration(
                    service: service.rawValue, endpoints: [addresses[service]], key: { key }, tls: tls)
                return (service, RPCClient(configuration))
            })
    }

    /// Runs `body`, then closes the connections.
    func running<Value: Sendable>(_ body: (ClusterClient) async throws -> Value) async throws -> Value {
        defer { clients.values.forEach { $0.close() } }
        return try await body(self)
    }

    /// A mutation gets an idempotency key of its own: it is sent again under it when an answer is lost, but doing the same
    /// thing on another day is another call.
    func call<Method: RPCMethod>(
        _ method: Method.Type, _ params: Method.Params, timeout: Duration = .seconds(30), dryRun: Bool = false
    ) async throws -> Method.Result {
        let contract = Method.contract
        guard let service = ServiceName(method: contract.name), let client = clients[service] else {
            throw Complaint("\(contract.name) belongs to no service.")
        }
        return try await client.call(
            method, params, options: Self.options(of: contract, timeout: timeout, dryRun: dryRun))
    }

    /// A method by its name, with params as JSON text; the result as the service wrote it.
    func call(_ service: ServiceName, _ method: String, params: String, timeout: Duration) async throws -> EncodedJSON {
        guard let client = clients[service] else { throw Complaint("There is no service \(service.rawValue).") }
        let contract = Self.contracts[method] ?? MethodContract(method, "", kind: .query)
        return try await client.call(
            method, params: Array(params.utf8), options: Self.options(of: contract, timeout: timeout))
    }

    private static func options(of contract: MethodContract, timeout: Duration, dryRun: Bool = false) -> CallOptions {
        let key = contract.kind == .mutation ? "week/\(UUID().uuidString.lowercased())" : nil
        return CallOptions(timeout: timeout, idempotencyKey: key, dryRun: dryRun)
    }

    private static let contracts: [String: MethodContract] = {
        let methods = ServiceName.allCases.flatMap(\.methods)
        return Dictionary(methods.map { ($0.contract.name, $0.contract) }) { first, _ in first }
    }()
}

extension ClusterClient {
    /// How long somebody waits who only wants to know whether a service is there.
    private static let glance = CallOptions(timeout: .seconds(3))

    /// What a service says of itself.
    func health(of service: ServiceName) async -> Result<HealthReport, Fault> {
        guard let client = clients[service] else { return .failure(Fault(.dependencyUnavailable)) }
        do {
            return .success(try await client.call(ProtocolAPI.Health.self, Empty(), options: Self.glance))
        } catch {
            return .failure(error)
        }
    }

    func isReady(_ service: ServiceName) async -> Bool {
        guard case .success(let report) = await health(of: service) else { return false }
        return report.status == .serving
    }

    /// For a person: `ready`, or what is wrong.
    func state(of service: ServiceName) async -> (words: String, isReady: Bool) {
        switch await health(of: service) {
        case .failure(let fault): return ("not reached (\(fault.kind.reason))", false)
        case .success(let report):
            let rehearsal = report.clock == ServiceClock.Mode.manual.rawValue ? ", rehearsal" : ""
            guard report.status != .serving else { return ("ready\(rehearsal)", true) }
            let problems = report.checks.filter { !$0.ok }.map { "\($0.name): \($0.detail ?? "not well")" }
            return ((["\(report.status.rawValue)\(rehearsal)"] + problems).joined(separator: "; "), false)
        }
    }

    func waitUntilReady(within limit: Duration) async throws {
        let end = ContinuousClock.now + limit
        for service in ServiceName.allCases {
            guard try await Wait.until(within: end - .now, { await isReady(service) }) else {
                let words = await state(of: service).words
                throw Complaint(
                    "\(service.rawValue) on \(addresses[service]) did not become ready within \(limit): \(words). See: week doctor"
                )
            }
        }
    }

    /// The service's clock minus this machine's; nil when it does not answer.
    func clockSkew(of service: ServiceName) async -> Duration? {
        let before = ServiceClock.system.now()
        guard let client = clients[service],
            let answer = try? await client.call(ProtocolAPI.Ping.self, Empty(), options: Self.glance)
        else { return nil }
        let after = ServiceClock.system.now()
        // Between the two lies the instant of the answer; half of the way is the best guess.
        return answer.at.duration(since: before.adding(after.duration(since: before) / 2))
    }

    /// The campaigns in force, the one published last at the end.
    func campaigns() async throws -> [CampaignSummary] {
        let all = try await pages { try await call(RegistryAPI.ListCampaigns.self, .init(after: $0, limit: 500)) }
        let published = all.filter { $0.state == .published }
        let inForce = Dictionary(grouping: published, by: \.key).compactMap { $0.value.max { $0.version < $1.version } }
        return inForce.sorted { ($0.publishedAt ?? $0.loadedAt, $0.key) < ($1.publishedAt ?? $1.loadedAt, $1.key) }
    }

    /// The names of units, for people who do not read keys.
    func names(of units: Set<UnitKey>) async throws -> [UnitKey: String] {
        guard !units.isEmpty else { return [:] }
        let all = try await pages { try await call(RegistryAPI.ListUnits.self, .init(after: $0, limit: 500)) }
        return Dictionary(all.filter { units.contains($0.key) }.map { ($0.key, $0.name) }) { first, _ in first }
    }

    /// Every page of a list.
    func pages<Item>(_ page: (String?) async throws -> Page<Item>) async throws -> [Item] {
        var items: [Item] = []
        var after: String?
        repeat {
            let next = try await page(after)
            items += next.items
            after = next.next
        } while after != nil
        return items
    }
}
