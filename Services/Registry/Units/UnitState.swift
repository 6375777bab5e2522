import Shared

/// One state of a unit, as a row has it.
struct UnitState: Sendable, Hashable {
    let id: ID<Unit>
    let key: UnitKey
    var revision: Int
    /// Of the row that holds this state.
    let version: Int
    var description: UnitDescription
    var valid: HalfOpenRange<Instant>
    let recordedAt: Instant
    let succeededBy: [UnitKey]

    func unit(at instant: Instant) -> Unit {
        Unit(
            id: id, key: key, kind: description.kind, name: description.name, codes: description.codes,
            region: description.region, level: description.level, system: description.system, flags: description.flags,
            succeededBy: succeededBy, source: description.source, validFrom: valid.lower, validTo: valid.upper,
            status: valid.status(at: instant),
            recordedAt: recordedAt, revision: revision)
    }
}

/// What is said of a unit, apart from when.
struct UnitDescription: Sendable, Hashable {
    var kind: UnitKind
    var name: String
    var region: RegionCode?
    var level: UnitLevel
    var system: SystemName?
    /// Sorted.
    var flags: [UnitFlag]
    var codes: [CodeScheme: String]
    var source: String?
}

/// A unit about to be written.
struct NewUnit: Sendable {
    let id: ID<Unit>
    let key: UnitKey
    let description: UnitDescription
    let validFrom: Instant?
}

extension HalfOpenRange<Instant> {
    func contains(_ instant: Instant) -> Bool {
        !isEmpty && (lower.map { $0 <= instant } ?? true) && (upper.map { instant < $0 } ?? true)
    }

    func status(at instant: Instant) -> UnitStatus {
        if let upper, upper <= instant { return .ended }
        if let lower, lower > instant { return .planned }
        return .active
    }
}

extension UnitLevel: PostgresText {}
