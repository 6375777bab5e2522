import TestSupport
import Testing

@testable import Shared

/// Several processes write the change rows of one service at the same time, and a reader misses and repeats nothing.
@Suite struct TwoProcessFeedTests {
    private static let inOrder = Statement("SELECT id FROM changes ORDER BY changes.tx, changes.seq", access: .write) {
        row in try row.next(String.self)
    }

    /// Transactions of a process of its own, each with two changes, open for 0…7 ms between them.
    private func script(writer: Int, transactions: Int) -> String {
        (0..<transactions).map { number in
            """
            BEGIN;
            INSERT INTO changes (at, entity, id, verb, data, principal)
                VALUES (now(), 'thing', 'p\(writer)-\(number)a', 'created', '{}', 'other');
            SELECT pg_sleep(\(Double((number * 7 + writer * 3) % 8) / 1_000));
            INSERT INTO changes (at, entity, id, verb, data, principal)
                VALUES (now(), 'thing', 'p\(writer)-\(number)b', 'created', '{}', 'other');
            \(number % 10 == 9 ? "ROLLBACK" : "COMMIT");
            """
        }.joined(separator: "\n")
    }

    @Test func aReaderSeesEveryCommittedChangeOnceAndInOneOrder() async throws {
        try await TestPostgres.withDatabase(schema: "feed") { database in
            try await database.migrate(RuntimeMigrations.all, schema: "feed", set: "runtime")
            let service = try ServiceDependencies.forTests(database: database)
            let processes = try (0..<3).map { writer in
                try SecondProcess.psql(script(writer: writer, transactions: 100), on: database.configuration)
            }
            let own = 200
            async let writing: Void = withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<own {
                    group.addTask {
                        try await service.transact { effect in
                            try await effect.record(.created, "thing", id: "own-\(number)", data: ["n": number])
                        }
                    }
                }
                try await group.waitForAll()
            }
            let expected = own + 3 * 90 * 2
            var read: [String] = []
            var next: String?
            while read.count < expected {
                let page = try await service.feed.page(ChangesParams(after: next, limit: 7, waitMs: 20_000))
                try #require(!page.changes.isEmpty, "nothing came for twenty seconds after \(read.count) changes")
                read += page.changes.map(\.id)
                next = page.next
            }
            try await writing
            for process in processes { try await process.end() }
            let rest = try await service.feed.page(ChangesParams(after: next))
            #expect(rest.changes.isEmpty)
            #expect(Set(read).count == read.count, "nothing is read twice")
            let all = try await database.query(Self.inOrder)
            #expect(read == all, "what was read page by page is what stands there at the end, in its order")
        }
    }
}
