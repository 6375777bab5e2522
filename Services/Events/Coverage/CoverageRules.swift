import Shared

/// A school as coverage looks at it.
struct CoveredSchool: Sendable, Hashable {
    let unit: UnitKey
    let name: String
    let region: RegionCode?
    let isHigher: Bool
    /// Hosts at least one counted event.
    let isCovered: Bool
}

/// A place schools are counted at: a city or a province-administered county.
struct CoveragePlace: Sendable, Hashable {
    let region: RegionCode
    let name: String
}

/// Which places there are and where each school stands (E8), as pure functions.
enum CoverageRules {
    /// The region whose row a school stands in: a county's city, unless the county is the province's own.
    static func place(of region: RegionCode?, in regions: [RegionCode: RegionNode]) -> RegionCode? {
        var current = region
        // Two steps reach a city from a county; a third guards against a cycle in what was loaded.
        for _ in 0..<3 {
            guard let code = current, let node = regions[code] else { return nil }
            switch node.level {
            case .prefecture: return code
            case .county where node.isDirect: return code
            case .county: current = node.parent
            case .province: return nil
            }
        }
        return nil
    }

    /// Every place with its schools, covered and missing apart, each sorted by key; a place without schools stands with
    /// empty lists and null rates. Schools at no known place come last under a null region.
    static func table(
        places: [CoveragePlace], schools: [CoveredSchool], regions: [RegionCode: RegionNode]
    ) -> [Coverage.Place] {
        let byPlace = Dictionary(grouping: schools) { place(of: $0.region, in: regions) }
        var rows = places.map { row($0.region, $0.name, byPlace[$0.region] ?? []) }
        if let nowhere = byPlace[nil] { rows.append(row(nil, "未标明所在地", nowhere)) }
        return rows
    }

    private static func row(_ region: RegionCode?, _ name: String, _ schools: [CoveredSchool]) -> Coverage.Place {
        func level(_ isHigher: Bool) -> Coverage.Level {
            let sorted = schools.filter { $0.isHigher == isHigher }.sorted { $0.unit < $1.unit }
            func named(_ isCovered: Bool) -> [Coverage.School] {
                sorted.filter { $0.isCovered == isCovered }.map { Coverage.School(unit: $0.unit, name: $0.name) }
            }
            return Coverage.Level(covered: named(true), missing: named(false))
        }
        return Coverage.Place(region: region, name: name, higher: level(true), secondary: level(false))
    }
}

/// A region as coverage walks it.
struct RegionNode: Sendable, Hashable {
    let code: RegionCode
    let name: String
    let level: RegionLevel
    let parent: RegionCode?
    let isDirect: Bool
}
