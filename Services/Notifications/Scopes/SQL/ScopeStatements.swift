import Shared

/// Whose the service's things are.
enum ScopeStatements {
    static let intent = Statement("SELECT unit, track FROM intents WHERE id = $1", ID<Intent>.self) { row in
        ScopePoint(try row.next(UnitKey.self), [try row.next(TrackCode.self)])
    }

    /// Whom it is for; what it carries may be of several tracks.
    static let delivery = Statement("SELECT recipient_unit FROM deliveries WHERE id = $1", ID<Delivery>.self) { row in
        ScopePoint(try row.next(UnitKey.self))
    }

    static let obligation = Statement(
        "SELECT unit, data ->> 'track' FROM obligations WHERE id = $1", ID<Obligation>.self
    ) { row in
        // Every obligation has a track; an expression over JSON cannot say so.
        ScopePoint(try row.next(UnitKey.self), [try row.next(TrackCode?.self) ?? ""])
    }

    static let all: [AnyStatement] = [AnyStatement(intent), AnyStatement(delivery), AnyStatement(obligation)]
}
