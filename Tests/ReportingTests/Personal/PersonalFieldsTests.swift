import Shared
import TestSupport
import Testing

@testable import Reporting

/// Names and telephones in what is filed: encrypted at rest, erased after the campaign, found nowhere else.
@Suite struct PersonalFieldsTests {
    private static let reporter = "植入者丁"
    private static let photographer = "植入者戊"

    /// The fixture's form with a personal field, and one in a table.
    private static let form = FormDefinition(
        key: "annex3", title: Fixture.form.title, annex: Fixture.form.annex, origin: .reconstruction,
        fields: Fixture.form.fields + [
            FormField(key: "reporter", label: "填报人", type: .personal, maxLength: 40),
            FormField(
                key: "pictures", label: "图片", type: .rows, maxLength: 3,
                columns: [
                    FormField(key: "caption", label: "说明", type: .text, maxLength: 40),
                    FormField(key: "photographer", label: "摄影", type: .personal, maxLength: 40),
                ]),
        ], rules: Fixture.form.rules)

    private static let payload: JSONValue = [
        "sessionsTotal": 3, "reporter": .string(reporter),
        "pictures": [["caption": "开放日", "photographer": .string(photographer)]],
    ]

    private static func run(_ body: @escaping @Sendable (TestReporting) async throws -> Void) async throws {
        try await TestReporting.runCampaign { reporting in
            try await reporting.tell(
                ReportingAPI.PublishForm.self, .init(campaign: Fixture.campaign.key, form: form))
            reporting.clock.set(Fixture.at("2026-05-18T09:00:00+08:00"))
            try await body(reporting)
        }
    }

    private static func erase(_ reporting: TestReporting, _ reason: String) async throws -> PersonalErasure {
        try await reporting.tell(
            ReportingAPI.ErasePersonal.self, .init(campaign: Fixture.campaign.key, reason: reason))
    }

