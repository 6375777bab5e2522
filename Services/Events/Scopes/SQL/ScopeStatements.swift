import Shared

/// Whose the service's things are.
enum ScopeStatements {
    static let event = Statement("SELECT host, tracks FROM events WHERE id = $1", ID<Event>.self) { row in
        ScopePoint(try row.next(UnitKey.self), try row.next([TrackCode].self))
    }

    static let localWeek = Statement(
        "SELECT unit, track FROM local_weeks WHERE id = $1 AND superseded_at IS NULL", ID<LocalWeek>.self
    ) { row in ScopePoint(try row.next(UnitKey.self), [try row.next(TrackCode.self)]) }

    /// An honour belongs to no track.
    static let nomination = Statement(
        "SELECT nominated_by FROM nominations WHERE id = $1", ID<Nomination>.self
    ) { row in ScopePoint(try row.next(UnitKey.self)) }

    static let all: [AnyStatement] = [AnyStatement(event), AnyStatement(localWeek), AnyStatement(nomination)]
}
