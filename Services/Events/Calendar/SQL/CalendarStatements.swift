import Shared

enum CalendarStatements {
    /// The events that were announced at least once, whatever became of them.
    static let announced = Statement(
        """
        SELECT \(EventRow.columns) FROM events
        WHERE campaign = $1 AND announcement > 0 AND ($2::text IS NULL OR $2 = ANY (tracks))
            AND ($3::text IS NULL OR host = $3) AND ($4::uuid IS NULL OR id > $4)
        ORDER BY id LIMIT $5
        """, CampaignKey.self, TrackCode?.self, UnitKey?.self, ID<Event>?.self, Int.self
    ) { row in try EventRow(&row) }

    static let venueNames = Statement("SELECT id, name FROM venues WHERE id = ANY ($1)", [ID<Venue>].self) { row in
        (id: try row.next(ID<Venue>.self), name: try row.next(String.self))
    }

    static let all: [AnyStatement] = [AnyStatement(announced), AnyStatement(venueNames)]
}
