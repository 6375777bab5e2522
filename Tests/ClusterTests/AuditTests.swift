import Foundation
import Shared
import TestSupport
import Testing

/// Ledgers, receipts and personal data over real processes: what an administrator and an auditor type.
@Suite(.serialized) struct AuditTests {
    private static let planted = "planted-51c7@school.invalid"
    private static let person = "植入者丙"
    private static let reporter = "植入者庚"
    private static let telephone = "0551-5550173"

    @Test func everythingDoneIsSealedProvedAndTellsNobodysAddress() async throws {
        try await TestHome.with { home in
            try await home.up("--rehearsal")
            #expect(try await home.week("clock", "set", "2026-05-19T09:00:00+08:00").status == 0)
            try await plant(home)
            #expect(try await home.week("remind").status == 0)
            let arrived = try await eventually {
                try home.messages().contains { $0.contains(Self.planted) }
            }
            #expect(arrived, "nobody wrote to the planted address")
            try await auditors(home)
            try await aReceiptOverFiles(home)
            try await rotationAndRekey(home)
            try await nothingPersonalIsLeftBehind(home)
            try await theDoctorNamesWhatWasTamperedWith(home)
        }
    }

    private func plant(_ home: TestHome) async throws {
        let set = try await home.call(
            RegistryAPI.SetContact.self,
            .init(
                unit: "gb2260:340100/教育", role: "reporter", person: Self.person, address: Self.planted, source: "植入"))
        _ = try await home.call(
            RegistryAPI.VerifyContact.self, .init(id: set.contact.id, expectRevision: set.contact.revision))
    }

    private func auditors(_ home: TestHome) async throws {
        for service in ServiceName.allCases {
            #expect(try await home.week("ledger", "keys", service.rawValue, home.path).status == 0)
            let file = "\(home.path)/\(service.rawValue).jsonl"
            #expect(try await home.week("ledger", "export", service.rawValue, file).status == 0)
            let verified = try await home.week(all: ["ledger", "verify", file] + keys(home))
            #expect(verified.status == 0, "\(verified.output)")
            // Nothing happens in events by itself: its ledger is empty.
            if service == .events { continue }
            // One digit of one entry: the line is named.
            let text = try String(contentsOfFile: file, encoding: .utf8)
            let forged = text.replacing("\"changeCount\":1", with: "\"changeCount\":2", maxReplacements: 1)
            #expect(forged != text, "\(service.rawValue) has an entry with one change")
            try forged.write(toFile: file + ".forged", atomically: true, encoding: .utf8)
            let found = try await home.week(all: ["ledger", "verify", file + ".forged"] + keys(home))
            #expect(found.status == 1)
            #expect(found.output.contains("entry_changed"))
        }
    }

    private func aReceiptOverFiles(_ home: TestHome) async throws {
        let submission = try await home.call(
            ReportingAPI.OpenSubmission.self,
            .init(campaign: "anhui-2026", rule: "annex3.city", unit: "gb2260:340100/教育"))
        _ = try await home.call(
            ReportingAPI.FinalizeSubmission.self,
            .init(
                id: submission.id, expectRevision: submission.revision,
                payload: [
                    "reporter": .string(Self.reporter), "approver": .string(Self.reporter),
                    "contact": .string(Self.telephone), "asOfDate": "2026-05-19", "sessionsTotal": 12, "students": 300,
                ]))
        let file = "\(home.path)/receipt.json"
        let isSealed = try await eventually {
            let receipt = try await home.week("receipt", "get", submission.id.description)
            try receipt.output.write(toFile: file, atomically: true, encoding: .utf8)
            return receipt.status == 0 && receipt.output.contains("\"sealed\"")
        }
        #expect(isSealed)
        let verified = try await home.week(all: ["receipt", "verify", file] + keys(home))
        #expect(verified.status == 0, "\(verified.output)")
        #expect(verified.output.contains("in a rehearsal"))
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try text.replacing("annex3.city", with: "annex4.city").write(
            toFile: file, atomically: true, encoding: .utf8)
        #expect(try await home.week(all: ["receipt", "verify", file] + keys(home)).status == 1)
    }

    private func rotationAndRekey(_ home: TestHome) async throws {
        #expect(try await home.week("ledger", "rotate").status == 0)
        let isTaken = try await eventually {
            let keys = try await home.call(LedgerAPI<ReportingAPI>.Keys.self, Empty()).keys
            return keys.count == 4 && keys.count { $0.until != nil } == 2
        }
        #expect(isTaken, "the new signing keys are listed beside the former ones")
        #expect(try await home.week("contacts", "rekey", "--suite", "GM").status == 0)
        let isResealed = try await eventually {
            try String(contentsOfFile: "\(home.path)/logs/registry.log", encoding: .utf8).contains("contacts_resealed")
        }
        #expect(isResealed, "contacts were not encrypted anew")
        let isTakenUp = try await eventually {
            try String(contentsOfFile: "\(home.path)/logs/reporting.log", encoding: .utf8)
                .contains("personal_keys_resealed")
        }
        #expect(isTakenUp, "the keys of personal fields were not encrypted anew")
        let contacts = try await home.call(RegistryAPI.ListContacts.self, .init(units: ["gb2260:340100/教育"]))
        #expect(contacts.items.contains { $0.address == Self.planted })
    }

    /// Logs, change feeds, ledgers, stored answers and the whole dump; `outbox/` is where messages are meant to be.
    private func nothingPersonalIsLeftBehind(_ home: TestHome) async throws {
        for log in try FileManager.default.contentsOfDirectory(atPath: "\(home.path)/logs") {
            let text = try String(contentsOfFile: "\(home.path)/logs/\(log)", encoding: .utf8)
            for secret in [Self.planted, Self.person, Self.reporter, Self.telephone] {
                #expect(!text.contains(secret), "\(secret) stands in \(log)")
            }
        }
        let dump = try await home.dump()
        #expect(dump.contains("ledger_entries") && dump.contains("idempotency"))
        for secret in [Self.planted, Self.person, Self.reporter, Self.telephone, "植入"] {
            #expect(!dump.contains(secret), "\(secret) stands in the dump")
            #expect(!dump.contains(Hex.encode(Array(secret.utf8))), "\(secret) stands in the dump as bytes")
        }
        // Those of the shipped campaign as well.
        #expect(!dump.contains("reporter@edu-340200.invalid"))
    }

    private func theDoctorNamesWhatWasTamperedWith(_ home: TestHome) async throws {
        let well = try await home.week("doctor")
        #expect(well.output.contains("the ledger of reporting is as it was sealed"), "\(well.output)")
        try await home.sql(
            """
            SET session_replication_role = replica;
            UPDATE registry.ledger_entries SET principal = 'nobody' WHERE method = 'registry.contacts.set';
            """)
        let found = try await home.week("doctor")
        #expect(found.status == 1)
        #expect(found.output.contains("the ledger of registry, position"))
        #expect(found.output.contains("entry_changed: registry.contacts.set"))
        try await home.sql(
            """
            SET session_replication_role = replica;
            DELETE FROM notifications.ledger_entries;
            DELETE FROM notifications.ledger_chain; DELETE FROM notifications.ledger_checkpoints;
            """)
        let cut = try await home.week("doctor")
        #expect(cut.output.contains("the ledger of notifications was cut"), "\(cut.output)")
    }

    private func keys(_ home: TestHome) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: home.path).filter { $0.hasSuffix(".pem") }
            .flatMap { ["--key", "\(home.path)/\($0)"] }
    }
}
