package import Values

/// One unit stands to another, on a track, for a time.
package struct Relation: Codable, Sendable, Hashable {
    /// Made by the registry; stays when the relation is corrected or ended.
    package let id: ID<Relation>
    /// What `from` is to `to`.
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
    /// When the registry learned of this state.
    package let recordedAt: Instant
    /// Rises with every change; `expectRevision` names it.
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

/// What one unit is to another.
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

extension Relation {
    static let exampleLine = Relation(
        id: ID(UniqueID(high: 0x019d_d6f3_5a00_7001, low: 0x8000_0000_0000_0011)), type: .reportsTo,
        from: "moe:4134013343", to: "issuer:AH-EDU", track: "vocational", basis: "四（三）", recordedAt: .exampleLoad)
}
