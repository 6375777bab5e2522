import Shared
import Testing

@testable import Registry

/// registry.relations and registry.tree over the wire, on a real database.
@Suite struct RelationsTests {
    private static let may = Instant("2026-05-01T00:00:00+08:00")!
    private static let june = Instant("2026-06-01T00:00:00+08:00")!

    private static func run(units: Int, _ body: @escaping @Sendable (TestRegistry) async throws -> Void) async throws {
        try await TestRegistry.run { registry in
            registry.clock.set(may)
            for number in 0..<units {
                try await registry.tell(
                    RegistryAPI.CreateUnit.self,
                    .init(key: key(number), kind: .cityEducation, name: "单位\(number)"))
            }
            try await body(registry)
        }
    }

    private static func key(_ number: Int) -> UnitKey { UnitKey("u\(number)") }

    private static func line(
        _ from: Int, _ to: Int, from validFrom: Instant? = nil
    ) -> RegistryAPI.SetRelation.Params {
        .init(type: .reportsTo, from: key(from), to: key(to), track: "vocational", validFrom: validFrom)
    }

    @Test func sameRelationTwiceIsUnchanged() async throws {
        try await Self.run(units: 2) { registry in
            let first = try await registry.tell(RegistryAPI.SetRelation.self, Self.line(0, 1))
            let second = try await registry.tell(RegistryAPI.SetRelation.self, Self.line(0, 1))
            #expect(first.outcome == .created && second.outcome == .unchanged)
            #expect(first.relation == second.relation)
        }
    }

    @Test func r1SecondParentIsRefused() async throws {
        try await Self.run(units: 3) { registry in
            try await registry.tell(RegistryAPI.SetRelation.self, Self.line(0, 1))
            await registry.expectFault(.parentTaken) {
                try await registry.tell(RegistryAPI.SetRelation.self, Self.line(0, 2))
            }
        }
    }

    @Test func r1ParentsFromTwoServersAtOnceLeaveOne() async throws {
        try await Self.run(units: 9) { first in
            try await first.besideAnother { second in
                let outcomes = await withTaskGroup(of: FaultKind?.self) { group in
                    for parent in 1...8 {
                        group.addTask {
                            do {
                                let server = parent.isMultiple(of: 2) ? first : second
                                try await server.tell(RegistryAPI.SetRelation.self, Self.line(0, parent))
                                return nil
                            } catch {
                                return (error as? Fault)?.kind
                            }
                        }
                    }
                    return await group.reduce(into: [FaultKind?]()) { $0.append($1) }
                }
                #expect(outcomes.count { $0 == nil } == 1)
                #expect(outcomes.count { $0 == .parentTaken } == 7)
            }
        }
    }

