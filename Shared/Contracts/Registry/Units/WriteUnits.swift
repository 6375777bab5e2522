package import Values

extension RegistryAPI {
    /// A new unit under a new key.
    package enum CreateUnit: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// 1…200 characters; permanent.
            package let key: UnitKey
            /// One of the registry's kinds; selectors of rules rest on it.
            package let kind: UnitKind
            /// 1…200 characters.
            package let name: String
            /// Official codes by scheme; absent where no public list gives one. A code is never given to two units (R3).
            package let codes: [CodeScheme: String]?
            /// Where it lies; it must be known.
            package let region: RegionCode?
            /// Default: what the kind stands on (`city_education` city, a school institution …).
            package let level: UnitLevel?
            /// The system of a department.
            package let system: SystemName?
            /// Lower-case words that selectors ask for: `higher_vocational`.
            package let flags: [UnitFlag]?
            /// Where the facts come from.
            package let source: String?
            /// Absent: since before the records begin.
            package let validFrom: Instant?

            package init(
                key: UnitKey, kind: UnitKind, name: String, codes: [CodeScheme: String]? = nil,
                region: RegionCode? = nil, level: UnitLevel? = nil, system: SystemName? = nil, flags: [UnitFlag]? = nil,
                source: String? = nil, validFrom: Instant? = nil
            ) {
                self.key = key
                self.kind = kind
                self.name = name
                self.codes = codes
                self.region = region
                self.level = level
                self.system = system
                self.flags = flags
                self.source = source
                self.validFrom = validFrom
            }
        }

        package typealias Result = Unit

        package static let contract = MethodContract(
            "registry.units.create", "A new unit under a new, permanent key.", kind: .mutation,
            access: .roles([.provinceAdmin]), faults: [.unitKeyTaken, .codeTaken, .regionUnknown])
        package static let examples = [
            Example(
                params: Params(key: "school:宿州市/宿州工业学校", kind: .secondaryLocal, name: "宿州工业学校", region: "341300"),
                result: Unit.exampleSchool)
        ]
    }

    /// A change of what is said about a unit, from an instant on or as a correction of the whole record.
    package enum UpdateUnit: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The unit.
            package let key: UnitKey
            /// The revision the caller saw; another one answers `REVISION_CONFLICT` with the one that stands.
            package let expectRevision: Int
            /// Absent members keep what stands.
            package let name: String?
            /// Where it lies; it must be known.
            package let region: RegionCode?
            /// All flags it is to have.
            package let flags: [UnitFlag]?
            /// Where the facts come from.
            package let source: String?
            /// Codes to give or, with null, to declare void. A void code is never given again.
            package let codes: [CodeScheme: String?]?
            /// From when the new state holds. Absent: it corrects the state that holds now for all of its time.
            package let from: Instant?

            package init(
                key: UnitKey, expectRevision: Int, name: String? = nil, region: RegionCode? = nil,
                flags: [UnitFlag]? = nil, source: String? = nil, codes: [CodeScheme: String?]? = nil,
                from: Instant? = nil
            ) {
                self.key = key
                self.expectRevision = expectRevision
                self.name = name
                self.region = region
                self.flags = flags
                self.source = source
                self.codes = codes
                self.from = from
            }
        }

        package typealias Result = Unit

        package static let contract = MethodContract(
            "registry.units.update", "Changes a unit from an instant on, or corrects its present state.",
            kind: .mutation, access: .roles([.provinceAdmin]),
            faults: [.unitUnknown, .unitEnded, .codeTaken, .regionUnknown, .periodInvalid, .revisionConflict])
        package static let examples = [
            Example(
                params: Params(key: "moe:4134013343", expectRevision: 1, source: "MOE-2025-06-20"),
                result: Unit.exampleCollege)
        ]
    }
}
