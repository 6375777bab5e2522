import Shared

enum VenueStatements {
    static let create = GroupedEffect(
        "INSERT INTO venues (id, name, owner, region, kind, capacity) SELECT $1, $2, $3, $4, $5, $6 FROM gate",
        ID<Venue>.self, String.self, UnitKey?.self, RegionCode.self, TermCode.self, Int64?.self)

    static let region = Statement("SELECT code FROM regions WHERE code = $1", RegionCode.self) { row in
        try row.next(RegionCode.self)
    }

    private static let columns = "id, name, owner, region, kind, capacity"

    static let list = Statement(
        """
        SELECT \(columns) FROM venues
        WHERE ($1::text IS NULL OR region = $1) AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3
        """, RegionCode?.self, ID<Venue>?.self, Int64.self
    ) { row in try Venue(&row) }

    /// The bookings of one venue after the other are looked up in the index that refuses two at once (E2).
    static let free = Statement(
        """
        SELECT \(columns) FROM venues
        WHERE ($1::text IS NULL OR region = $1) AND ($2::uuid IS NULL OR id > $2)
            AND ($4::text IS NULL OR kind = $4) AND ($5::bigint IS NULL OR capacity >= $5)
            AND NOT EXISTS (
                SELECT FROM sessions WHERE held AND venue = venues.id AND during && tstzrange($6, $7) OFFSET 0)
        ORDER BY id LIMIT $3
        """, RegionCode?.self, ID<Venue>?.self, Int64.self, TermCode?.self, Int64?.self, Instant.self, Instant.self
    ) { row in try Venue(&row) }

    static let all: [AnyStatement] = [
        create.forTests, AnyStatement(region), AnyStatement(list), AnyStatement(free),
    ]
}

extension Venue {
    fileprivate init(_ row: inout Row) throws {
        self.init(
            id: try row.next(), name: try row.next(), owner: try row.next(), region: try row.next(),
            kind: try row.next(), capacity: try row.next(Int64?.self).map { Int($0) })
    }
}
