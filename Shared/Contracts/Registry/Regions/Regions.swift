package import Values

/// A region of GB/T 2260.
package struct Region: Codable, Sendable, Hashable {
    /// GB/T 2260, six digits; permanent.
    package let code: RegionCode
    /// As printed: `合肥市`.
    package let name: String
    /// Province, prefecture or county.
    package let level: RegionLevel
    /// Null for the province.
    package let parent: RegionCode?
    /// 省, 地级市, 市辖区, 县 …
    package let adminType: String?
    /// A county administered by the province (省直管县), which stands beside its city and not below it (S4).
    package let directToProvince: Bool
    /// Where the facts come from.
    package let source: String?
    /// From when this state holds; null is since before the records begin.
    package let validFrom: Instant?
    /// The first instant at which it no longer holds; null while no end is known.
    package let validTo: Instant?
    /// The regions its territory went to when it ended; empty while it stands.
    package let succeededBy: [RegionCode]

    package init(
        code: RegionCode, name: String, level: RegionLevel, parent: RegionCode?, adminType: String? = nil,
        directToProvince: Bool = false, source: String? = nil, validFrom: Instant? = nil, validTo: Instant? = nil,
        succeededBy: [RegionCode] = []
    ) {
        self.code = code
        self.name = name
        self.level = level
        self.parent = parent
        self.adminType = adminType
        self.directToProvince = directToProvince
        self.source = source
        self.validFrom = validFrom
        self.validTo = validTo
        self.succeededBy = succeededBy
    }
}

/// The level of a region in GB/T 2260.
package enum RegionLevel: String, Codable, Sendable, Hashable, CaseIterable {
    /// A code that ends in `0000`.
    case province
    /// 地级市: a code that ends in `00`.
    case prefecture
    /// 县、区、县级市.
    case county
}

extension RegistryAPI {
    /// Regions in force at an instant.
    package enum ListRegions: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// Only regions of this level.
            package let level: RegionLevel?
            /// Only those directly below this one.
            package let parent: RegionCode?
            /// What was in force then; default now.
            package let at: Instant?
            /// What the registry knew then; default now.
            package let knownAt: Instant?
            /// Opaque: `next` of the page before.
            package let after: String?
            /// 1…500, default 100.
            package let limit: Int?

            package init(
                level: RegionLevel? = nil, parent: RegionCode? = nil, at: Instant? = nil, knownAt: Instant? = nil,
                after: String? = nil, limit: Int? = nil
            ) {
                self.level = level
                self.parent = parent
                self.at = at
                self.knownAt = knownAt
                self.after = after
                self.limit = limit
            }
        }

        package typealias Result = Page<Region>

        package static let contract = MethodContract(
            "registry.regions.list", "Regions in force at an instant, in the order of their codes.", kind: .query)
        package static let examples = [
            Example(
                params: Params(level: .prefecture, limit: 1), result: Page(items: [Region.exampleCity], next: "340100"))
        ]
    }

    /// One region.
    package enum GetRegion: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The region.
            package let code: RegionCode
            /// What was in force then; default now.
            package let at: Instant?
            /// What the registry knew then; default now.
            package let knownAt: Instant?

            package init(code: RegionCode, at: Instant? = nil, knownAt: Instant? = nil) {
                self.code = code
                self.at = at
                self.knownAt = knownAt
            }
        }

        package typealias Result = Region

        package static let contract = MethodContract(
            "registry.regions.get", "One region by its code, as at an instant.", kind: .query, faults: [.regionUnknown],
            positional: ["code", "at", "knownAt"])
        package static let examples = [Example(params: Params(code: "340100"), result: Region.exampleCity)]
    }
}

extension Region {
    static let exampleCity = Region(
        code: "340100", name: "合肥市", level: .prefecture, parent: "340000", adminType: "地级市",
        source: "MCA-2026-04;NBS-2023-06")
}
