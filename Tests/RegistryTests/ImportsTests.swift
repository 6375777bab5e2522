import Shared
import Testing

@testable import Registry

@Suite struct ImportsTests {
    private static let regions = """
        code,name,level,parent
        340000,安徽省,province,
        341300,宿州市,prefecture,340000

        """
    private static let units = """
        key,kind,name,region,flags,codes
        school:a,secondary_local,甲校,341300,skilled_workers,moe=1
        school:b,secondary_local,乙校,341300,,

        """

    private static func load(
        _ registry: TestRegistry, _ kind: ImportKind, _ csv: String, skip: Bool? = nil
    ) async throws -> ImportReport {
        try await registry.tell(RegistryAPI.ApplyImport.self, .init(kind: kind, csv: csv, skipBadRows: skip))
    }

    @Test func secondLoadChangesNothingAndSaysSo() async throws {
        try await TestRegistry.run { registry in
            _ = try await Self.load(registry, .regions, Self.regions)
            let first = try await Self.load(registry, .units, Self.units)
            #expect((first.created, first.updated, first.unchanged) == (2, 0, 0))
            let before = try await registry.changes()
            let second = try await Self.load(registry, .units, Self.units)
            #expect((second.created, second.updated, second.unchanged) == (0, 0, 2))
            let again = try await Self.load(registry, .regions, Self.regions)
            #expect(again.unchanged == 2)
            #expect(try await registry.changes() == before)
        }
    }

    @Test func planSaysWhatApplyDoesAndWritesNothing() async throws {
        try await TestRegistry.run { registry in
            _ = try await Self.load(registry, .regions, Self.regions)
            let plan = try await registry.ask(RegistryAPI.PlanImport.self, .init(kind: .units, csv: Self.units))
            #expect(try await registry.ask(RegistryAPI.ListUnits.self, .init()).items.isEmpty)
            #expect(try await Self.load(registry, .units, Self.units) == plan)
        }
    }

    @Test func badRowsAreNamedByLineAndColumnAndNothingIsWritten() async throws {
        try await TestRegistry.run { registry in
            _ = try await Self.load(registry, .regions, Self.regions)
            let csv =
                Self.units + """
                    school:c,kindergarten,丙校,341300,,
                    school:d,secondary_local,,349999,,moe=1
                    school:a,secondary_local,甲校,341300,,
                    school:e,secondary_local,戊校,341300
                    """
            let fault = await registry.expectFault(.importRefused) { try await Self.load(registry, .units, csv) }
            let found = Set((fault?.violations ?? []).map { "\($0.path) \($0.rule)" })
            #expect(
                found == [
                    "line 4: kind unknown_kind", "line 5: name required", "line 6: key duplicate", "line 7 cells",
                ])
            #expect(try await registry.ask(RegistryAPI.ListUnits.self, .init()).items.isEmpty)
        }
    }

    @Test func goodRowsAreWrittenWhenAsked() async throws {
        try await TestRegistry.run { registry in
            _ = try await Self.load(registry, .regions, Self.regions)
            let csv = Self.units + "school:c,secondary_local,丙校,349999,,\nschool:d,secondary_local,丁校,,,moe=1\n"
            let report = try await Self.load(registry, .units, csv, skip: true)
            #expect((report.rows, report.created, report.skipped) == (4, 2, 2))
            #expect(report.bad.map(\.rule) == ["unknown_region", "duplicate"])
            #expect(report.bad.map(\.line) == [4, 5])
        }
    }

    @Test func unitIsMatchedByKeyThenByCode() async throws {
        try await TestRegistry.run { registry in
            _ = try await Self.load(registry, .regions, Self.regions)
            _ = try await Self.load(registry, .units, Self.units)
            let report = try await Self.load(
                registry, .units, "key,kind,name,codes\nother:key,secondary_local,甲校新名,moe=1\n")
            #expect((report.created, report.updated) == (0, 1))
            let unit = try await registry.ask(RegistryAPI.GetUnit.self, .init(key: "school:a"))
            #expect(unit.name == "甲校新名" && unit.revision == 2)
            // What the file has no column for stays.
            #expect(unit.flags == ["skilled_workers"] && unit.region == "341300")
            await registry.expectFault(.importRefused) {
                try await Self.load(registry, .units, "key,kind,name,codes\nschool:b,secondary_local,乙校,moe=1\n")
            }
        }
    }

    @Test func brokenFileIsRefusedAsAWhole() async throws {
        try await TestRegistry.run { registry in
            let fault = await registry.expectFault(.importRefused) {
                try await Self.load(registry, .units, "key,kind,name\na,b,\"c\n", skip: true)
            }
            #expect(fault?.violations.map(\.path) == ["line 2"])
        }
    }

    @Test func r1AndR2HoldInAFileOfRelations() async throws {
        try await TestRegistry.run { registry in
            _ = try await Self.load(registry, .regions, Self.regions)
            _ = try await Self.load(registry, .units, Self.units)
            let header = "from,to,type,track\n"
            let twice = await registry.expectFault(.importRefused) {
                try await Self.load(
                    registry, .relations,
                    header + "school:a,school:b,reportsTo,vocational\nschool:a,school:c,reportsTo,vocational\n")
            }
            #expect(twice?.violations.map(\.path) == ["line 3: to"])
            let circle = await registry.expectFault(.importRefused) {
                try await Self.load(
                    registry, .relations,
                    header + "school:a,school:b,reportsTo,vocational\nschool:b,school:a,reportsTo,vocational\n")
            }
            #expect(circle?.violations.map(\.rule) == ["cycle", "cycle"])
            let without = await registry.expectFault(.importRefused) {
                try await Self.load(registry, .relations, header + "school:a,school:b,reportsTo,\n")
            }
            #expect(without?.violations.map(\.path) == ["line 2: track"])
            #expect(try await registry.ask(RegistryAPI.ListRelations.self, .init()).items.isEmpty)
        }
    }
}
