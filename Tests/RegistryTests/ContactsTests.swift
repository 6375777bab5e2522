import Shared
import Testing

@testable import Registry

@Suite struct ContactsTests {
    private static let address = "someone@school.invalid"

    private static func run(_ body: @escaping @Sendable (TestRegistry) async throws -> Void) async throws {
        try await TestRegistry.run { registry in
            try await registry.tell(
                RegistryAPI.CreateUnit.self, .init(key: "school:a", kind: .secondaryLocal, name: "某校"))
            try await body(registry)
        }
    }

    private static func contact(_ address: String = address) -> RegistryAPI.SetContact.Params {
        .init(unit: "school:a", role: "reporter", person: "某人", address: address)
    }

    @Test func contactIsSetVerifiedAndRead() async throws {
        try await Self.run { registry in
            let set = try await registry.tell(RegistryAPI.SetContact.self, Self.contact())
            #expect(set.outcome == .created && !set.contact.verified)
            let again = try await registry.tell(RegistryAPI.SetContact.self, Self.contact())
            #expect(again.outcome == .unchanged)
            try await registry.tell(RegistryAPI.VerifyContact.self, .init(id: set.contact.id, expectRevision: 1))
            let page = try await registry.ask(
                RegistryAPI.ListContacts.self, .init(units: ["school:a"], verifiedOnly: true))
            #expect(page.items.map(\.address) == [Self.address])
            #expect(page.items.map(\.contact.revision) == [2])
        }
    }

    @Test func newAddressTakesThePlaceOfTheOldAndIsNotVerified() async throws {
        try await Self.run { registry in
            let set = try await registry.tell(RegistryAPI.SetContact.self, Self.contact())
            try await registry.tell(RegistryAPI.VerifyContact.self, .init(id: set.contact.id, expectRevision: 1))
            let moved = try await registry.tell(RegistryAPI.SetContact.self, Self.contact("other@school.invalid"))
            #expect(moved.outcome == .updated && !moved.contact.verified && moved.contact.id == set.contact.id)
            let page = try await registry.ask(RegistryAPI.ListContacts.self, .init())
            #expect(page.items.map(\.address) == ["other@school.invalid"])
        }
    }

    @Test func r7AddressStandsInNoChangeRowAndNoStoredAnswer() async throws {
        try await Self.run { registry in
            try await registry.tell(RegistryAPI.SetContact.self, Self.contact())
            let csv = "unit,role,address,person\nschool:a,lead,lead@school.invalid,某人\n"
            try await registry.tell(RegistryAPI.ApplyImport.self, .init(kind: .contacts, csv: csv))
            let leaks = Statement(
                """
                SELECT count(*) FROM (
                    SELECT data::text AS text FROM changes UNION ALL SELECT answer FROM idempotency) AS kept
                WHERE text LIKE '%school.invalid%' OR text LIKE '%某人%'
                """
            ) { row in try row.next(Int?.self) }
            #expect(try await registry.database.one(leaks) == 0)
            #expect(try await registry.changes().filter { $0.entity == "contact" }.count == 2)
        }
    }

    @Test func r7ReaderMayNotReadAddresses() async throws {
        try await Self.run { registry in
            try await registry.tell(RegistryAPI.SetContact.self, Self.contact())
            await registry.expectFault(.permissionDenied) {
                try await registry.ask(RegistryAPI.ListContacts.self, .init(), as: .reader)
            }
        }
    }

    @Test func r7BadRowDoesNotRepeatTheAddress() async throws {
        try await Self.run { registry in
            let fault = await registry.expectFault(.importRefused) {
                try await registry.tell(
                    RegistryAPI.ApplyImport.self,
                    .init(kind: .contacts, csv: "unit,role,address\nschool:a,reporter,not an address\n"))
            }
            #expect(fault?.violations.map(\.path) == ["line 2: address"])
            #expect(fault?.violations.contains { $0.detail.contains("not an") } == false)
        }
    }

    @Test func unknownContactIsNotVerified() async throws {
        try await Self.run { registry in
            await registry.expectFault(.contactUnknown) {
                try await registry.tell(
                    RegistryAPI.VerifyContact.self, .init(id: .make(at: registry.clock.now()), expectRevision: 1))
            }
        }
    }

    @Test func contactOfAnUnknownUnitIsRefused() async throws {
        try await TestRegistry.run { registry in
            await registry.expectFault(.unitUnknown) {
                try await registry.tell(RegistryAPI.SetContact.self, Self.contact())
            }
        }
    }
}
