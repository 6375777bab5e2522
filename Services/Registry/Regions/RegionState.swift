import Shared

/// One state of a region, as a row has it.
struct RegionState: Sendable, Hashable {
    let description: RegionDescription
    let valid: HalfOpenRange<Instant>
    let succeededBy: [RegionCode]
    /// Of the row that holds this state.
    let version: Int

    var region: Region { description.region(valid: valid, succeededBy: succeededBy) }
}

/// What is said of a region, apart from when.
struct RegionDescription: Sendable, Hashable {
    let code: RegionCode
    let name: String
    let level: RegionLevel
    let parent: RegionCode?
    let adminType: String?
    let directToProvince: Bool
    let source: String?

    func region(valid: HalfOpenRange<Instant>, succeededBy: [RegionCode] = []) -> Region {
        Region(
            code: code, name: name, level: level, parent: parent, adminType: adminType,
            directToProvince: directToProvince, source: source, validFrom: valid.lower, validTo: valid.upper,
            succeededBy: succeededBy)
    }
}
