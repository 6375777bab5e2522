import Shared
import TestSupport
import Testing

@testable import Registry

/// Principals, grants, keys and tokens, over the real server.
@Suite struct KeysTests {
    @Test func aSecretIsInTheFirstAnswerAndNowhereElse() async throws {
        try await TestRegistry.run { registry in
            let people = try await AccessFixture.make(registry)
            let params = RegistryAPI.CreateKey.Params(principal: people.city)
            let options = CallOptions(idempotencyKey: "once")
            let first = try await registry.harness.client.call(RegistryAPI.CreateKey.self, params, options: options)
            let secret = try #require(first.secret)
            let repeated = try await registry.harness.client.call(RegistryAPI.CreateKey.self, params, options: options)
            #expect(repeated.key == first.key)
            #expect(repeated.secret == nil)
            #expect(repeated.reason == "SHOWN_ONCE")
            let tail = String(secret.dropFirst(first.key.prefix.count + 1))
            let kept = try await registry.database.query(AccessFixture.everythingKept)
            #expect(kept.contains { $0.contains(first.key.prefix) })
            #expect(!kept.contains { $0.contains(tail) })
        }
    }

    @Test func aKeyIsItsPrincipalWithItsGrantsN19() async throws {
        try await TestRegistry.run { registry in
            let people = try await AccessFixture.make(registry)
            let client = try await people.client(of: people.city)
            defer { client.close() }
            let units = try await client.call(RegistryAPI.ListUnits.self, UnitFilter())
            // Its own, what is below, and the line above.
            #expect(Set(units.items.map(\.key)) == ["city:1", "school:1", "province"])
            let found = try await client.call(RegistryAPI.SearchUnits.self, .init(text: "二"))
            #expect(found.units.isEmpty)
            for key in ["city:2", "school:2", "nobody"] as [UnitKey] {
                let fault = await #expect(throws: Fault.self) {
                    try await client.call(RegistryAPI.GetUnit.self, .init(key: key))
                }
                #expect(fault?.kind == .unitUnknown)
            }
        }
    }

    @Test func aRevokedKeyIsOverOnConnectionsThatAreOpen() async throws {
        try await TestRegistry.run { registry in
            let people = try await AccessFixture.make(registry)
            let issued = try await registry.tell(RegistryAPI.CreateKey.self, .init(principal: people.city))
            let client = registry.harness.client(key: try #require(issued.secret))
            defer { client.close() }
            try await until { try await people.isLetIn(client) }
            try await registry.tell(RegistryAPI.RevokeKey.self, .init(id: issued.key.id, reason: "lost"))
            try await until { try await !people.isLetIn(client) }
            // Nor do methods that never wait, and so run where they are read, answer it.
            await registry.expectFault(.unauthenticated) { try await client.call(ProtocolAPI.Stats.self, Empty()) }
        }
    }

    @Test func aKeyEndsAtItsInstant() async throws {
        try await TestRegistry.run { registry in
            let people = try await AccessFixture.make(registry)
            let end = registry.clock.now().adding(.seconds(60))
            let issued = try await registry.tell(
                RegistryAPI.CreateKey.self, .init(principal: people.city, expiresAt: end))
            let client = registry.harness.client(key: try #require(issued.secret))
            defer { client.close() }
            try await until { try await people.isLetIn(client) }
            registry.clock.advance(by: .seconds(60))
            #expect(try await !people.isLetIn(client))
        }
    }

    @Test func whileAKeyIsRotatedBothAreAccepted() async throws {
        try await TestRegistry.run { registry in
            let people = try await AccessFixture.make(registry)
            let former = try await registry.tell(RegistryAPI.CreateKey.self, .init(principal: people.city))
            let old = registry.harness.client(key: try #require(former.secret))
            let rotated = try await registry.tell(
                RegistryAPI.RotateKey.self, .init(id: former.key.id, overlapSeconds: 30))
            let new = registry.harness.client(key: try #require(rotated.secret))
            defer {
                old.close()
                new.close()
            }
            try await until { try await people.isLetIn(new) }
            #expect(try await people.isLetIn(old))
            registry.clock.advance(by: .seconds(31))
            try await until { try await !people.isLetIn(old) }
            #expect(try await people.isLetIn(new))
            await registry.expectFault(.keyEnded) {
                try await registry.tell(RegistryAPI.RotateKey.self, .init(id: former.key.id))
            }
        }
    }

    @Test func aPrincipalThatEndsTakesItsKeysAlong() async throws {
        try await TestRegistry.run { registry in
            let people = try await AccessFixture.make(registry)
            let client = try await people.client(of: people.city)
            defer { client.close() }
            try await registry.tell(RegistryAPI.EndPrincipal.self, .init(name: people.city, expectRevision: 1))
            try await until { try await !people.isLetIn(client) }
            await registry.expectFault(.principalUnknown) {
                try await registry.tell(RegistryAPI.CreateKey.self, .init(principal: people.city))
            }
        }
    }

    @Test func aGrantEndsOnItsDateAndWithItWhatItAllowed() async throws {
        try await TestRegistry.run { registry in
            let people = try await AccessFixture.make(registry)
            let name = "unit:school:1"
            try await registry.tell(RegistryAPI.CreatePrincipal.self, .init(name: name, unit: "school:1"))
            try await registry.tell(
                RegistryAPI.GiveGrant.self,
                .init(
                    principal: name, role: .reader, unit: "school:1",
                    validTo: registry.clock.now().adding(.seconds(3_600))))
            let client = try await people.client(of: name)
            defer { client.close() }
            #expect(try await people.isLetIn(client))
            registry.clock.advance(by: .seconds(3_600))
            let fault = await #expect(throws: Fault.self) {
                try await client.call(RegistryAPI.ListUnits.self, UnitFilter())
            }
            #expect(fault?.kind == .permissionDenied)
        }
    }

    @Test func nobodyGivesMoreThanTheyHave() async throws {
        try await TestRegistry.run { registry in
            let people = try await AccessFixture.make(registry)
            let client = try await people.client(of: people.city)
            defer { client.close() }
            for name in ["unit:school:1", "unit:school:2"] {
                try await registry.tell(
                    RegistryAPI.CreatePrincipal.self, .init(name: name, unit: UnitKey(String(name.dropFirst(5)))))
            }
            func give(_ principal: String, _ role: Role, _ unit: UnitKey?) async -> FaultKind? {
                do {
                    _ = try await client.call(
                        RegistryAPI.GiveGrant.self, .init(principal: principal, role: role, unit: unit),
                        options: CallOptions(idempotencyKey: "\(UniqueID.make(at: registry.clock.now()))"))
                    return nil
                } catch {
                    return error.kind
                }
            }
            #expect(await give("unit:school:1", .unitReporter, "school:1") == nil)
            #expect(await give("unit:school:1", .cityAdmin, "school:1") == .grantBeyondOwn)
            #expect(await give("unit:school:1", .provinceAdmin, nil) == .grantBeyondOwn)
            #expect(await give("unit:school:1", .reviewer, "city:2") == .permissionDenied)
            // Another city's principal and one that is not there look the same.
            #expect(await give("unit:school:2", .unitReporter, "school:1") == .principalUnknown)
            #expect(await give("unit:nobody", .unitReporter, "school:1") == .principalUnknown)
            // Its own unit's principals are the level above's.
            #expect(await give("unit:school:1", .reviewer, "city:1") == .permissionDenied)
        }
    }

    @Test func manyUnitsGetAKeyEachShownOnce() async throws {
        try await TestRegistry.run { registry in
            let people = try await AccessFixture.make(registry)
            let params = RegistryAPI.CreateKeys.Params(
                selector: UnitSelector(kinds: ["secondary_local"]), role: .unitReporter)
            let options = CallOptions(idempotencyKey: "many")
            let client = registry.harness.client
            let first = try await client.call(RegistryAPI.CreateKeys.self, params, options: options)
            #expect(first.items.map(\.unit) == ["school:1", "school:2"])
            #expect(Set(first.items.compactMap(\.issued.secret)).count == 2)
            let repeated = try await client.call(RegistryAPI.CreateKeys.self, params, options: options)
            #expect(repeated.items.allSatisfy { $0.issued.secret == nil && $0.issued.reason == "SHOWN_ONCE" })
            // A city makes them for its own schools only.
            let city = try await people.client(of: people.city)
            defer { city.close() }
            let own = try await city.call(
                RegistryAPI.CreateKeys.self, params, options: CallOptions(idempotencyKey: "own"))
            #expect(own.items.map(\.unit) == ["school:1"])
            let school = try await people.letIn(
                registry.harness.client(key: try #require(own.items.first?.issued.secret)))
            defer { school.close() }
            let seen = try await school.call(RegistryAPI.ListUnits.self, UnitFilter())
            #expect(Set(seen.items.map(\.key)) == ["school:1", "city:1", "province"])
        }
    }

    @Test func aWrongSecretOfAKnownKeyAndAnUnknownKeyGetTheSameAnswer() async throws {
        try await TestRegistry.run { registry in
            let people = try await AccessFixture.make(registry)
            let issued = try await registry.tell(RegistryAPI.CreateKey.self, .init(principal: people.city))
            let client = try await people.letIn(registry.harness.client(key: try #require(issued.secret)))
            client.close()
            let unknown = APIKey.generate().text
            let wrong = issued.key.prefix + unknown.dropFirst(issued.key.prefix.count)
            let anonymous = registry.harness.anonymousClient()
            defer { anonymous.close() }
            var answers: [String] = []
            for key in [unknown, wrong] {
                let fault = await #expect(throws: Fault.self) {
                    try await anonymous.call(ProtocolAPI.Auth.self, .init(key: key))
                }
                answers.append("\(fault?.kind.reason ?? "none") \(fault?.message ?? "none")")
            }
            #expect(answers[0] == answers[1])
            #expect(answers[0].hasPrefix("UNAUTHENTICATED"))
        }
    }

    @Test func tooManyFailuresAreMadeToWaitAndWhoIsKnownIsNot() async throws {
        try await TestRegistry.run { registry in
            let people = try await AccessFixture.make(registry)
            let issued = try await registry.tell(RegistryAPI.CreateKey.self, .init(principal: people.city))
            let secret = try #require(issued.secret)
            try await people.letIn(registry.harness.client(key: secret)).close()
            let anonymous = registry.harness.anonymousClient()
            defer { anonymous.close() }
            var kinds: [FaultKind] = []
            for _ in 0..<20 {
                do {
                    _ = try await anonymous.call(ProtocolAPI.Auth.self, .init(key: APIKey.generate().text))
                } catch let fault as Fault {
                    kinds.append(fault.kind)
                    if fault.kind == .rateLimited { #expect((fault.retryAfterMs ?? 0) > 0) }
                }
            }
            #expect(kinds.first == .unauthenticated)
            #expect(kinds.contains(.rateLimited))
            let known = try await anonymous.call(ProtocolAPI.Auth.self, .init(key: secret))
            #expect(known.principal == people.city)
        }
    }
}
