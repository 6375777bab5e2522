import Shared
import Testing

@testable import Registry

/// registry.units over the wire, on a real database.
@Suite struct UnitsTests {
    private static let key: UnitKey = "school:宿州市/宿州工业学校"
    private static let created = Instant("2026-04-29T09:00:00+08:00")!
    private static let may = Instant("2026-05-01T00:00:00+08:00")!
    private static let june = Instant("2026-06-01T00:00:00+08:00")!

    private static func school(
        _ key: UnitKey, _ name: String = "某校", codes: [CodeScheme: String]? = nil
    ) -> RegistryAPI.CreateUnit.Params {
        .init(key: key, kind: .secondaryLocal, name: name, codes: codes)
    }

    @Test func createdUnitIsFoundByItsKey() async throws {
        try await TestRegistry.run { registry in
            let unit = try await registry.tell(RegistryAPI.CreateUnit.self, Self.school(Self.key, "宿州工业学校"))
            #expect(unit.level == .institution)
            #expect(unit.revision == 1)
            #expect(try await registry.ask(RegistryAPI.GetUnit.self, .init(key: Self.key)) == unit)
        }
    }

    @Test func unknownUnitIsNotFound() async throws {
        try await TestRegistry.run { registry in
            await registry.expectFault(.unitUnknown) {
                try await registry.ask(RegistryAPI.GetUnit.self, .init(key: "school:nowhere"))
            }
        }
    }

    @Test func keyIsGivenOnce() async throws {
        try await TestRegistry.run { registry in
            try await registry.tell(RegistryAPI.CreateUnit.self, Self.school(Self.key))
            await registry.expectFault(.unitKeyTaken) {
                try await registry.tell(RegistryAPI.CreateUnit.self, Self.school(Self.key))
            }
        }
    }

    @Test func regionMustBeKnown() async throws {
        try await TestRegistry.run { registry in
            await registry.expectFault(.regionUnknown) {
                try await registry.tell(
                    RegistryAPI.CreateUnit.self,
                    .init(key: Self.key, kind: .secondaryLocal, name: "某校", region: "341300"))
            }
        }
    }

    @Test func r3CodeOfOneUnitIsRefusedToAnother() async throws {
        try await TestRegistry.run { registry in
            try await registry.tell(RegistryAPI.CreateUnit.self, Self.school("a", codes: ["moe": "1"]))
            await registry.expectFault(.codeTaken) {
                try await registry.tell(RegistryAPI.CreateUnit.self, Self.school("b", codes: ["moe": "1"]))
            }
        }
    }

    @Test func r3VoidCodeIsNeverGivenAgain() async throws {
        try await TestRegistry.run { registry in
            try await registry.tell(RegistryAPI.CreateUnit.self, Self.school("a", codes: ["moe": "1"]))
            let voided = try await registry.tell(
                RegistryAPI.UpdateUnit.self, .init(key: "a", expectRevision: 1, codes: ["moe": nil], from: Self.june))
            #expect(voided.revision == 2)
            let inMay = try await registry.ask(RegistryAPI.GetUnit.self, .init(key: "a", at: Self.may))
            let inJune = try await registry.ask(RegistryAPI.GetUnit.self, .init(key: "a", at: Self.june))
            #expect(inMay.codes == ["moe": "1"])
            #expect(inJune.codes == [:])
            await registry.expectFault(.codeTaken) {
                try await registry.tell(RegistryAPI.CreateUnit.self, Self.school("b", codes: ["moe": "1"]))
            }
        }
    }

    @Test func codeThatWasAMistakeIsFreeAgain() async throws {
        try await TestRegistry.run { registry in
            try await registry.tell(RegistryAPI.CreateUnit.self, Self.school("a", codes: ["moe": "1"]))
            try await registry.tell(
                RegistryAPI.UpdateUnit.self, .init(key: "a", expectRevision: 1, codes: ["moe": nil]))
            let other = try await registry.tell(RegistryAPI.CreateUnit.self, Self.school("b", codes: ["moe": "1"]))
            #expect(other.codes == ["moe": "1"])
        }
    }

    @Test func updateNeedsTheRevisionThatStands() async throws {
        try await TestRegistry.run { registry in
            try await registry.tell(RegistryAPI.CreateUnit.self, Self.school("a"))
            try await registry.tell(RegistryAPI.UpdateUnit.self, .init(key: "a", expectRevision: 1, name: "新名"))
            let fault = await registry.expectFault(.revisionConflict) {
                try await registry.tell(RegistryAPI.UpdateUnit.self, .init(key: "a", expectRevision: 1, name: "别名"))
            }
            #expect(fault?.currentRevision == 2)
        }
    }