    @Test func r1HoldsInTheDatabaseItself() async throws {
        try await Self.run(units: 3) { registry in
            let standing = try await registry.tell(RegistryAPI.SetRelation.self, Self.line(0, 1)).relation
            let second = Relation(
                id: .make(at: Self.may), type: .reportsTo, from: Self.key(0), to: Self.key(2), track: "vocational",
                recordedAt: standing.recordedAt)
            let error = await #expect(throws: PostgresError.self) {
                _ = try await RelationWriter(effect: registry.database, now: Self.may).write([second])
            }
            #expect(error?.constraint == "relations_one_parent")
        }
    }

    @Test func r2CircleIsRefused() async throws {
        try await Self.run(units: 3) { registry in
            try await registry.tell(RegistryAPI.SetRelation.self, Self.line(0, 1))
            try await registry.tell(RegistryAPI.SetRelation.self, Self.line(1, 2))
            await registry.expectFault(.relationCycle) {
                try await registry.tell(RegistryAPI.SetRelation.self, Self.line(2, 0))
            }
        }
    }

    @Test func r2CircleAcrossDifferentTimesIsNone() async throws {
        try await Self.run(units: 2) { registry in
            let first = try await registry.tell(RegistryAPI.SetRelation.self, Self.line(0, 1)).relation
            let ended = try await registry.tell(
                RegistryAPI.EndRelation.self, .init(id: first.id, expectRevision: 1, at: Self.june))
            #expect(ended.validTo == Self.june && ended.revision == 2)
            let back = try await registry.tell(RegistryAPI.SetRelation.self, Self.line(1, 0, from: Self.june))
            #expect(back.outcome == .created)
        }
    }

    /// Each call alone is right and both together are not: eight rings of two, closed from both sides at once by two
    /// servers.
    @Test func r2TwoHalvesOfACircleAtOnceLeaveOne() async throws {
        try await Self.run(units: 16) { first in
            try await first.besideAnother { second in
                let accepted = await withTaskGroup(of: Bool.self) { group in
                    for ring in 0..<8 {
                        let (one, other) = (2 * ring, 2 * ring + 1)
                        for (server, from, to) in [(first, one, other), (second, other, one)] {
                            group.addTask {
                                (try? await server.tell(RegistryAPI.SetRelation.self, Self.line(from, to))) != nil
                            }
                        }
                    }
                    return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                }
                #expect(accepted == 8)
            }
        }
    }

    @Test func r2RelationOfEveryTrackClosesCirclesInEachTrack() async throws {
        try await Self.run(units: 2) { registry in
            try await registry.tell(
                RegistryAPI.SetRelation.self,
                .init(type: .administers, from: Self.key(0), to: Self.key(1), track: "lifelong"))
            await registry.expectFault(.relationCycle) {
                try await registry.tell(
                    RegistryAPI.SetRelation.self, .init(type: .administers, from: Self.key(1), to: Self.key(0)))
            }
        }
    }

    @Test func treeAndPathAnswerBothTimes() async throws {
        try await Self.run(units: 3) { registry in
            try await registry.tell(RegistryAPI.SetRelation.self, Self.line(1, 0))
            registry.clock.set(Self.june)
            try await registry.tell(RegistryAPI.SetRelation.self, Self.line(2, 1, from: Self.may))
            func below(knownAt: Instant?) async throws -> [UnitKey] {
                try await registry.ask(
                    RegistryAPI.GetTree.self,
                    .init(root: Self.key(0), track: "vocational", at: Self.june, knownAt: knownAt)
                ).nodes.map(\.unit)
            }
            #expect(try await below(knownAt: nil) == ["u0", "u1", "u2"])
            #expect(try await below(knownAt: Self.may) == ["u0", "u1"])
            let path = try await registry.ask(
                RegistryAPI.GetPath.self, .init(unit: Self.key(2), track: "vocational"))
            #expect(path.nodes.map(\.unit) == ["u2", "u1", "u0"])
            #expect(path.nodes.map(\.parent) == ["u1", "u0", nil])
            let otherTrack = try await registry.ask(
                RegistryAPI.GetTree.self, .init(root: Self.key(0), track: "lifelong"))
            #expect(otherTrack.nodes.map(\.unit) == ["u0"])
        }
    }

    @Test func endingNeedsTheRevisionAndALaterInstant() async throws {
        try await Self.run(units: 2) { registry in
            let line = try await registry.tell(
                RegistryAPI.SetRelation.self, Self.line(0, 1, from: Self.may)
            ).relation
            await registry.expectFault(.revisionConflict) {
                try await registry.tell(RegistryAPI.EndRelation.self, .init(id: line.id, expectRevision: 7))
            }
            await registry.expectFault(.periodInvalid) {
                try await registry.tell(
                    RegistryAPI.EndRelation.self, .init(id: line.id, expectRevision: 1, at: Self.may))
            }
            await registry.expectFault(.relationUnknown) {
                try await registry.tell(RegistryAPI.EndRelation.self, .init(id: .make(at: Self.may), expectRevision: 1))
            }
        }
    }

    @Test func relationThatWouldCoverTwoOthersIsRefused() async throws {
        try await Self.run(units: 2) { registry in
            func administers(_ from: Instant?, _ to: Instant?) -> RegistryAPI.SetRelation.Params {
                .init(type: .administers, from: Self.key(0), to: Self.key(1), validFrom: from, validTo: to)
            }
            try await registry.tell(RegistryAPI.SetRelation.self, administers(nil, Self.may))
            try await registry.tell(RegistryAPI.SetRelation.self, administers(Self.june, nil))
            await registry.expectFault(.relationExists) {
                try await registry.tell(RegistryAPI.SetRelation.self, administers(nil, nil))
            }
        }
    }

    @Test func listGoesOnOnlyBehindItsOwnPages() async throws {
        try await Self.run(units: 3) { registry in
            try await registry.tell(RegistryAPI.SetRelation.self, Self.line(0, 1))
            try await registry.tell(RegistryAPI.SetRelation.self, Self.line(2, 1))
            let first = try await registry.ask(RegistryAPI.ListRelations.self, .init(limit: 1))
            let second = try await registry.ask(RegistryAPI.ListRelations.self, .init(after: first.next, limit: 1))
            #expect(Set((first.items + second.items).map(\.from)) == ["u0", "u2"])
            #expect(second.next == nil)
            let units = try await registry.ask(RegistryAPI.ListUnits.self, .init(limit: 1))
            await registry.expectFault(.invalidParams) {
                try await registry.ask(RegistryAPI.ListRelations.self, .init(after: units.next))
            }
        }
    }

    @Test func n13CollaborationHasMembers() async throws {
        try await Self.run(units: 2) { registry in
            for key in ["联合体甲", "联合体乙"] {
                try await registry.tell(
                    RegistryAPI.CreateUnit.self, .init(key: UnitKey(key), kind: .collaboration, name: key))
                for member in 0...1 {
                    try await registry.tell(
                        RegistryAPI.SetRelation.self, .init(type: .memberOf, from: Self.key(member), to: UnitKey(key)))
                }
            }
            let members = try await registry.ask(
                RegistryAPI.ListRelations.self, .init(type: .memberOf, to: "联合体甲"))
            #expect(Set(members.items.map(\.from)) == ["u0", "u1"])
            let memberships = try await registry.ask(
                RegistryAPI.ListRelations.self, .init(type: .memberOf, from: Self.key(0)))
            #expect(Set(memberships.items.map(\.to)) == ["联合体甲", "联合体乙"])
        }
    }

    @Test func unknownUnitHasNoRelation() async throws {
        try await Self.run(units: 1) { registry in
            await registry.expectFault(.unitUnknown) {
                try await registry.tell(RegistryAPI.SetRelation.self, Self.line(0, 5))
            }
        }
    }
}
