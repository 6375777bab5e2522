import Shared
import TestSupport
import Testing

@testable import Registry

/// Person and address of a contact: encrypted at rest, erased when nobody needs them, found nowhere else (R7).
@Suite struct PersonalDataTests {
    private static let address = "planted-7f3a@school.invalid"
    private static let person = "植入者甲"

    private static func run(_ body: @escaping @Sendable (TestRegistry) async throws -> Void) async throws {
        try await TestRegistry.run { registry in
            try await registry.tell(
                RegistryAPI.CreateUnit.self, .init(key: "school:a", kind: .secondaryLocal, name: "某校"))
            try await body(registry)
        }
    }

    private static func set(_ registry: TestRegistry, _ address: String = address) async throws -> Contact {
        try await registry.tell(
            RegistryAPI.SetContact.self,
            .init(unit: "school:a", role: "reporter", person: person, address: address, source: "名册")
        ).contact
    }

    @Test func r7PersonalDataIsReadOnlyThroughTheMethod() async throws {
        try await Self.run { registry in
            let contact = try await Self.set(registry)
            let csv = "unit,role,address,person\nschool:a,lead,imported-9c@school.invalid,植入者乙\n"
            try await registry.tell(RegistryAPI.ApplyImport.self, .init(kind: .contacts, csv: csv))
            let page = try await registry.ask(RegistryAPI.ListContacts.self, .init())
            #expect(page.items.map(\.address).sorted() == ["imported-9c@school.invalid", Self.address])
            #expect(page.items.first { $0.contact.id == contact.id }?.person == Self.person)
            #expect(page.items.first { $0.contact.id == contact.id }?.source == "名册")
            let dump = try await DatabaseDump.text(registry.database)
            #expect(dump.contains(contact.id.description), "the dump is one")
            for secret in [Self.address, Self.person, "imported-9c@school.invalid", "植入者乙", "名册"] {
                #expect(!DatabaseDump.holds(dump, secret), "\(secret) stands in a row")
            }
        }
    }

    /// The fingerprint of an idempotency key is no digest that tells who tries addresses that it is this one.
    @Test func r7NoRowHoldsADigestThatCouldBeGuessed() async throws {
        try await Self.run { registry in
            let params = #"{"address":"\#(Self.address)","channel":"email","role":"reporter","unit":"school:a"}"#
            try await registry.tell(
                RegistryAPI.SetContact.self, .init(unit: "school:a", role: "reporter", address: Self.address))
            let plain = DigestAlgorithm.sha256.digest(params).hex
            #expect(try await !DatabaseDump.text(registry.database).contains(plain))
        }
    }

