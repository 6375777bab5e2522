import Contracts
import Testing
import Values

@testable import Events

@Suite struct CoverageRulesTests {
    private let regions: [RegionCode: RegionNode] = [
        "340000": node("340000", .province, nil), "340800": node("340800", .prefecture, "340000"),
        "340811": node("340811", .county, "340800"),
        "340826": RegionNode(code: "340826", name: "宿松县", level: .county, parent: "340800", isDirect: true),
    ]

    private static func node(_ code: RegionCode, _ level: RegionLevel, _ parent: RegionCode?) -> RegionNode {
        RegionNode(code: code, name: code.rawValue, level: level, parent: parent, isDirect: false)
    }

    private func school(_ unit: UnitKey, _ region: RegionCode?, higher: Bool = false, covered: Bool) -> CoveredSchool {
        CoveredSchool(unit: unit, name: unit.rawValue, region: region, isHigher: higher, isCovered: covered)
    }

    @Test func aDirectCountyIsNotInItsCityE8() {
        #expect(CoverageRules.place(of: "340811", in: regions) == "340800")
        #expect(CoverageRules.place(of: "340826", in: regions) == "340826")
        #expect(CoverageRules.place(of: "340000", in: regions) == nil)
        #expect(CoverageRules.place(of: nil, in: regions) == nil)
    }

    @Test func coveredAndMissingAreNamedAndTheRateFollowsFromThemE8N18() {
        let rows = CoverageRules.table(
            places: [CoveragePlace(region: "340800", name: "安庆市"), CoveragePlace(region: "340826", name: "宿松县")],
            schools: [
                school("b", "340811", covered: true), school("a", "340800", covered: false),
                school("c", "340800", higher: true, covered: true),
            ], regions: regions)
        #expect(rows.count == 2)
        #expect(rows[0].secondary.covered.map(\.unit) == ["b"])
        #expect(rows[0].secondary.missing.map(\.unit) == ["a"])
        #expect(rows[0].secondary.rate == 0.5)
        #expect(rows[0].higher.rate == 1)
        // A place with no known school has no rate, rather than 0 or 1.
        #expect(rows[1].higher.rate == nil && rows[1].secondary.rate == nil)
    }

    @Test func everySchoolStandsInExactlyOneRow() {
        let schools = [
            school("a", "340811", covered: true), school("b", "340826", covered: false),
            school("c", nil, covered: false),
        ]
        let rows = CoverageRules.table(
            places: [CoveragePlace(region: "340800", name: ""), CoveragePlace(region: "340826", name: "")],
            schools: schools, regions: regions)
        let named = rows.flatMap { $0.secondary.covered + $0.secondary.missing }.map(\.unit)
        #expect(named.sorted() == ["a", "b", "c"])
        #expect(rows.last?.region == nil)
    }
}
