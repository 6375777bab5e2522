import Shared
import TestSupport
import Testing

/// `domain.md` §0: a mutation under its key.
@Suite struct IdempotencyTests {
    private typealias Write = NoteAPI.Write

    private func titles(_ service: ServiceTestHarness) async throws -> [String] {
        try await service.client.call(NoteAPI.List.self, .init()).items.map(\.title)
    }

    private func changes(_ service: ServiceTestHarness) async throws -> [String] {
        try await service.committedChanges(NoteAPI.Changes.self).map(\.id)
    }

    @Test func aRepeatGetsTheStoredAnswerAndHasNoEffect() async throws {
        try await ServiceTestHarness.run(NoteService.definition) { service in
            let first = try await service.client.call(
                Write.self, .init(title: "a"), options: .init(idempotencyKey: "k"))
            service.clock.advance(by: .seconds(60))
            let second = try await service.client.call(
                Write.self, .init(title: "a"), options: .init(idempotencyKey: "k"))
            #expect(first == second)
            #expect(first.at == ServiceTestHarness.start)
            #expect(try await changes(service) == ["a"])
        }
    }

    @Test func theRepeatIsTheSameByteForByte() async throws {
        try await ServiceTestHarness.run(NoteService.definition) { service in
            let params = Array(#"{"title":"a","_meta":{"idempotencyKey":"k"}}"#.utf8)
            let first = try await service.client.call(Write.contract.name, params: params)
            // Other white space, other order, another deadline: the same request.
            let again = Array(#"{ "_meta": {"timeoutMs": 9000, "idempotencyKey": "k"}, "title": "\u0061" }"#.utf8)
            #expect(try await service.client.call(Write.contract.name, params: again) == first)
        }
    }

    @Test func theSameKeyWithOtherParamsIsAMismatch() async throws {
        try await ServiceTestHarness.run(NoteService.definition) { service in
            _ = try await service.client.call(Write.self, .init(title: "a"), options: .init(idempotencyKey: "k"))
            let fault = await #expect(throws: Fault.self) {
                try await service.client.call(Write.self, .init(title: "b"), options: .init(idempotencyKey: "k"))
            }
            #expect(fault?.kind == .idempotencyMismatch)
            #expect(try await titles(service) == ["a"])
        }
    }

    @Test func theScopeIsPrincipalAndMethodAndKey() async throws {
        try await ServiceTestHarness.run(NoteService.definition) { service in
            let other = try service.client(principal: "other", roles: [.cityAdmin])
            defer { other.close() }
            _ = try await service.client.call(Write.self, .init(title: "a"), options: .init(idempotencyKey: "k"))
            _ = try await other.call(Write.self, .init(title: "b"), options: .init(idempotencyKey: "k"))
            _ = try await service.client.call(
                NoteAPI.WriteSlowly.self, .init(title: "c"), options: .init(idempotencyKey: "k"))
            #expect(try await titles(service) == ["a", "b", "c"])
        }
    }

    @Test func aMutationWithoutAKeyIsRefusedWithItsPath() async throws {
        try await ServiceTestHarness.run(NoteService.definition) { service in
            let fault = await #expect(throws: Fault.self) {
                try await service.client.call(Write.self, .init(title: "a"))
            }
            #expect(fault?.kind == .invalidParams)
            #expect(fault?.violations.map(\.path) == ["params._meta.idempotencyKey"])
            let left = try await titles(service)
            #expect(left.isEmpty)
        }
    }