    @Test func noRowHoldsThemAndWhoMayReadTheFormReadsThem() async throws {
        try await Self.run { reporting in
            let open = try await reporting.submission("annex3.city")
            let save = ReportingAPI.SaveSubmission.Params(
                id: open.id, expectRevision: open.revision, payload: Self.payload)
            let saved = try await reporting.tell(ReportingAPI.SaveSubmission.self, save, key: "save")
            #expect(saved.draft == Self.payload)
            #expect(try await reporting.ask(ReportingAPI.GetSubmission.self, .init(id: open.id)).draft == Self.payload)
            // Of a repeat the draft is null: no stored answer holds one.
            #expect(try await reporting.tell(ReportingAPI.SaveSubmission.self, save, key: "save").draft == nil)
            let filed = try await reporting.tell(
                ReportingAPI.FinalizeSubmission.self, .init(id: open.id, expectRevision: saved.revision))
            let digest = try CanonicalJSON(Self.payload).digest.hex
            #expect(filed.versions.last?.digest == digest, "what was filed is what was said, not how it is kept")
            let other = try await reporting.file("annex3.college", of: Fixture.college, Self.payload)
            let versions = try await reporting.ask(ReportingAPI.ListSubmissionVersions.self, .init(id: open.id))
            #expect(versions.versions.map(\.payload) == [Self.payload])
            let export = try await reporting.ask(
                ReportingAPI.CreateExport.self,
                .init(
                    campaign: Fixture.campaign.key, node: Fixture.city, form: "annex3", track: "vocational",
                    format: .csv))
            let csv = String(decoding: try #require(Base64.decode(export.data)), as: UTF8.self)
            #expect(csv.contains(Self.reporter))
            let dump = try await DatabaseDump.text(reporting.harness.database)
            #expect(dump.contains(other.id.description) && dump.contains("$personal"), "the dump is one")
            for secret in [Self.reporter, Self.photographer] {
                #expect(!DatabaseDump.holds(dump, secret), "\(secret) stands in a row")
            }
        }
    }

    @Test func erasureEndsThemAndNothingElse() async throws {
        try await Self.run { reporting in
            let filed = try await reporting.file("annex3.city", Self.payload)
            let draft = try await reporting.submission("annex3.college", of: Fixture.college)
            try await reporting.tell(
                ReportingAPI.SaveSubmission.self,
                .init(id: draft.id, expectRevision: draft.revision, payload: Self.payload))
            await reporting.expectFault(.reasonRequired) { try await Self.erase(reporting, " ") }
            let erasure = try await Self.erase(reporting, "活动结束")
            #expect(erasure.keys == 1 && erasure.by == "tester")
            let left: JSONValue = [
                "sessionsTotal": 3, "reporter": .null,
                "pictures": [["caption": "开放日", "photographer": .null]],
            ]
            let versions = try await reporting.ask(ReportingAPI.ListSubmissionVersions.self, .init(id: filed.id))
            #expect(versions.versions.map(\.payload) == [left])
            #expect(versions.versions.map(\.digest) == filed.versions.map(\.digest))
            #expect(try await reporting.ask(ReportingAPI.GetSubmission.self, .init(id: draft.id)).draft == left)
            let receipt = try await reporting.ask(ReportingAPI.GetReceipt.self, .init(source: filed.id.value))
            #expect(receipt.content == filed.receipt?.content)
            // The reason stands with it, and a second time there is nothing left.
            let changes = try await reporting.changes(of: "personalData", count: 1)
            #expect(try changes.map { try $0.decoded(as: PersonalErasure.self) } == [erasure])
            #expect(try await Self.erase(reporting, "活动结束").keys == 0)
            // What is filed later has a key of its own.
            let later = try await reporting.file("annex3.city", Self.payload)
            let after = try await reporting.ask(ReportingAPI.ListSubmissionVersions.self, .init(id: later.id))
            #expect(after.versions.map(\.payload) == [left, Self.payload])
        }
    }

    @Test func retentionErasesCampaignsThatNobodyTouches() async throws {
        try await Self.run { reporting in
            let filed = try await reporting.file("annex3.city", Self.payload)
            let file = try PersonalKeysFile(.generate())
            defer { file.remove() }
            let keeping = PersonalKeeping(
                vault: PersonalVault(keys: try file.ring()), service: reporting.harness.dependencies,
                retention: .seconds(30 * 86_400))
            func payloads() async throws -> [JSONValue?] {
                try await reporting.ask(ReportingAPI.ListSubmissionVersions.self, .init(id: filed.id)).versions
                    .map(\.payload)
            }
            reporting.clock.advance(by: .seconds(29 * 86_400))
            try await keeping.eraseOutdated()
            #expect(try await payloads() == [Self.payload])
            reporting.clock.advance(by: .seconds(2 * 86_400))
            try await keeping.eraseOutdated()
            let left = try await payloads().first ?? nil
            #expect(left?["reporter"] == .null && left?["sessionsTotal"] == 3)
            let methods = try await reporting.harness.database.query(
                Statement("SELECT method FROM ledger_entries ORDER BY seq") { row in try row.next(String.self) })
            #expect(methods.contains("job:personal.retention"))
        }
    }

    /// A value is bound to its submission and its place there; the words that look like one are words.
    @Test func aValueOpensOnlyWhereItWasSealed() async throws {
        try await Self.run { reporting in
            let open = try await reporting.submission("annex3.city")
            let typed: JSONValue = ["remarks": ["$personal": "019dd6f3-5a00-7001-8000-000000000001.AAAA"]]
            let saved = try await reporting.tell(
                ReportingAPI.SaveSubmission.self, .init(id: open.id, expectRevision: open.revision, payload: typed))
            #expect(saved.draft == typed)
            try await reporting.tell(
                ReportingAPI.SaveSubmission.self,
                .init(id: open.id, expectRevision: saved.revision, payload: Self.payload))
            let other = try await reporting.submission("annex3.college", of: Fixture.college)
            try await reporting.harness.database.withLease { lease in
                try await lease.script(
                    """
                    UPDATE submissions SET draft = (SELECT draft FROM submissions WHERE id = '\(open.id)')
                    WHERE id = '\(other.id)';
                    UPDATE submissions SET draft = jsonb_set(draft, '{remarks}', draft -> 'reporter') WHERE id = '\(open.id)'
                    """)
            }
            for (id, place) in [(other.id, "reporter"), (open.id, "remarks")] {
                let read = try await reporting.ask(ReportingAPI.GetSubmission.self, .init(id: id)).draft
                let value = try #require(read?[place])
                #expect(value["$personal"] != nil, "\(place) of \(id)")
            }
        }
    }

    /// A new key in the file: the campaign's key is encrypted anew, what was filed opens as before, the old one may go.
    @Test(arguments: CryptographicSuite.allCases) func aNewKeyTakesEverythingOver(
        _ suite: CryptographicSuite
    ) async throws {
        try await Self.run { reporting in
            let (service, id) = (reporting.harness.dependencies, ID<Submission>.make(at: reporting.clock.now()))
            let old = try PersonalKeysFile(.generate())
            let rotated = try PersonalKeysFile(old.keys.rotated(to: suite))
            let alone = try PersonalKeysFile(rotated.keys.newestOnly)
            defer { for file in [old, rotated, alone] { file.remove() } }
            func seal(_ vault: PersonalVault) async throws -> JSONValue {
                try await service.transact { effect in
                    try await vault.seal(Self.payload, by: Self.form, of: id, in: "other-2026", effect)
                }
            }
            let first = PersonalVault(keys: try old.ring())
            let stored = try await seal(first)
            #expect(try await first.open(stored, of: id, service.database) == Self.payload)
            let second = PersonalVault(keys: try rotated.ring())
            let resealed = try await service.database.transaction { try await second.reseal(batch: 10, $0) }
            #expect(resealed == 1)
            #expect(try await service.database.transaction { try await second.reseal(batch: 10, $0) } == 0)
            let third = PersonalVault(keys: try alone.ring())
            #expect(try await third.open(stored, of: id, service.database) == Self.payload)
            #expect(try await third.open(seal(third), of: id, service.database) == Self.payload)
            await #expect(throws: PersonalKeyRing.KeyGone.self) {
                try await first.open(stored, of: id, service.database)
            }
        }
    }

    @Test func onlyTheProvinceErases() async throws {
        try await Self.run { reporting in
            for role in Role.allCases where role != .provinceAdmin {
                let client = try reporting.harness.client(principal: "\(role)", roles: [role])
                defer { client.close() }
                await reporting.expectFault(.permissionDenied) {
                    try await client.call(
                        ReportingAPI.ErasePersonal.self, .init(campaign: Fixture.campaign.key, reason: "?"),
                        options: .init(idempotencyKey: "erase"))
                }
            }
        }
    }
}
