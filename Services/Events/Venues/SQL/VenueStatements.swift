import Shared

enum VenueStatements {
    static let create = GroupedEffect(
        "INSERT INTO venues (id, name, owner, region, kind, capacity) SELECT $1, $2, $3, $4, $5, $6 FROM gate",
        ID<Venue>.self, String.self, UnitKey?.self, RegionCode.self, TermCode.self, Int64?.self)

    static let region = Statement("SELECT code FROM regions WHERE code = $1", RegionCode.self) { row in
        try row.next(RegionCode.self)
    }

    static let list = Statement(
        """
        SELECT id, name, owner, region, kind, capacity FROM venues
        WHERE ($1::text IS NULL OR region = $1) AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3
        """, RegionCode?.self, ID<Venue>?.self, Int64.self
    ) { row in
        Venue(
            id: try row.next(), name: try row.next(), owner: try row.next(), region: try row.next(),
            kind: try row.next(), capacity: try row.next(Int64?.self).map { Int($0) })
    }

    static let all: [AnyStatement] = [create.forTests, AnyStatement(region), AnyStatement(list)]
}
