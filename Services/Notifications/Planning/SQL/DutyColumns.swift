import Shared

/// What a duty is read from: an obligation's document, as it is or as it was kept.
enum DutyColumns {
    static let columns = """
        (data ->> 'id')::uuid, data ->> 'rule', data ->> 'track', data #>> '{unit,key}', data #>> '{to,key}',
        (data ->> 'bornAt')::timestamptz, (data ->> 'endedAt')::timestamptz, (data ->> 'opensAt')::timestamptz,
        (data #>> '{deadline,dueAt}')::timestamptz, (data ->> 'extendedUntil')::timestamptz,
        (data ->> 'satisfiedAt')::timestamptz, data ->> 'timeliness', (data ->> 'nilAt')::timestamptz,
        (data #>> '{waiver,at}')::timestamptz, (data #>> '{waiver,until}')::timestamptz,
        (data ->> 'reopenedAt')::timestamptz
        """

    @Sendable static func duty(_ row: inout Row) throws -> Duty {
        let id = try row.kept(ID<Obligation>.self)
        let (rule, track) = (try row.kept(RuleKey.self), try row.kept(TrackCode.self))
        let (unit, receiver) = (try row.kept(UnitKey.self), try row.kept(UnitKey.self))
        let (bornAt, endedAt) = (try row.kept(Instant.self), try row.next(Instant?.self))
        let opensAt = try row.kept(Instant.self)
        let dueAt = Obligation.effectiveDue(
            try row.next(Instant?.self), extendedUntil: try row.next(Instant?.self))
        return Duty(
            id: id, rule: rule, track: track, unit: unit, receiver: receiver, bornAt: bornAt, endedAt: endedAt,
            standing: ObligationStanding(
                opensAt: opensAt, dueAt: dueAt, satisfiedAt: try row.next(), timeliness: try row.next(),
                nilAt: try row.next(), waivedAt: try row.next(), waivedUntil: try row.next(),
                reopenedAt: try row.next()))
    }
}

extension Row {
    /// A member of a document, or a column of a row that was kept: always there, which PostgreSQL cannot know of an expression.
    mutating func kept<Value: PostgresDecodable>(_: Value.Type = Value.self) throws -> Value {
        guard let value = try next(Value?.self) else { throw KeptRowIncomplete() }
        return value
    }
}

/// A kept row has no value where its table has one always: the schema has changed since, and the row was not.
struct KeptRowIncomplete: Error {}
