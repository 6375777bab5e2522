import TestSupport
import Testing

@testable import Shared

@Suite struct ProjectionTests {
    private func write(_ titles: [String], _ service: ServiceTestHarness) async throws {
        for title in titles {
            _ = try await service.client.call(
                NoteAPI.Write.self, .init(title: title), options: .init(idempotencyKey: title))
        }
    }

    /// Waits until the mirror has recorded so many changes of its own, and gives its titles.
    private func titles(after count: Int, _ mirror: ServiceTestHarness) async throws -> [String] {
        var (seen, after): (Int, String?) = (0, nil)
        while seen < count {
            let page = try await mirror.client.call(
                MirrorAPI.Changes.self, ChangesParams(after: after, waitMs: 20_000))
            try #require(!page.changes.isEmpty, "nothing came for twenty seconds after \(seen) changes")
            seen += page.changes.count
            after = page.next
        }
        return try await mirror.client.call(MirrorAPI.List.self, Empty()).items
    }

    @Test func whatTheOwnerCommitsArrivesOnceAndInOrder() async throws {
        try await ServiceTestHarness.run(NoteService.definition) { owner in
            try await write(["b", "a"], owner)
            try await ServiceTestHarness.run(MirrorService.definition, peers: [.registry: owner.address]) { mirror in
                let before = try await titles(after: 2, mirror)
                #expect(before == ["b", "a"])
                try await write(["d", "c"], owner)
                let after = try await titles(after: 4, mirror)
                #expect(after == ["b", "a", "d", "c"])
            }
        }
    }

    /// Two processes of the following service: each change is applied by one of them.
    @Test func severalProcessesApplyEachChangeOnce() async throws {
        let database = try await TestPostgres.createDatabase()
        try await ServiceTestHarness.run(NoteService.definition) { owner in
            let peers = [ServiceName.registry: owner.address]
            try await ServiceTestHarness.run(MirrorService.definition, database: database, peers: peers) { one in
                try await ServiceTestHarness.run(MirrorService.definition, database: database, peers: peers) { two in
                    let written = (0..<30).map { "n\($0)" }
                    try await write(written, owner)
                    let mirrored = try await titles(after: 30, one)
                    #expect(mirrored == written)
                    let same = try await titles(after: 30, two)
                    #expect(same == written)
                }
            }
        }
        try await TestPostgres.drop(database)
    }

    @Test func aRebuildStartsFromNothingAndEndsTheSame() async throws {
        try await ServiceTestHarness.run(NoteService.definition) { owner in
            try await write(["a", "b"], owner)
            try await ServiceTestHarness.run(MirrorService.definition, peers: [.registry: owner.address]) { mirror in
                _ = try await titles(after: 2, mirror)
                try await mirror.database.execute(ProjectionStatements.requestRebuild, "registry")
                let rebuilt = try await titles(after: 4, mirror)
                #expect(rebuilt == ["a", "b"])
            }
        }
    }

    /// A decision that is not taken twice must not be taken while a committed change cannot be read yet.
    @Test func catchingUpWaitsForWhatAnOlderTransactionHoldsBack() async throws {
        try await ServiceTestHarness.run(NoteService.definition) { owner in
            try await ServiceTestHarness.run(MirrorService.definition, peers: [.registry: owner.address]) { mirror in
                let (release, released) = AsyncStream<Void>.makeStream()
                let (written, wrote) = AsyncStream<Void>.makeStream()
                async let older: Void = owner.dependencies.transact { effect in
                    let note = Note(id: .make(at: effect.now), title: "older", at: effect.now)
                    try await effect.record(.created, "note", id: note.title, data: note)
                    wrote.yield()
                    for await _ in release { break }
                }
                for await _ in written { break }
                try await write(["younger"], owner)
                let fault = await #expect(throws: Fault.self) {
                    try await MirrorService.notes.catchUp(mirror.dependencies, within: .milliseconds(300))
                }
                #expect(fault?.kind == .dependencyUnavailable)
                released.yield()
                try await older
                try await MirrorService.notes.catchUp(mirror.dependencies)
                let titles = try await mirror.client.call(MirrorAPI.List.self, Empty()).items
                #expect(titles == ["older", "younger"])
            }
        }
    }

    /// Over 5 s of lag the service is not ready; the owner that is down is named.
    @Test func anUnreachableOwnerMakesTheServiceNotReady() async throws {
        try await TestPostgres.withDatabase(schema: "events") { database in
            let service = try ServiceDependencies.forTests(.events, database: database)
            let projection = Projection("registry", of: .registry, feed: NoteAPI.Changes.self) { _ in
            } apply: { _, _ in
            }
            let run = ProjectionRun(projection, service, startedAt: .now - .seconds(7))
            #expect(run.problem == "7 s behind registry")
            #expect(ProjectionRun(projection, service).problem == nil)
        }
    }
}