    /// Rows from before: in clear, readable all the same, and encrypted by the service itself.
    @Test func rowsInClearAreReadAndThenEncrypted() async throws {
        try await withVault { database, vault in
            let id = ID<Contact>.make(at: ServiceTestHarness.start)
            try await database.withLease { lease in
                try await lease.script(
                    """
                    INSERT INTO contacts (id, revision, unit_id, role, channel, person, address, source, recorded_at)
                    SELECT '\(id)', 3, id, 'reporter', 'email', '\(Self.person)', '\(Self.address)', 's', now() FROM units
                    """)
            }
            let clear = try await database.first(ContactStatements.lockByID, id)
            let before = try vault.open(try #require(clear))
            #expect(before?.address == Self.address)
            #expect(try await vault.reseal(batch: 10, database) == 1)
            #expect(try await vault.reseal(batch: 10, database) == 0)
            let stored = try await database.first(ContactStatements.lockByID, id)
            let row = try #require(stored)
            #expect(row.plain == nil && row.sealed != nil)
            let after = try vault.open(row)
            #expect(after == before)
            #expect(after?.contact.revision == 3)
            #expect(try await !DatabaseDump.holds(DatabaseDump.text(database), Self.address))
        }
    }

    /// A new key: everything is encrypted anew in bounded batches, readable at every moment; then the old key may go.
    @Test(arguments: CryptographicSuite.allCases) func aNewKeyTakesEverythingOver(
        _ suite: CryptographicSuite
    ) async throws {
        try await withVault { database, old in
            try await fill(database, old, count: 5)
            let file = try PersonalKeysFile(old.keys.file.rotated(to: suite))
            defer { file.remove() }
            let new = ContactVault(keys: try file.ring())
            #expect(try await addresses(database, new) == (0..<5).map { "a\($0)@school.invalid" })
            #expect(try await new.reseal(batch: 2, database) == 2)
            #expect(try await addresses(database, new) == (0..<5).map { "a\($0)@school.invalid" })
            while try await new.reseal(batch: 2, database) == 2 {}
            let alone = try PersonalKeysFile(new.keys.file.newestOnly)
            defer { alone.remove() }
            let rest = ContactVault(keys: try alone.ring())
            #expect(try await addresses(database, rest) == (0..<5).map { "a\($0)@school.invalid" })
            await #expect(throws: PersonalKeyRing.KeyGone.self) { try await addresses(database, old) }
        }
    }

    /// What is bound to one contact does not open in another's row.
    @Test func aCiphertextMovedToAnotherRowDoesNotOpen() async throws {
        try await withVault { database, vault in
            try await fill(database, vault, count: 2)
            try await database.withLease { lease in
                try await lease.script(
                    "UPDATE contacts SET sealed = (SELECT sealed FROM contacts ORDER BY id LIMIT 1)")
            }
            await #expect(throws: EncryptionKey.NotAuthentic.self) { try await addresses(database, vault) }
        }
    }

    @Test func erasureLeavesTheContactWithoutAnythingPersonal() async throws {
        try await Self.run { registry in
            let contact = try await Self.set(registry)
            try await registry.tell(RegistryAPI.VerifyContact.self, .init(id: contact.id, expectRevision: 1))
            registry.clock.advance(by: .seconds(3_600))
            let early = try await registry.tell(
                RegistryAPI.EraseContacts.self, .init(before: ServiceTestHarness.start, reason: "活动结束"))
            #expect(early == .init(erased: 0, more: false))
            await registry.expectFault(.invalidParams) {
                try await registry.tell(
                    RegistryAPI.EraseContacts.self,
                    .init(before: registry.clock.now().adding(.seconds(1)), reason: "活动结束"))
            }
            let erased = try await registry.tell(
                RegistryAPI.EraseContacts.self, .init(before: registry.clock.now(), reason: "活动结束"))
            #expect(erased == .init(erased: 1, more: false))
            // Why stands with it, in its row and in the feed.
            await registry.expectFault(.invalidParams) {
                try await registry.tell(
                    RegistryAPI.EraseContacts.self, .init(before: registry.clock.now(), reason: " "))
            }
            let news = try await registry.changes().first { $0.entity == "contactErasure" }
            let erasure = try #require(try news?.decoded(as: ContactErasure.self))
            #expect(erasure.reason == "活动结束" && erasure.erased == 1 && erasure.by == "tester")
            let reasons = try await registry.database.query(
                Statement("SELECT erase_reason FROM contacts") { row in try row.next(String?.self) })
            #expect(reasons == ["活动结束"])
            #expect(try await registry.ask(RegistryAPI.ListContacts.self, .init()).items.isEmpty)
            let change = try await registry.changes().last { $0.entity == "contact" }
            #expect(change?.verb == "erased")
            #expect(change?.id == contact.id.description)
            await registry.expectFault(.contactUnknown) {
                try await registry.tell(RegistryAPI.VerifyContact.self, .init(id: contact.id, expectRevision: 3))
            }
            // The place is free for the next one, under the same id.
            let next = try await Self.set(registry, "next@school.invalid")
            #expect(next.id == contact.id)
            #expect(next.revision == 4)
            #expect(!next.verified)
        }
    }

    @Test func onlyTheProvinceErases() async throws {
        try await Self.run { registry in
            for role in Role.allCases where role != .provinceAdmin {
                await registry.expectFault(.permissionDenied) {
                    try await registry.ask(
                        RegistryAPI.EraseContacts.self, .init(before: ServiceTestHarness.start, reason: "?"),
                        as: role)
                }
            }
        }
    }

    /// What nobody sets or verifies for the time of retention goes by itself, with an entry in the ledger.
    @Test func retentionErasesByItself() async throws {
        try await Self.run { registry in
            let contact = try await Self.set(registry)
            let file = try PersonalKeysFile(.generate())
            defer { file.remove() }
            let keeping = ContactKeeping(
                vault: ContactVault(keys: try file.ring()), service: registry.harness.dependencies,
                retention: .seconds(86_400))
            try await keeping.eraseOutdated()
            #expect(try await registry.ask(RegistryAPI.ListContacts.self, .init()).items.count == 1)
            registry.clock.advance(by: .seconds(86_401))
            try await keeping.eraseOutdated()
            #expect(try await registry.ask(RegistryAPI.ListContacts.self, .init()).items.isEmpty)
            let methods = try await registry.database.query(
                Statement("SELECT method FROM ledger_entries ORDER BY seq") { row in try row.next(String.self) })
            #expect(methods.contains("job:contacts.retention"))
            #expect(try await registry.changes().last { $0.entity == "contact" }?.id == contact.id.description)
        }
    }

    // MARK: a registry's database without its service

    private func withVault(
        _ body: @Sendable (Database, ContactVault) async throws -> Void
    ) async throws {
        let file = try PersonalKeysFile(.generate())
        defer { file.remove() }
        let vault = ContactVault(keys: try file.ring())
        try await TestPostgres.withDatabase(schema: "registry") { database in
            try await database.migrate(RuntimeMigrations.all, schema: "registry", set: "runtime")
            try await database.migrate(Migrations.all, schema: "registry")
            try await database.withLease { lease in
                try await lease.script(
                    "INSERT INTO units (id, key, recorded_at) VALUES ('\(UniqueID(high: 1, low: 1))', 'school:a', now())"
                )
            }
            try await body(database, vault)
        }
    }

    private func fill(_ database: Database, _ vault: ContactVault, count: Int) async throws {
        let contacts = (0..<count).map { number in
            ContactDetail(
                contact: Contact(
                    id: ID(UniqueID(high: 9, low: UInt64(number))), unit: "school:a",
                    role: ContactRole("role.\(number)"),
                    channel: .email, verifiedAt: nil, recordedAt: ServiceTestHarness.start),
                person: nil, address: "a\(number)@school.invalid", quietHours: nil)
        }
        #expect(try await vault.put(contacts, database, now: ServiceTestHarness.start) == count)
    }

    private func addresses(_ database: Database, _ vault: ContactVault) async throws -> [String] {
        try await database.query(ContactStatements.list, nil, nil, nil, false, 100, nil)
            .compactMap(vault.open).map(\.address)
    }
}
