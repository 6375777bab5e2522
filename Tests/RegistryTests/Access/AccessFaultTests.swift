import Shared
import TestSupport
import Testing

@testable import Registry

/// What the registry answers to whoever manages access and names what is not there, or is there already.
@Suite struct AccessFaultTests {
    @Test func whatIsTakenAndWhatIsNotThereIsSaid() async throws {
        try await TestRegistry.run { registry in
            let people = try await AccessFixture.make(registry)
            await registry.expectFault(.principalTaken) {
                try await registry.tell(RegistryAPI.CreatePrincipal.self, .init(name: people.city, unit: "city:2"))
            }
            await registry.expectFault(.grantUnknown) {
                try await registry.tell(
                    RegistryAPI.EndGrant.self, .init(id: .make(at: registry.clock.now()), expectRevision: 1))
            }
            await registry.expectFault(.selectionEmpty) {
                try await registry.tell(
                    RegistryAPI.CreateKeys.self, .init(selector: .init(units: ["nobody"]), role: .unitReporter))
            }
        }
    }

    @Test func withoutAKeyToSignThemThereAreNoTokens() async throws {
        try await TestRegistry.run { registry in
            await registry.expectFault(.tokensOff) {
                try await registry.ask(RegistryAPI.IssueToken.self, .init())
            }
        }
    }
}
