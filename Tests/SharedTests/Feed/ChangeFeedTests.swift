import TestSupport
import Testing

@testable import Shared

@Suite struct ChangeFeedTests {
    private func withFeed(_ body: @Sendable (ServiceDependencies) async throws -> Void) async throws {
        try await TestPostgres.withDatabase(schema: "feed") { database in
            try await database.migrate(RuntimeMigrations.all, schema: "feed", set: "runtime")
            try await body(try .forTests(database: database))
        }
    }

    private func names(_ page: ChangesPage) -> [String] { page.changes.map(\.id) }

    /// Reads until `count` changes have come. Other tests' transactions in the same cluster may hold rows back for a moment.
    private func read(
        _ count: Int, from service: ServiceDependencies, limit: Int = 100, after: String? = nil
    ) async throws -> (names: [String], next: String?) {
        var (read, next) = ([String](), after)
        while read.count < count {
            let page = try await service.feed.page(ChangesParams(after: next, limit: limit, waitMs: 20_000))
            try #require(!page.changes.isEmpty, "nothing came for twenty seconds after \(read.count) changes")
            #expect(page.changes.count <= limit)
            read += names(page)
            next = page.next
        }
        return (read, next)
    }

    private func record(_ id: String, _ effect: Effect) async throws {
        try await effect.record(.created, "thing", id: id, data: ["id": JSONValue.string(id)])
    }

    @Test func whatIsCommittedIsReadOnceAndInOrder() async throws {
        try await withFeed { service in
            for id in ["a", "b", "c"] { try await service.transact { try await record(id, $0) } }
            let all = try await read(3, from: service, limit: 2)
            #expect(all.names == ["a", "b", "c"])
            let none = try await service.feed.page(ChangesParams(after: all.next))
            #expect(none.changes.isEmpty)
            #expect(none.next == all.next)
            #expect(none.latest == all.next)
        }
    }

    /// The method answers from the rows as they are; other parts of the service get values.
    @Test func thePageWrittenFromRowsIsTheTypedOne() async throws {
        try await withFeed { service in
            try await service.transact { effect in
                let data: JSONValue = [
                    "text": "\"\\\u{1}\u{2028} 安徽 😀", "number": 1.5, "none": nil, "list": [true, []],
                ]
                try await effect.record(.created, "thing", id: "a \"quoted\" id", data: data)
                try await effect.record("renamed", "other", id: "b", data: Empty())
            }
            _ = try await read(2, from: service)
            for params in [ChangesParams(), ChangesParams(limit: 1), ChangesParams(after: "99999999999.1")] {
                let typed = try await service.feed.page(params)
                let written = RawJSON(try await service.feed.encodedPage(params).bytes)
                #expect(try written.decoded(as: ChangesPage.self) == typed)
            }
        }
    }

    @Test func whatIsRolledBackIsNeverRead() async throws {
        struct Refusal: Error {}
        try await withFeed { service in
            await #expect(throws: Refusal.self) {
                try await service.transact { effect in
                    try await record("a", effect)
                    throw Refusal()
                }
            }
            try await service.transact(dryRun: true) { try await record("b", $0) }
            try await service.transact { try await record("c", $0) }
            #expect(try await read(1, from: service).names == ["c"])
        }
    }

    /// The younger transaction commits first: a reader that took its row at once would never see the older one's.
    @Test func aLaterCommitOfAnOlderTransactionIsNotSkipped() async throws {
        try await withFeed { service in
            let (youngerIsCommitted, committed) = AsyncStream<Void>.makeStream()
            let (olderHasWritten, wrote) = AsyncStream<Void>.makeStream()
            async let older: Void = service.transact { effect in
                try await record("older", effect)
                wrote.yield()
                for await _ in youngerIsCommitted { break }
            }
            for await _ in olderHasWritten { break }
            try await service.transact { try await record("younger", $0) }
            let early = try await service.feed.page(ChangesParams())
            #expect(early.changes.isEmpty)
            #expect(early.latest != early.next, "the younger one is committed, and cannot be read yet")
            committed.yield()
            try await older
            #expect(try await read(2, from: service, after: early.next).names == ["older", "younger"])
        }
    }

    /// Writers in any order of commit, a reader that never stops: complete, nothing twice, nothing skipped.
    @Test func concurrentCommitsAreReadCompletely() async throws {
        let (writers, each) = (6, 25)
        try await withFeed { service in
            try await withThrowingTaskGroup(of: [String].self) { group in
                group.addTask { try await read(writers * each, from: service, limit: 7).names }
                for writer in 0..<writers {
                    group.addTask {
                        for number in 0..<each {
                            try await service.transact { effect in
                                try await record("\(writer)-\(number)", effect)
                                // A second round trip leaves time for others to overtake this one.
                                try await effect.execute(pause, Double.random(in: 0...0.004))
                            }
                        }
                        return []
                    }
                }
                let all = try await group.reduce(into: []) { $0 += $1 }
                #expect(all.count == writers * each)
                #expect(Set(all).count == writers * each)
                for writer in 0..<writers {
                    let own = all.filter { $0.hasPrefix("\(writer)-") }
                    #expect(own == (0..<each).map { "\(writer)-\($0)" })
                }
            }
        }
    }

    /// 1000 comes behind 999, whatever their texts say.
    @Test func transactionsAreOrderedAsNumbers() async throws {
        try await withFeed { service in
            for tx in ["99", "9", "100", "10"] { try await service.database.execute(place, tx) }
            let all = try await read(4, from: service, limit: 1)
            #expect(all.names == ["9", "10", "99", "100"])
        }
    }

    @Test func aLongPollIsAnsweredByTheChangeItWaitsFor() async throws {
        try await withFeed { service in
            let start = ContinuousClock.now
            async let page = service.feed.page(ChangesParams(waitMs: 20_000))
            try await service.transact { try await record("a", $0) }
            #expect(try await names(page) == ["a"])
            #expect(ContinuousClock.now - start < .seconds(15))
        }
    }

    @Test func aLongPollWithoutChangesEndsWithItsTime() async throws {
        try await withFeed { service in
            let page = try await service.feed.page(ChangesParams(waitMs: 30))
            #expect(page.changes.isEmpty)
            #expect(page.next == "0")
        }
    }

    /// Another process of the service has a feed of its own: it is told by the database.
    @Test func anotherProcessIsWokenByNotification() async throws {
        try await withFeed { service in
            let other = try ServiceDependencies.forTests(database: service.database)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for feed in [service.feed, other.feed] {
                    group.addTask { try await feed.run() }
                }
                async let page = other.feed.page(ChangesParams(waitMs: 20_000))
                try await service.transact { try await record("a", $0) }
                #expect(try await names(page) == ["a"])
                group.cancelAll()
            }
        }
    }

    @Test func wrongParamsAreNamedTogether() async throws {
        try await withFeed { service in
            let fault = await #expect(throws: Fault.self) {
                try await service.feed.page(ChangesParams(after: "7", limit: 501, waitMs: 25_001))
            }
            #expect(fault?.violations.map(\.path) == ["params.limit", "params.waitMs", "params.after"])
        }
    }
}

private let pause = Statement("SELECT pg_sleep($1)", Double.self, access: .write)

private let place = Statement(
    """
    INSERT INTO changes (tx, at, entity, id, verb, data, principal)
    VALUES ($1::text::xid8, now(), 'thing', $1, 'created', '{}', 'nobody')
    """, String.self, access: .write)