    @Test func updateThatChangesNothingKeepsTheRevision() async throws {
        try await TestRegistry.run { registry in
            let unit = try await registry.tell(RegistryAPI.CreateUnit.self, Self.school("a"))
            let same = try await registry.tell(
                RegistryAPI.UpdateUnit.self, .init(key: "a", expectRevision: 1, name: unit.name))
            #expect(same == unit)
        }
    }

    @Test func bothTimesAreAnswered() async throws {
        try await TestRegistry.run { registry in
            registry.clock.set(Self.created)
            try await registry.tell(RegistryAPI.CreateUnit.self, Self.school("a", "旧名"))
            registry.clock.set(Self.may)
            try await registry.tell(
                RegistryAPI.UpdateUnit.self, .init(key: "a", expectRevision: 1, name: "新名", from: Self.june))
            func name(at: Instant, knownAt: Instant? = nil) async throws -> String {
                try await registry.ask(RegistryAPI.GetUnit.self, .init(key: "a", at: at, knownAt: knownAt)).name
            }
            #expect(try await name(at: Self.may) == "旧名")
            #expect(try await name(at: Self.june) == "新名")
            // Before May nobody knew of the new name.
            #expect(try await name(at: Self.june, knownAt: Self.created) == "旧名")
        }
    }

    @Test func listPagesByKeyAndFilters() async throws {
        try await TestRegistry.run { registry in
            for key in ["c", "a", "b"] {
                try await registry.tell(RegistryAPI.CreateUnit.self, Self.school(UnitKey(key)))
            }
            try await registry.tell(
                RegistryAPI.CreateUnit.self, .init(key: "d", kind: .enterprise, name: "某厂", flags: ["listed"]))
            var keys: [UnitKey] = []
            var after: String?
            repeat {
                let page = try await registry.ask(RegistryAPI.ListUnits.self, .init(after: after, limit: 2))
                keys += page.items.map(\.key)
                after = page.next
            } while after != nil
            #expect(keys == ["a", "b", "c", "d"])
            let listed = try await registry.ask(RegistryAPI.ListUnits.self, .init(flags: ["listed"]))
            #expect(listed.items.map(\.key) == ["d"])
            let schools = try await registry.ask(RegistryAPI.ListSchools.self, .init())
            #expect(schools.items.map(\.key) == ["a", "b", "c"])
            await registry.expectFault(.unitUnknown) {
                try await registry.ask(RegistryAPI.GetSchool.self, .init(key: "d"))
            }
        }
    }

    @Test func searchFindsPartsOfNamesAndCodes() async throws {
        try await TestRegistry.run { registry in
            try await registry.tell(RegistryAPI.CreateUnit.self, Self.school("a", "宿州工业学校", codes: ["moe": "4134"]))
            try await registry.tell(RegistryAPI.CreateUnit.self, Self.school("b", "工业学校100%"))
            func keys(_ text: String) async throws -> [UnitKey] {
                try await registry.ask(RegistryAPI.SearchUnits.self, .init(text: text)).units.map(\.key)
            }
            // Names that begin with the text come first; % and _ are letters like others.
            #expect(try await keys("工业") == ["b", "a"])
            #expect(try await keys("0%") == ["b"])
            #expect(try await keys("_") == [])
            #expect(try await keys("4134") == ["a"])
        }
    }

    @Test func changesAreCompleteAndInOrder() async throws {
        try await TestRegistry.run { registry in
            try await registry.tell(RegistryAPI.CreateUnit.self, Self.school("a"))
            let unit = try await registry.tell(
                RegistryAPI.UpdateUnit.self, .init(key: "a", expectRevision: 1, name: "新名"))
            let changes = try await registry.changes()
            #expect(changes.map(\.verb) == ["created", "updated"])
            #expect(try changes.last?.decoded(as: Unit.self) == unit)
        }
    }

    @Test func dryRunChangesNothing() async throws {
        try await TestRegistry.run { registry in
            let unit = try await registry.tell(RegistryAPI.CreateUnit.self, Self.school("a"), dryRun: true)
            #expect(unit.key == "a")
            await registry.expectFault(.unitUnknown) {
                try await registry.ask(RegistryAPI.GetUnit.self, .init(key: "a"))
            }
        }
    }
}
