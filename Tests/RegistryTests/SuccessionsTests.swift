import Shared
import Testing

@testable import Registry

/// R6: succession never changes a past table.
@Suite struct SuccessionsTests {
    private static let may = Instant("2026-05-01T00:00:00+08:00")!
    private static let june = Instant("2026-06-01T00:00:00+08:00")!
    private static let july = Instant("2026-07-01T00:00:00+08:00")!

    /// City a with school b below it, and a second school c.
    private static func run(_ body: @escaping @Sendable (TestRegistry) async throws -> Void) async throws {
        try await TestRegistry.run { registry in
            registry.clock.set(may)
            for (key, kind) in [("a", UnitKind.cityEducation), ("b", .secondaryLocal), ("c", .secondaryLocal)] {
                try await registry.tell(
                    RegistryAPI.CreateUnit.self, .init(key: UnitKey(key), kind: kind, name: "单位\(key)"))
            }
            try await registry.tell(
                RegistryAPI.SetRelation.self, .init(type: .reportsTo, from: "b", to: "a", track: "vocational"))
            try await body(registry)
        }
    }

    private static func tree(_ registry: TestRegistry, at: Instant) async throws -> [UnitKey] {
        try await registry.ask(RegistryAPI.GetTree.self, .init(root: "a", track: "vocational", at: at)).nodes.map(
            \.unit)
    }

    @Test func r6TreeBeforeAClosingIsTheOldOne() async throws {
        try await Self.run { registry in
            let closing = try await registry.tell(
                RegistryAPI.CloseUnit.self, .init(key: "b", expectRevision: 1, at: Self.june, basis: "文"))
            #expect(closing.kind == .close && closing.to.isEmpty)
            #expect(try await Self.tree(registry, at: Self.may) == ["a", "b"])
            #expect(try await Self.tree(registry, at: Self.june) == ["a"])
            let unit = try await registry.ask(RegistryAPI.GetUnit.self, .init(key: "b", at: Self.july))
            #expect(unit.status == .ended && unit.validTo == Self.june)
            let listed = try await registry.ask(RegistryAPI.ListUnits.self, .init(at: Self.june))
            #expect(listed.items.map(\.key) == ["a", "c"])
        }
    }

    @Test func unitThatOthersReportToIsNotClosed() async throws {
        try await Self.run { registry in
            let fault = await registry.expectFault(.unitHasLines) {
                try await registry.tell(
                    RegistryAPI.CloseUnit.self, .init(key: "a", expectRevision: 1, at: Self.june, basis: "文"))
            }
            #expect(fault?.violations.map(\.path) == ["b"])
        }
    }

    @Test func r6MergedUnitNamesItsSuccessor() async throws {
        try await Self.run { registry in
            try await registry.tell(
                RegistryAPI.MergeUnits.self, .init(from: ["b"], to: "c", at: Self.june, basis: "文"))
            let before = try await registry.ask(RegistryAPI.GetUnit.self, .init(key: "b", at: Self.may))
            let after = try await registry.ask(RegistryAPI.GetUnit.self, .init(key: "b", at: Self.june))
            #expect(before.status == .active && before.succeededBy.isEmpty)
            #expect(after.status == .ended && after.succeededBy == ["c"])
            await registry.expectFault(.unitEnded) {
                try await registry.tell(
                    RegistryAPI.RenameUnit.self,
                    .init(key: "b", expectRevision: after.revision, name: "新名", at: Self.july, basis: "文"))
            }
        }
    }

    @Test func r6RenamedUnitKeepsItsKeyAndItsPastName() async throws {
        try await Self.run { registry in
            try await registry.tell(
                RegistryAPI.RenameUnit.self,
                .init(key: "b", expectRevision: 1, name: "新名", at: Self.june, basis: "文"))
            let before = try await registry.ask(RegistryAPI.GetUnit.self, .init(key: "b", at: Self.may))
            let after = try await registry.ask(RegistryAPI.GetUnit.self, .init(key: "b", at: Self.july))
            #expect(before.name == "单位b" && after.name == "新名" && before.id == after.id)
            #expect(try await Self.tree(registry, at: Self.july) == ["a", "b"])
        }
    }

    @Test func splitNeedsTwoSuccessors() async throws {
        try await Self.run { registry in
            await registry.expectFault(.invalidParams) {
                try await registry.tell(
                    RegistryAPI.SplitUnit.self, .init(from: "b", to: ["c"], at: Self.june, basis: "文"))
            }
        }
    }
}
