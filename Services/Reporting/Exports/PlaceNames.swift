import Shared

/// What regions and units are called: what an annex prints in place of codes and keys, and how one that was filled in is read
/// back. Pure.
struct PlaceNames: Sendable {
    struct Region: Hashable, Sendable {
        let code: RegionCode
        let name: String
        let parent: RegionCode?
        /// Printed still, and meant by its name no more.
        var hasEnded = false
    }

    struct Unit: Hashable, Sendable {
        let key: UnitKey
        let name: String
    }

    private let regions: [String: Region]
    private let regionsByName: [String: [Region]]
    private let units: [String: Unit]
    private let unitsByName: [String: [Unit]]
    private let home: RegionCode?

    /// Codes are printed as they are, and only codes are read.
    static let none = PlaceNames(regions: [], units: [], home: nil)

    /// - Parameter home: where the unit lies: of several regions of one name the one at home is meant.
    init(regions: [Region], units: [Unit], home: RegionCode?) {
        self.regions = Dictionary(regions.map { ($0.code.rawValue, $0) }) { first, _ in first }
        regionsByName = Dictionary(grouping: regions.filter { !$0.hasEnded }, by: \.name)
        self.units = Dictionary(units.map { ($0.key.rawValue, $0) }) { first, _ in first }
        unitsByName = Dictionary(grouping: units, by: \.name)
        self.home = home
    }

    /// What is not known here is printed as it stands.
    func shown(_ text: String, _ type: FieldType) -> String {
        switch type {
        case .region, .regions: regions[text]?.name ?? text
        case .unit, .units: units[text]?.name ?? text
        case .text, .personal, .integer, .number, .boolean, .date, .instant, .choice, .choices, .ratio, .url, .rows:
            text
        }
    }

    /// Why a name says nothing.
    enum Unclear: Error {
        case unknown
        /// Several have it: their codes or keys.
        case several([String])
    }

    /// The code or key that a cell means.
    func read(_ text: String, _ type: FieldType) throws(Unclear) -> String {
        switch type {
        case .region, .regions: try region(text)
        case .unit, .units: try unit(text)
        case .text, .personal, .integer, .number, .boolean, .date, .instant, .choice, .choices, .ratio, .url, .rows:
            text
        }
    }

    private func region(_ text: String) throws(Unclear) -> String {
        if regions[text] != nil || text.isRegionCode { return text }
        let named = regionsByName[text] ?? []
        let near = named.filter { $0.code == home || ($0.parent != nil && ($0.parent == home || $0.parent == city)) }
        guard let only = near.first ?? named.first else { throw .unknown }
        guard (near.isEmpty ? named : near).count == 1 else { throw .several(named.map(\.code.rawValue)) }
        return only.code.rawValue
    }

    /// What home is a county of.
    private var city: RegionCode? { home.flatMap { regions[$0.rawValue]?.parent } }

    private func unit(_ text: String) throws(Unclear) -> String {
        // A key has its scheme in front (`moe:`, `school:`); a name has no such thing.
        if units[text] != nil || text.contains(":") { return text }
        let named = unitsByName[text] ?? []
        guard let only = named.first else { throw .unknown }
        guard named.count == 1 else { throw .several(named.map(\.key.rawValue)) }
        return only.key.rawValue
    }
}

extension PlaceNames {
    /// The names of what stands in a payload, at the instant and as known at the one of the question.
    static func printing(
        _ payload: JSONValue?, _ form: FormDefinition, _ times: ObligationReader.Times,
        _ database: some StatementExecutor
    ) async throws -> PlaceNames {
        let types = form.placeTypes
        let keys = types.isDisjoint(with: [.unit, .units]) ? [] : form.keys(in: payload)
        return PlaceNames(
            regions: types.isDisjoint(with: [.region, .regions])
                ? [] : try await database.query(RegionStatements.names, times.at, times.knownAt),
            units: keys.isEmpty
                ? [] : try await database.query(UnitStatements.names, keys.sorted(), times.at, times.knownAt),
            home: nil)
    }

    /// What the cells of a filled form may mean, now.
    static func reading(
        _ sheets: [FilledSheet], _ form: FormDefinition, of unit: UnitKey, now: Instant,
        _ database: some StatementExecutor
    ) async throws -> PlaceNames {
        let types = form.placeTypes
        guard !types.isEmpty else { return .none }
        let texts = Set(sheets.flatMap(\.rows).flatMap { row in row.flatMap { FieldText.list($0) } })
        let home = try await database.first(UnitStatements.brief, unit, now, .max)?.region
        return PlaceNames(
            regions: types.isDisjoint(with: [.region, .regions])
                ? [] : try await database.query(RegionStatements.names, now, .max),
            units: types.isDisjoint(with: [.unit, .units])
                ? [] : try await database.query(UnitStatements.named, texts.sorted(), now),
            home: home)
    }
}

extension FormDefinition {
    /// Of its fields and columns, those whose values are codes or keys.
    fileprivate var placeTypes: Set<FieldType> {
        Set((fields + fields.flatMap { $0.columns ?? [] }).map(\.type)).intersection([.region, .regions, .unit, .units])
    }

    /// Keys of units in a payload.
    fileprivate func keys(in payload: JSONValue?) -> Set<UnitKey> {
        var keys: Set<UnitKey> = []
        func take(_ field: FormField, _ value: JSONValue?) {
            switch field.type {
            case .unit: if let key = value?.string { keys.insert(UnitKey(key)) }
            case .units: keys.formUnion((value?.array ?? []).compactMap { $0.string.map { UnitKey($0) } })
            case .rows:
                for row in value?.array ?? [] {
                    for column in field.columns ?? [] { take(column, row[column.key]) }
                }
            case .text, .personal, .integer, .number, .boolean, .date, .instant, .choice, .choices, .ratio, .url,
                .region, .regions:
                break
            }
        }
        for field in fields { take(field, payload?[field.key]) }
        return keys
    }
}

extension String {
    /// Of GB/T 2260: six digits.
    fileprivate var isRegionCode: Bool { utf8.count == 6 && utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }
}
