import Foundation
import Shared

/// The services of a home over connections that stay, as its administrator: for tests that call thousands of times.
struct HomeClient: Sendable {
    private let clients: [ServiceName: RPCClient]

    /// - Parameter secret: of a key; nil: the administrator's.
    init(_ home: TestHome, key secret: String? = nil) throws {
        let key =
            try secret
            ?? String(contentsOfFile: home.path + "/admin.key", encoding: .utf8)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        let addresses = try home.addresses()
        clients = Dictionary(
            uniqueKeysWithValues: addresses.map { service, address in
                (service, RPCClient(.init(service: service.rawValue, endpoints: [address], key: { key })))
            })
    }

    func call<Method: RPCMethod>(_ method: Method.Type, _ params: Method.Params) async throws -> Method.Result {
        guard let service = ServiceName(rawValue: String(method.contract.name.prefix { $0 != "." })),
            let client = clients[service]
        else {
            throw ClusterFailure(description: "\(method.contract.name) belongs to no service")
        }
        let key = method.contract.kind == .mutation ? "test/\(UUID())" : nil
        return try await client.call(method, params, options: CallOptions(timeout: .seconds(60), idempotencyKey: key))
    }

    /// Somebody else than the administrator, who may look at what was filed: nobody reviews their own (E4, Q13).
    func reviewer(_ home: TestHome) async throws -> String {
        _ = try await call(RegistryAPI.CreatePrincipal.self, .init(name: "reviewer"))
        _ = try await call(
            RegistryAPI.GiveGrant.self, .init(principal: "reviewer", role: .reviewer, unit: "issuer:AH-EDU"))
        let issued = try await call(RegistryAPI.CreateKey.self, .init(principal: "reviewer"))
        guard let secret = issued.secret else { throw ClusterFailure(description: "the key was shown before") }
        return secret
    }

    func obligations() async throws -> [Obligation] {
        var all: [Obligation] = []
        var after: String?
        repeat {
            let page = try await call(ReportingAPI.ListObligations.self, .init(after: after, limit: 500))
            all += page.items
            after = page.next
        } while after != nil
        return all
    }

    /// - Parameter state: only those in it; nil: all.
    func deliveries(_ state: Delivery.State? = nil) async throws -> [Delivery] {
        var all: [Delivery] = []
        var after: String?
        repeat {
            let page = try await call(
                NotificationsAPI.ListDeliveries.self,
                .init(campaign: "anhui-2026", state: state, after: after, limit: 500))
            all += page.items
            after = page.next
        } while after != nil
        return all
    }

    func intents() async throws -> [Intent] {
        var all: [Intent] = []
        var after: String?
        repeat {
            let page = try await call(
                NotificationsAPI.ListIntents.self, .init(campaign: "anhui-2026", after: after, limit: 500))
            all += page.items
            after = page.next
        } while after != nil
        return all
    }
}

extension TestHome {
    /// The folder of the shipped campaign's tables.
    static let campaignFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../docs/campaigns/anhui-2026").standardizedFileURL.path

    /// Where the services of the running cluster are.
    func addresses() throws -> [ServiceName: HostPort] {
        struct RunFile: Decodable { let addresses: [String: String] }
        let data = try Data(contentsOf: URL(fileURLWithPath: path + "/run.json"))
        let found = try JSONDecoder().decode(RunFile.self, from: data).addresses
        return Dictionary(
            uniqueKeysWithValues: found.compactMap { name, address in
                ServiceName(rawValue: name).flatMap { service in HostPort(address).map { (service, $0) } }
            })
    }

    /// As `week clock set` does it, without a process.
    func setClock(_ instant: Instant) async throws {
        try Data("\(instant)\n".utf8).write(to: URL(fileURLWithPath: path + "/clock"), options: .atomic)
    }
}
