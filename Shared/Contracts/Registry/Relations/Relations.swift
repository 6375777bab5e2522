package import Values

/// One unit stands to another, on a track, for a time.
package struct Relation: Codable, Sendable, Hashable {
    package let id: ID<Relation>
    package let type: RelationType
    /// The lower one: who reports, rolls up, is administered or supervised.
    package let from: UnitKey
    /// The upper one.
    package let to: UnitKey
    /// Always there on `reportsTo`; null: on every track alike.
    package let track: TrackCode?
    /// From when it holds; null is since before the records begin.
    package let validFrom: Instant?
    /// The first instant at which it no longer holds; null while no end is known.
    package let validTo: Instant?
    /// Why: a clause of the notice, a document.
    package let basis: String?
    /// Where the fact comes from: a list, a notice, a page.
    package let source: String?
    package let recordedAt: Instant
    package let revision: Int

    package init(
        id: ID<Relation>, type: RelationType, from: UnitKey, to: UnitKey, track: TrackCode?, validFrom: Instant? = nil,
        validTo: Instant? = nil, basis: String? = nil, source: String? = nil, recordedAt: Instant, revision: Int = 1
    ) {
        self.id = id
        self.type = type
        self.from = from
        self.to = to
        self.track = track
        self.validFrom = validFrom
        self.validTo = validTo
        self.basis = basis
        self.source = source
        self.recordedAt = recordedAt
        self.revision = revision
    }
}

package enum RelationType: String, Codable, Sendable, Hashable, CaseIterable {
    /// `from` is administered by `to`.
    case administers
    /// `from` hands its reports to `to`: at most one per unit, track and instant (R1).
    case reportsTo
    /// The figures of `from` are added into those of `to`.
    case rollsUpInto
    /// `from` is supervised by `to`.
    case supervises
    /// `from` is a member of `to`, a collaboration (N13); a unit may be a member of several.
    case memberOf
}

extension RegistryAPI {
    /// A relation from an instant on.
    package enum SetRelation: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            package let type: RelationType
            package let from: UnitKey
            package let to: UnitKey
            /// Required for `reportsTo`.
            package let track: TrackCode?
            package let validFrom: Instant?
            package let validTo: Instant?
            package let basis: String?
            package let source: String?

            package init(
                type: RelationType, from: UnitKey, to: UnitKey, track: TrackCode? = nil, validFrom: Instant? = nil,
                validTo: Instant? = nil, basis: String? = nil, source: String? = nil
            ) {
                self.type = type
                self.from = from
                self.to = to
                self.track = track
                self.validFrom = validFrom
                self.validTo = validTo
                self.basis = basis
                self.source = source
            }
        }

        package struct Result: Codable, Sendable, Hashable {
            package let relation: Relation
            /// `unchanged` when exactly this relation stands already.
            package let outcome: Outcome

            package init(relation: Relation, outcome: Outcome) {
                self.relation = relation
                self.outcome = outcome
            }
        }

        package static let contract = MethodContract(
            "registry.relations.set", "Sets a relation between two units on a track for a time.", kind: .mutation,
            access: .roles([.provinceAdmin, .service]),
            faults: [.unitUnknown, .parentTaken, .relationCycle, .relationExists, .periodInvalid])
        package static let examples = [
            Example(
                params: Params(type: .reportsTo, from: "moe:4134013343", to: "issuer:AH-EDU", track: "vocational"),
                result: Result(relation: .exampleLine, outcome: .created))
        ]
    }

    /// The end of a relation.
    package enum EndRelation: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            package let id: ID<Relation>
            package let expectRevision: Int
            /// The first instant at which it no longer holds; default now.
            package let at: Instant?
            package let basis: String?

            package init(id: ID<Relation>, expectRevision: Int, at: Instant? = nil, basis: String? = nil) {
                self.id = id
                self.expectRevision = expectRevision
                self.at = at
                self.basis = basis
            }
        }

        package typealias Result = Relation

        package static let contract = MethodContract(
            "registry.relations.end", "Ends a relation; what was before stays as it was.", kind: .mutation,
            access: .roles([.provinceAdmin, .service]),
            faults: [.relationUnknown, .periodInvalid, .revisionConflict])
        package static let examples = [
            Example(
                params: Params(id: Relation.exampleLine.id, expectRevision: 1, at: .exampleClose),
                result: Relation(
                    id: Relation.exampleLine.id, type: .reportsTo, from: "moe:4134013343", to: "issuer:AH-EDU",
                    track: "vocational", validTo: .exampleClose, recordedAt: .exampleLoad, revision: 2))
        ]
    }

    /// Relations in force at an instant.
    package enum ListRelations: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            package let type: RelationType?
            package let track: TrackCode?
            package let from: UnitKey?
            package let to: UnitKey?
            /// What was in force then; default now.
            package let at: Instant?
            /// What the registry knew then; default now.
            package let knownAt: Instant?
            /// Opaque: `next` of the page before.
            package let after: String?
            /// 1…500, default 100.
            package let limit: Int?

            package init(
                type: RelationType? = nil, track: TrackCode? = nil, from: UnitKey? = nil, to: UnitKey? = nil,
                at: Instant? = nil, knownAt: Instant? = nil, after: String? = nil, limit: Int? = nil
            ) {
                self.type = type
                self.track = track
                self.from = from
                self.to = to
                self.at = at
                self.knownAt = knownAt
                self.after = after
                self.limit = limit
            }
        }

        package typealias Result = Page<Relation>

        package static let contract = MethodContract(
            "registry.relations.list", "Relations in force at an instant, in the order of their ids.",
            kind: .query)
        package static let examples = [
            Example(
                params: Params(type: .reportsTo, from: "moe:4134013343"),
                result: Page(items: [Relation.exampleLine], next: nil))
        ]
    }
}

extension Relation {
    static let exampleLine = Relation(
        id: ID(UniqueID(high: 0x019d_d6f3_5a00_7001, low: 0x8000_0000_0000_0011)), type: .reportsTo,
        from: "moe:4134013343", to: "issuer:AH-EDU", track: "vocational", basis: "四（三）", recordedAt: .exampleLoad)
}