    /// Only committed effects are stored: after a refusal the same key may be used again.
    @Test func aRefusalIsNotStored() async throws {
        try await ServiceTestHarness.run(NoteService.definition) { service in
            for _ in 0..<2 {
                let fault = await #expect(throws: Fault.self) {
                    try await service.client.call(
                        Write.self, .init(title: "refused"), options: .init(idempotencyKey: "k"))
                }
                #expect(fault?.kind == .noteRefused)
            }
            #expect(try await titles(service).isEmpty)
            _ = try await service.client.call(Write.self, .init(title: "a"), options: .init(idempotencyKey: "k"))
            #expect(try await changes(service) == ["a"])
        }
    }

    @Test func aDryRunAnswersAndLeavesNothing() async throws {
        try await ServiceTestHarness.run(NoteService.definition) { service in
            let dry = CallOptions(idempotencyKey: "k", dryRun: true)
            let note = try await service.client.call(Write.self, .init(title: "a"), options: dry)
            #expect(note.title == "a")
            #expect(try await titles(service).isEmpty)
            _ = try await service.client.call(Write.self, .init(title: "b"), options: .init(idempotencyKey: "k"))
            #expect(try await changes(service) == ["b"])
            let fault = await #expect(throws: Fault.self) {
                try await service.client.call(Write.self, .init(title: "b"), options: dry)
            }
            #expect(fault?.kind == .noteTaken)
        }
    }

    /// Two processes on one database, many callers, one key: one effect, one answer.
    @Test func concurrentCallsWithOneKeyHaveOneEffect() async throws {
        let database = try await TestPostgres.createDatabase()
        try await ServiceTestHarness.run(NoteService.definition, database: database) { one in
            try await ServiceTestHarness.run(NoteService.definition, database: database, clock: one.clock) { two in
                let answers = try await withThrowingTaskGroup(of: Note.self) { group in
                    for client in [one.client, two.client, one.client, two.client] {
                        group.addTask {
                            try await client.call(
                                NoteAPI.WriteSlowly.self, .init(title: "a"), options: .init(idempotencyKey: "k"))
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(answers.count == 4)
                #expect(Set(answers.map(\.id)).count == 1)
                #expect(try await titles(two) == ["a"])
                #expect(try await changes(one) == ["a"])
            }
        }
        try await TestPostgres.drop(database)
    }

    /// Who cannot wait until the other call with the key has ended is told that it runs.
    @Test func aKeyThatStaysInProgressIsTold() async throws {
        try await ServiceTestHarness.run(NoteService.definition) { service in
            let taken = AsyncStream<Void>.makeStream()
            let release = AsyncStream<Void>.makeStream()
            async let holder: Void = service.database.transaction { transaction in
                try await transaction.execute(hold, "tester", Write.contract.name, "k", service.clock.now())
                taken.continuation.yield()
                for await _ in release.stream { break }
            }
            for await _ in taken.stream { break }
            let fault = await #expect(throws: Fault.self) {
                // Sent as it is, so that no client tries again.
                let params = Array(#"{"title":"a","_meta":{"idempotencyKey":"k","timeoutMs":10000}}"#.utf8)
                _ = try await service.client.call(Write.contract.name, params: params)
            }
            #expect(fault?.kind == .keyInProgress)
            release.continuation.yield()
            try await holder
        }
    }

    @Test func aViolatedConstraintIsTheServicesFault() async throws {
        try await ServiceTestHarness.run(NoteService.definition) { service in
            _ = try await service.client.call(Write.self, .init(title: "a"), options: .init(idempotencyKey: "1"))
            let taken = await #expect(throws: Fault.self) {
                try await service.client.call(Write.self, .init(title: "a"), options: .init(idempotencyKey: "2"))
            }
            #expect(taken?.kind == .noteTaken)
            // A constraint nobody named is our own mistake: no detail leaves the service.
            let long = String(repeating: "x", count: 21)
            let unnamed = await #expect(throws: Fault.self) {
                try await service.client.call(Write.self, .init(title: long), options: .init(idempotencyKey: "3"))
            }
            #expect(unnamed?.kind == .internalError)
            #expect(unnamed?.message == FaultKind.internalError.message)
            #expect(unnamed?.traceID != nil)
        }
    }
}

private let hold = Statement(
    """
    INSERT INTO idempotency (principal, method, key, fingerprint, recorded_at)
    VALUES ($1, $2, $3, sha256(''), $4)
    """, String.self, String.self, String.self, Instant.self, access: .write)
