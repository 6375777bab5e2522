import Shared

/// Whose the service's things are.
enum ScopeStatements {
    static let intent = Statement("SELECT unit, track FROM intents WHERE id = $1", ID<Intent>.self) { row in
        ScopePoint(try row.next(UnitKey.self), [try row.next(TrackCode.self)])
    }

    static let obligation = Statement(
        "SELECT unit, data ->> 'track' FROM obligations WHERE id = $1", ID<Obligation>.self
    ) { row in
        // Every obligation has a track; an expression over JSON cannot say so.
        ScopePoint(try row.next(UnitKey.self), [try row.next(TrackCode?.self) ?? ""])
    }

    static let all: [AnyStatement] = [AnyStatement(intent), AnyStatement(obligation)]
}
