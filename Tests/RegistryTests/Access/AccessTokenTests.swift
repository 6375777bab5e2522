import Foundation
import Shared
import TestSupport
import Testing

@testable import Registry

/// Tokens of the registry: short, bound to their key, verified without asking.
@Suite struct AccessTokenTests {
    /// A registry with a key for tokens, and a client of the first city's administrator with its key.
    private static func run(
        _ body: @escaping @Sendable (TestRegistry, AccessFixture, IssuedKey, RPCClient) async throws -> Void
    ) async throws {
        let path = "/tmp/week-token-\(UUID()).pem"
        try PrivateKey.generate(.international).pem.write(toFile: path, atomically: true, encoding: .utf8)
        defer { unlink(path) }
        try await ServiceTestHarness.run(RegistryMain.service, values: ["week.token.key.file": path]) { harness in
            let registry = TestRegistry(harness: harness)
            let people = try await AccessFixture.make(registry)
            let issued = try await registry.tell(RegistryAPI.CreateKey.self, .init(principal: people.city))
            let client = try await people.letIn(harness.client(key: try #require(issued.secret)))
            defer { client.close() }
            try await body(registry, people, issued, client)
        }
    }

    /// A bare connection that shows the token; nil when it is refused.
    private static func shown(_ token: String, to registry: TestRegistry) async throws -> RPCClient? {
        let client = registry.harness.anonymousClient()
        do {
            _ = try await client.call(ProtocolAPI.Auth.self, .init(token: token))
            return client
        } catch {
            client.close()
            guard error.kind == .unauthenticated else { throw error }
            return nil
        }
    }

    @Test func aTokenActsAsItsPrincipalAndEndsAtItsInstant() async throws {
        try await Self.run { registry, _, _, client in
            let issued = try await client.call(RegistryAPI.IssueToken.self, .init(lifetimeSeconds: 60))
            let token = try #require(try await Self.shown(issued.token, to: registry))
            defer { token.close() }
            let units = try await token.call(RegistryAPI.ListUnits.self, UnitFilter())
            #expect(Set(units.items.map(\.key)) == ["city:1", "school:1", "province"])
            // Out of a token no other is made.
            await registry.expectFault(.tokenNeedsKey) {
                try await token.call(RegistryAPI.IssueToken.self, .init())
            }
            registry.clock.advance(by: .seconds(60))
            await registry.expectFault(.unauthenticated) {
                try await token.call(RegistryAPI.ListRegions.self, .init(limit: 1))
            }
            #expect(try await Self.shown(issued.token, to: registry) == nil)
            await registry.expectFault(.invalidParams) {
                try await client.call(RegistryAPI.IssueToken.self, .init(lifetimeSeconds: 901))
            }
        }
    }

    @Test func aTokenEndsWithTheKeyItWasIssuedTo() async throws {
        try await Self.run { registry, people, issued, client in
            let text = try await client.call(RegistryAPI.IssueToken.self, .init(lifetimeSeconds: 900)).token
            let token = try #require(try await Self.shown(text, to: registry))
            defer { token.close() }
            try await registry.tell(RegistryAPI.RevokeKey.self, .init(id: issued.key.id, reason: "lost"))
            try await until {
                do throws(Fault) {
                    _ = try await token.call(RegistryAPI.ListRegions.self, .init(limit: 1))
                    return false
                } catch {
                    return error.kind == .unauthenticated
                }
            }
            #expect(try await Self.shown(text, to: registry) == nil)
        }
    }

    /// Signed by somebody else, or not at all, under the registry's own key id.
    @Test func aTokenThatTheRegistryDidNotSignIsNone() async throws {
        try await Self.run { registry, people, issued, client in
            let genuine = try await client.call(RegistryAPI.IssueToken.self, .init()).token
            let now = registry.clock.now().microseconds / 1_000_000
            let stranger = try TokenSigner(pem: PrivateKey.generate(.international).pem)
            let forged = try Token(
                principal: people.city, keyPrefix: issued.key.prefix, issuedAt: now, expiresAt: now + 300
            ).text(signedBy: stranger)
            let parts = genuine.split(separator: ".").map(String.init)
            let swapped = "\(parts[0]).\(parts[1]).\(forged.split(separator: ".")[2])"
            for token in [forged, swapped, "\(parts[0]).\(parts[1]).", genuine + "x"] {
                #expect(try await Self.shown(token, to: registry) == nil)
            }
            let token = try await Self.shown(genuine, to: registry)
            #expect(token != nil)
            token?.close()
        }
    }
}
