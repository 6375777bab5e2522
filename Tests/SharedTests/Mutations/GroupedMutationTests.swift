import TestSupport
import Testing

@testable import Shared

/// Mutations that commit together keep what every mutation promises (`IdempotencyTests`).
@Suite struct GroupedMutationTests {
    private typealias Put = NoteAPI.Put

    private func titles(_ service: ServiceTestHarness) async throws -> [String] {
        try await service.client.call(NoteAPI.List.self, .init(limit: 500)).items.map(\.title)
    }

    private func put(_ title: String, key: String, _ service: ServiceTestHarness) async throws -> Note {
        try await service.client.call(Put.self, .init(title: title), options: .init(idempotencyKey: key))
    }

    @Test func theStatementKeepsTheRulesOfGroupableWrites() async throws {
        try await TestPostgres.withDatabase(schema: "notes") { database in
            try await database.migrate(RuntimeMigrations.all, schema: "notes", set: "runtime")
            try await database.migrate([NoteService.migration], schema: "notes")
            try await expectStatementsMatch(database, [AnyStatement(NoteService.put.statement)])
        }
    }

    @Test func manyCallsAreWrittenInFewCommitsEachWithItsChangeRow() async throws {
        try await ServiceTestHarness.run(NoteService.definition) { service in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<60 {
                    group.addTask {
                        let note = try await put("n\(number)", key: "k\(number)", service)
                        #expect(note.title == "n\(number)")
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await titles(service).count == 60)
            let changes = try await service.committedChanges(NoteAPI.Changes.self)
            #expect(changes.count == 60 && Set(changes.map(\.id)).count == 60)
            let entries = Statement(
                """
                SELECT count(*) FROM ledger_entries e JOIN changes c ON c.entry = e.id
                WHERE e.change_count = 1 AND e.method = 'registry.notes.put'
                """
            ) { row in try row.next(Int64.self) }
            #expect(try await service.database.one(entries) == 60, "each stands in the ledger")
            let figures = service.database.figures.writers
            #expect(figures.statements >= 60)
            #expect(figures.syncs < figures.statements)
        }
    }

    @Test func aRepeatGetsTheStoredAnswerWhateverHasChangedSince() async throws {
        try await ServiceTestHarness.run(NoteService.definition) { service in
            let first = try await put("a", key: "k", service)
            service.clock.advance(by: .seconds(60))
            #expect(try await put("a", key: "k", service) == first)
            let fault = await #expect(throws: Fault.self) { try await put("b", key: "k", service) }
            #expect(fault?.kind == .idempotencyMismatch)
            let refused = await #expect(throws: Fault.self) { try await put("refused", key: "k", service) }
            #expect(refused?.kind == .idempotencyMismatch, "the key comes before what the method thinks")
            let without = await #expect(throws: Fault.self) {
                try await service.client.call(Put.self, .init(title: "c"))
            }
            #expect(without?.violations.map(\.path) == ["params._meta.idempotencyKey"])
            #expect(try await titles(service) == ["a"])
        }
    }

    @Test func aRefusalUsesNoKeyAndHarmsNobodyElse() async throws {
        try await ServiceTestHarness.run(NoteService.definition) { service in
            _ = try await put("taken", key: "first", service)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<40 {
                    group.addTask {
                        guard number.isMultiple(of: 4) else {
                            _ = try await put("n\(number)", key: "k\(number)", service)
                            return
                        }
                        let fault = await #expect(throws: Fault.self) {
                            try await put("taken", key: "k\(number)", service)
                        }
                        #expect(fault?.kind == .noteTaken)
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await titles(service).count == 31)
            for number in stride(from: 0, to: 40, by: 4) { _ = try await put("m\(number)", key: "k\(number)", service) }
            #expect(try await titles(service).count == 41)
        }
    }

    @Test func aDryRunAnswersAndLeavesNothing() async throws {
        try await ServiceTestHarness.run(NoteService.definition) { service in
            let dry = CallOptions(idempotencyKey: "k", dryRun: true)
            let note = try await service.client.call(Put.self, .init(title: "a"), options: dry)
            #expect(note.title == "a")
            let left = try await titles(service)
            #expect(left.isEmpty)
            _ = try await put("b", key: "k", service)
            let fault = await #expect(throws: Fault.self) {
                try await service.client.call(Put.self, .init(title: "b"), options: dry)
            }
            #expect(fault?.kind == .noteTaken)
        }
    }

    /// Two processes on one database, many callers, one key: one effect, one answer.
    @Test func concurrentCallsWithOneKeyHaveOneEffect() async throws {
        let database = try await TestPostgres.createDatabase()
        try await ServiceTestHarness.run(NoteService.definition, database: database) { one in
            try await ServiceTestHarness.run(NoteService.definition, database: database, clock: one.clock) { two in
                let notes = try await withThrowingTaskGroup(of: Note.self) { group in
                    for number in 0..<20 {
                        group.addTask { try await put("a", key: "k", number.isMultiple(of: 2) ? one : two) }
                    }
                    return try await group.reduce(into: Set<UniqueID>()) { $0.insert($1.id) }
                }
                #expect(notes.count == 1)
                let all = try await titles(one)
                #expect(all == ["a"])
            }
        }
        try await TestPostgres.drop(database)
    }
}
