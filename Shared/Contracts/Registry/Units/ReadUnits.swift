package import Values

extension RegistryAPI {
    /// One unit as it was in force at an instant.
    package enum GetUnit: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The unit.
            package let key: UnitKey
            /// What was in force then; default now. Before the unit began or after it ended the nearest state is given, and `status` says so.
            package let at: Instant?
            /// What the registry knew then; default now.
            package let knownAt: Instant?

            package init(key: UnitKey, at: Instant? = nil, knownAt: Instant? = nil) {
                self.key = key
                self.at = at
                self.knownAt = knownAt
            }
        }

        package typealias Result = Unit

        package static let contract = MethodContract(
            "registry.units.get", "One unit by its key, as at an instant.", kind: .query,
            access: .scoped(.read, [.list]),
            faults: [.unitUnknown],
            positional: ["key", "at", "knownAt"])
        package static let examples = [Example(params: Params(key: "moe:4134013343"), result: Unit.exampleCollege)]
    }

    /// Units in force at an instant, by key.
    package enum ListUnits: RPCMethod {
        package typealias Params = UnitFilter
        package typealias Result = Page<Unit>

        package static let contract = MethodContract(
            "registry.units.list", "Units in force at an instant, filtered, in the order of their keys.", kind: .query,
            access: .scoped(.read, [.list]))
        package static let examples = [
            Example(
                params: Params(kinds: [.higherEducation], flags: ["higher_vocational"], region: "341600"),
                result: Page(items: [Unit.exampleCollege], next: nil))
        ]
    }

    /// Departments: a view of `registry.units.list`.
    package enum ListDepartments: RPCMethod {
        package typealias Params = UnitFilter
        package typealias Result = Page<Unit>

        package static let contract = MethodContract(
            "registry.departments.list", "Departments and governments in force at an instant: a view of units.",
            kind: .query,
            access: .scoped(.read, [.list]))
        package static let examples = [
            Example(params: Params(system: "教育", region: "341600"), result: Page(items: [Unit.exampleCity], next: nil))
        ]
    }

    /// Schools and colleges: a view of `registry.units.list`.
    package enum ListSchools: RPCMethod {
        package typealias Params = UnitFilter
        package typealias Result = Page<Unit>

        package static let contract = MethodContract(
            "registry.schools.list", "Schools and colleges in force at an instant: a view of units.", kind: .query,
            access: .scoped(.read, [.list]))
        package static let examples = [
            Example(params: Params(region: "341600"), result: Page(items: [Unit.exampleCollege], next: nil))
        ]
    }

    /// One school or college.
    package enum GetSchool: RPCMethod {
        package typealias Params = GetUnit.Params
        package typealias Result = Unit

        package static let contract = MethodContract(
            "registry.schools.get", "One school or college by its key: a view of units.", kind: .query,
            access: .scoped(.read, [.list]),
            faults: [.unitUnknown],
            positional: ["key", "at", "knownAt"])
        package static let examples = [Example(params: Params(key: "moe:4134013343"), result: Unit.exampleCollege)]
    }

    /// Units by a part of their name, a code or a key.
    package enum SearchUnits: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// Part of a name (any substring, at least one character), or a whole code or key.
            package let text: String
            /// Only units of these kinds.
            package let kinds: [UnitKind]?
            /// 1…500, default 100.
            package let limit: Int?

            package init(text: String, kinds: [UnitKind]? = nil, limit: Int? = nil) {
                self.text = text
                self.kinds = kinds
                self.limit = limit
            }
        }

        package struct Result: Codable, Sendable, Hashable {
            /// Exact matches of key or code first, then names that begin with the text, then the rest; by name within.
            package let units: [Unit]
            /// Whether more matched than `limit`.
            package let more: Bool

            package init(units: [Unit], more: Bool) {
                self.units = units
                self.more = more
            }
        }

        package static let contract = MethodContract(
            "registry.units.search", "Units in force now by part of their name, by code or by key.", kind: .query,
            access: .scoped(.read, [.list]),
            positional: ["text", "kinds", "limit"])
        package static let examples = [
            Example(params: Params(text: "亳州职业"), result: Result(units: [Unit.exampleCollege], more: false))
        ]
    }
}

/// Which units a list shows. Filters narrow together; an absent one narrows nothing.
package struct UnitFilter: Codable, Sendable, Hashable {
    /// Units of any of these kinds.
    package let kinds: [UnitKind]?
    /// Units that bear all of these.
    package let flags: [UnitFlag]?
    /// Departments of this system.
    package let system: SystemName?
    /// The region itself and all below it.
    package let region: RegionCode?
    /// What was in force then; default now.
    package let at: Instant?
    /// What the registry knew then; default now.
    package let knownAt: Instant?
    /// Opaque: `next` of the page before.
    package let after: String?
    /// 1…500, default 100.
    package let limit: Int?

    package init(
        kinds: [UnitKind]? = nil, flags: [UnitFlag]? = nil, system: SystemName? = nil, region: RegionCode? = nil,
        at: Instant? = nil, knownAt: Instant? = nil, after: String? = nil, limit: Int? = nil
    ) {
        self.kinds = kinds
        self.flags = flags
        self.system = system
        self.region = region
        self.at = at
        self.knownAt = knownAt
        self.after = after
        self.limit = limit
    }
}
