import Shared

enum WeekStatements {
    private static let columns = """
        id, campaign, track, unit, start_on, end_on, basis, revision, declared_at, amended_at, confirmed_after_cap
        """

    static let insert = Statement(
        """
        INSERT INTO local_weeks (id, revision, campaign, track, unit, start_on, end_on, basis, confirmed_after_cap,
            declared_at, amended_at, recorded_at, recorded_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        """, ID<LocalWeek>.self, Int64.self, CampaignKey.self, TrackCode.self, UnitKey.self, CivilDate.self,
        CivilDate.self, String.self, Bool.self, Instant.self, Instant?.self, Instant.self, String.self, access: .write)

    /// The week's first version stands for all of them: it is never superseded out of the condition, so whoever waited
    /// for the lock still finds it.
    static let lock = Statement(
        "SELECT id FROM local_weeks WHERE id = $1 AND revision = 1 FOR UPDATE", ID<LocalWeek>.self, access: .write
    ) { row in try row.next(ID<LocalWeek>.self) }

    static let current = Statement(
        "SELECT \(columns) FROM local_weeks WHERE id = $1 AND superseded_at IS NULL", ID<LocalWeek>.self,
        access: .write,
        decode: week)

    static let supersede = Statement(
        "UPDATE local_weeks SET superseded_at = $3 WHERE id = $1 AND revision = $2", ID<LocalWeek>.self, Int64.self,
        Instant.self, access: .write)

    /// The version that was known at an instant.
    static let find = Statement(
        """
        SELECT \(columns) FROM local_weeks
        WHERE campaign = $1 AND track = $2 AND unit = $3 AND recorded_at <= $4
            AND (superseded_at IS NULL OR superseded_at > $4)
        ORDER BY recorded_at DESC LIMIT 1
        """, CampaignKey.self, TrackCode.self, UnitKey.self, Instant.self, decode: week)

    static let list = Statement(
        """
        SELECT \(columns) FROM local_weeks
        WHERE superseded_at IS NULL AND campaign = $1 AND ($2::text IS NULL OR track = $2) AND (unit, track) > ($3, $4)
            AND \(ScopeSQL.lines(6, 7, unit: "unit", track: "track"))
        ORDER BY unit, track LIMIT $5
        """, CampaignKey.self, TrackCode?.self, UnitKey.self, TrackCode.self, Int64.self,
        [UnitKey]?.self, [String]?.self, decode: week)

    /// The weeks of units on tracks, as they stand.
    static let ofUnits = Statement(
        """
        SELECT \(columns) FROM local_weeks
        WHERE superseded_at IS NULL AND campaign = $1 AND track = ANY ($2) AND unit = ANY ($3)
        """, CampaignKey.self, [TrackCode].self, [UnitKey].self, decode: week)

    @Sendable private static func week(_ row: inout Row) throws -> LocalWeek {
        LocalWeek(
            id: try row.next(), campaign: try row.next(), track: try row.next(), unit: try row.next(),
            start: try row.next(), end: try row.next(), basis: try row.next(), revision: Int(try row.next(Int64.self)),
            declaredAt: try row.next(), amendedAt: try row.next(), confirmedAfterCap: try row.next())
    }

    static let all: [AnyStatement] = [
        AnyStatement(insert), AnyStatement(lock), AnyStatement(current), AnyStatement(supersede), AnyStatement(find),
        AnyStatement(list), AnyStatement(ofUnits),
    ]
}
