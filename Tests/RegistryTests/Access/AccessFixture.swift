import Shared
import TestSupport
import Testing

@testable import Registry

/// A province, two cities with a school each, and an administrator of the first city.
struct AccessFixture: Sendable {
    let registry: TestRegistry
    let city = "city:1/office"

    static func make(_ registry: TestRegistry) async throws -> AccessFixture {
        let units: [(UnitKey, UnitKind, String, UnitKey?)] = [
            ("province", "province_department", "省教育厅", nil), ("city:1", "city_education", "第一市教育局", "province"),
            ("city:2", "city_education", "第二市教育局", "province"), ("school:1", "secondary_local", "第一学校", "city:1"),
            ("school:2", "secondary_local", "第二学校", "city:2"),
        ]
        for (key, kind, name, parent) in units {
            try await registry.tell(RegistryAPI.CreateUnit.self, .init(key: key, kind: kind, name: name))
            guard let parent else { continue }
            for track in ["vocational", "lifelong"] as [TrackCode] {
                try await registry.tell(
                    RegistryAPI.SetRelation.self, .init(type: .reportsTo, from: key, to: parent, track: track))
            }
        }
        let fixture = AccessFixture(registry: registry)
        try await registry.tell(RegistryAPI.CreatePrincipal.self, .init(name: fixture.city, unit: "city:1"))
        try await registry.tell(
            RegistryAPI.GiveGrant.self, .init(principal: fixture.city, role: .cityAdmin, unit: "city:1"))
        return fixture
    }

    /// A client with a new key of the principal, let in.
    func client(of principal: String) async throws -> RPCClient {
        let issued = try await registry.tell(RegistryAPI.CreateKey.self, .init(principal: principal))
        let secret = try #require(issued.secret)
        return try await letIn(registry.harness.client(key: secret))
    }

    /// Waits until the key is known to the service: it comes by the feed.
    func letIn(_ client: RPCClient) async throws -> RPCClient {
        try await until { try await isLetIn(client) }
        return client
    }

    /// Whether the client's key is accepted. A client that was refused tries again with each call.
    func isLetIn(_ client: RPCClient) async throws -> Bool {
        do {
            _ = try await client.call(RegistryAPI.ListRegions.self, .init(limit: 1))
            return true
        } catch {
            guard [.unauthenticated, .rateLimited].contains(error.kind) else { throw error }
            return false
        }
    }

    /// Everything a service keeps of calls and changes, as text.
    static let everythingKept = Statement(
        """
        SELECT coalesce(answer, '') FROM idempotency UNION ALL SELECT data::text FROM changes
        UNION ALL SELECT k::text FROM keys k
        """
    ) { row in try row.next(String?.self) ?? "" }
}
