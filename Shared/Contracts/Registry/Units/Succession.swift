package import Values

/// What became of units: they were renamed, merged, split or closed. The past stays as it was: asked `at` before it, the
/// registry gives the old units and the old tree (R6).
package struct Succession: Codable, Sendable, Hashable {
    /// Made by the registry.
    package let id: ID<Succession>
    /// What happened.
    package let kind: SuccessionKind
    /// Sorted.
    package let from: [UnitKey]
    /// Sorted; empty for a closing, the unit itself for a rename.
    package let to: [UnitKey]
    /// The first instant of the new state.
    package let at: Instant
    /// The document that says so.
    package let basis: String
    /// When the registry learned of it.
    package let recordedAt: Instant

    package init(
        id: ID<Succession>, kind: SuccessionKind, from: [UnitKey], to: [UnitKey], at: Instant, basis: String,
        recordedAt: Instant
    ) {
        self.id = id
        self.kind = kind
        self.from = from
        self.to = to
        self.at = at
        self.basis = basis
        self.recordedAt = recordedAt
    }
}

/// What became of the units.
package enum SuccessionKind: String, Codable, Sendable, Hashable, CaseIterable {
    /// The same unit under a new name.
    case rename
    /// Several become one.
    case merge
    /// One becomes several.
    case split
    /// The unit ends and nothing follows.
    case close
}

extension RegistryAPI {
    /// A new name for the same unit.
    package enum RenameUnit: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The unit.
            package let key: UnitKey
            /// The revision the caller saw; another one answers `REVISION_CONFLICT`.
            package let expectRevision: Int
            /// 1…200 characters.
            package let name: String
            /// From when; default now.
            package let at: Instant?
            /// The document that says so.
            package let basis: String

            package init(key: UnitKey, expectRevision: Int, name: String, at: Instant? = nil, basis: String) {
                self.key = key
                self.expectRevision = expectRevision
                self.name = name
                self.at = at
                self.basis = basis
            }
        }

        package typealias Result = Succession

        package static let contract = MethodContract(
            "registry.units.rename", "Gives a unit a new name from an instant on; its key stays.", kind: .mutation,
            access: .roles([.provinceAdmin]),
            faults: [.unitUnknown, .unitEnded, .periodInvalid, .revisionConflict])
        package static let examples = [
            Example(
                params: Params(
                    key: "school:宿州市/宿州工业学校", expectRevision: 1, name: "宿州工业职业学校", at: .exampleClose,
                    basis: "宿教〔2026〕1号"),
                result: Succession(
                    id: Succession.exampleID, kind: .rename, from: ["school:宿州市/宿州工业学校"], to: ["school:宿州市/宿州工业学校"],
                    at: .exampleClose, basis: "宿教〔2026〕1号", recordedAt: .exampleLoad))
        ]
    }

    /// The end of a unit without a successor.
    package enum CloseUnit: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The unit that ends.
            package let key: UnitKey
            /// The revision the caller saw; another one answers `REVISION_CONFLICT`.
            package let expectRevision: Int
            /// The first instant at which it is no more; default now.
            package let at: Instant?
            /// The document that says so.
            package let basis: String

            package init(key: UnitKey, expectRevision: Int, at: Instant? = nil, basis: String) {
                self.key = key
                self.expectRevision = expectRevision
                self.at = at
                self.basis = basis
            }
        }

        package typealias Result = Succession

        package static let contract = MethodContract(
            "registry.units.close", "Ends a unit and its lines upwards; refused while others report to it.",
            kind: .mutation, access: .roles([.provinceAdmin]),
            faults: [.unitUnknown, .unitEnded, .unitHasLines, .periodInvalid, .revisionConflict])
        package static let examples = [
            Example(
                params: Params(
                    key: "school:宿州市/宿州工业学校", expectRevision: 1, at: .exampleClose, basis: "宿教〔2026〕1号"),
                result: Succession(
                    id: Succession.exampleID, kind: .close, from: ["school:宿州市/宿州工业学校"], to: [], at: .exampleClose,
                    basis: "宿教〔2026〕1号", recordedAt: .exampleLoad))
        ]
    }

    /// Several units end in one that stands.
    package enum MergeUnits: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The units that end: at least one, not the successor.
            package let from: [UnitKey]
            /// The unit they go into; it stands already, and stands at `at`.
            package let to: UnitKey
            /// The first instant at which they are no more; default now.
            package let at: Instant?
            /// The document that says so.
            package let basis: String

            package init(from: [UnitKey], to: UnitKey, at: Instant? = nil, basis: String) {
                self.from = from
                self.to = to
                self.at = at
                self.basis = basis
            }
        }

        package typealias Result = Succession

        package static let contract = MethodContract(
            "registry.units.merge", "Ends units in favour of one that stands.", kind: .mutation,
            access: .roles([.provinceAdmin]), faults: [.unitUnknown, .unitEnded, .unitHasLines, .periodInvalid])
        package static let examples = [
            Example(
                params: Params(
                    from: ["school:宿州市/宿州工业学校"], to: "school:宿州市/安徽工程技术学校", at: .exampleClose,
                    basis: "宿教〔2026〕1号"),
                result: Succession(
                    id: Succession.exampleID, kind: .merge, from: ["school:宿州市/宿州工业学校"],
                    to: ["school:宿州市/安徽工程技术学校"], at: .exampleClose, basis: "宿教〔2026〕1号",
                    recordedAt: .exampleLoad))
        ]
    }

    /// One unit ends in several that stand.
    package enum SplitUnit: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The unit that ends.
            package let from: UnitKey
            /// The units it becomes: at least two; they stand already, and stand at `at`.
            package let to: [UnitKey]
            /// The first instant at which it is no more; default now.
            package let at: Instant?
            /// The document that says so.
            package let basis: String

            package init(from: UnitKey, to: [UnitKey], at: Instant? = nil, basis: String) {
                self.from = from
                self.to = to
                self.at = at
                self.basis = basis
            }
        }

        package typealias Result = Succession

        package static let contract = MethodContract(
            "registry.units.split", "Ends a unit in favour of several that stand.", kind: .mutation,
            access: .roles([.provinceAdmin]), faults: [.unitUnknown, .unitEnded, .unitHasLines, .periodInvalid])
        package static let examples = [
            Example(
                params: Params(
                    from: "school:宿州市/宿州工业学校", to: ["school:宿州市/甲校", "school:宿州市/乙校"], at: .exampleClose,
                    basis: "宿教〔2026〕1号"),
                result: Succession(
                    id: Succession.exampleID, kind: .split, from: ["school:宿州市/宿州工业学校"],
                    to: ["school:宿州市/乙校", "school:宿州市/甲校"], at: .exampleClose, basis: "宿教〔2026〕1号",
                    recordedAt: .exampleLoad))
        ]
    }
}

extension Succession {
    static let exampleID = ID<Succession>(UniqueID(high: 0x019d_d6f3_5a00_7001, low: 0x8000_0000_0000_0031))
}
