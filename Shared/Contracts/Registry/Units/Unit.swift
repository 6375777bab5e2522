package import Values

/// A body in the registry: department, college, school, county … as it is during one stretch of time.
///
/// Rows carry two times: `validFrom`/`validTo` say when this state holds in the world, `recordedAt` when the registry
/// learned of it. A unit is never deleted; it ends.
package struct Unit: Codable, Sendable, Hashable {
    /// Made by the registry; between services the key is used.
    package let id: ID<Unit>
    /// Permanent: no rename, merge or new code changes it.
    package let key: UnitKey
    /// What kind of body it is: `higher_education`, `city_education` …
    package let kind: UnitKind
    /// As printed: `亳州职业技术学院`.
    package let name: String
    /// Official codes by scheme, `{"moe": "4134010358"}`; empty where no public list gives one.
    package let codes: [CodeScheme: String]
    /// Where it lies; null when the source does not say.
    package let region: RegionCode?
    /// The level of government it stands on.
    package let level: UnitLevel
    /// The administrative system of a department; null for schools and colleges.
    package let system: SystemName?
    /// Sorted.
    package let flags: [UnitFlag]
    /// The units it was merged or split into, sorted; empty while it stands and when it was closed.
    package let succeededBy: [UnitKey]
    /// Where the facts come from: a list, a notice, a page.
    package let source: String?
    /// From when this state holds; null is since before the records begin.
    package let validFrom: Instant?
    /// The first instant at which it no longer holds; null while no end is known.
    package let validTo: Instant?
    /// Against the instant that was asked for.
    package let status: UnitStatus
    /// When the registry learned of this state.
    package let recordedAt: Instant
    /// Rises with every change; `expectRevision` of an update names it.
    package let revision: Int

    package init(
        id: ID<Unit>, key: UnitKey, kind: UnitKind, name: String, codes: [CodeScheme: String] = [:],
        region: RegionCode? = nil, level: UnitLevel, system: SystemName? = nil, flags: [UnitFlag] = [],
        succeededBy: [UnitKey] = [], source: String? = nil, validFrom: Instant? = nil, validTo: Instant? = nil,
        status: UnitStatus = .active,
        recordedAt: Instant, revision: Int = 1
    ) {
        self.id = id
        self.key = key
        self.kind = kind
        self.name = name
        self.codes = codes
        self.region = region
        self.level = level
        self.system = system
        self.flags = flags
        self.succeededBy = succeededBy
        self.source = source
        self.validFrom = validFrom
        self.validTo = validTo
        self.status = status
        self.recordedAt = recordedAt
        self.revision = revision
    }
}

/// The level of government a unit stands on.
package enum UnitLevel: String, Codable, Sendable, Hashable, CaseIterable {
    case province
    case city
    case county
    /// Schools, colleges, enterprises: below any government.
    case institution
}

/// How a unit stands at the instant asked for.
package enum UnitStatus: String, Codable, Sendable, Hashable, CaseIterable {
    /// In force at the instant asked for.
    case active
    /// It begins later.
    case planned
    /// It ended before: closed, merged or split.
    case ended
}
