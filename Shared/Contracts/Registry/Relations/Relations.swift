package import Values

extension RegistryAPI {
    /// A relation from an instant on.
    package enum SetRelation: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// What `from` is to `to`.
            package let type: RelationType
            /// The lower one.
            package let from: UnitKey
            /// The upper one; another unit than `from`.
            package let to: UnitKey
            /// Required for `reportsTo`.
            package let track: TrackCode?
            /// From when it holds; absent: since before the records begin.
            package let validFrom: Instant?
            /// The first instant at which it no longer holds; absent: no end is known.
            package let validTo: Instant?
            /// Why: a clause of the notice, a document.
            package let basis: String?
            /// Where the fact comes from.
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
            /// As it stands now.
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
            access: .roles([.provinceAdmin]),
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
            /// The relation.
            package let id: ID<Relation>
            /// The revision the caller saw; another one answers `REVISION_CONFLICT`.
            package let expectRevision: Int
            /// The first instant at which it no longer holds; default now.
            package let at: Instant?
            /// What says so; absent: the basis it had.
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
            access: .roles([.provinceAdmin]),
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
            /// Only relations of this type.
            package let type: RelationType?
            /// Only relations on this track, with those of every track.
            package let track: TrackCode?
            /// Only relations from this unit.
            package let from: UnitKey?
            /// Only relations to this unit.
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
            kind: .query,
            access: .scoped(.read, [.list]))
        package static let examples = [
            Example(
                params: Params(type: .reportsTo, from: "moe:4134013343"),
                result: Page(items: [Relation.exampleLine], next: nil))
        ]
    }
}
