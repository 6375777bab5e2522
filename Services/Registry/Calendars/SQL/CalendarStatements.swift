import Shared

enum CalendarStatements {
    /// $2 the version, or null for the newest that was published by $3 (null: by now).
    static let get = Statement(
        """
        SELECT year, version, source, published_at FROM calendars
        WHERE year = $1 AND ($2::bigint IS NULL OR version = $2)
            AND published_at <= coalesce($3::timestamptz, 'infinity')
        ORDER BY version DESC LIMIT 1
        """, Int.self, Int?.self, Instant?.self
    ) { row in
        CalendarHead(
            year: try row.next(), version: try row.next(), source: try row.next(), publishedAt: try row.next())
    }

    static let days = Statement(
        "SELECT on_date, working, holiday FROM calendar_days WHERE year = $1 AND version = $2 ORDER BY on_date",
        Int.self, Int.self
    ) { row in CalendarDay(date: try row.next(), working: try row.next(), holiday: try row.next()) }

    static let insert = Statement(
        "INSERT INTO calendars (year, version, source, published_at) VALUES ($1, $2, $3, $4)", Int.self, Int.self,
        String.self, Instant.self, access: .write)

    static let insertDays = Statement(
        """
        INSERT INTO calendar_days (year, version, on_date, working, holiday)
        SELECT $1, $2, n.on_date, n.working, n.holiday
        FROM unnest($3::date[], $4::boolean[], $5::text[]) AS n (on_date, working, holiday)
        """, Int.self, Int.self, [CivilDate].self, [Bool].self, [String?].self, access: .write)
}

/// A version of a calendar without its days.
struct CalendarHead: Sendable, Hashable {
    let year: Int
    let version: Int
    let source: String
    let publishedAt: Instant

    func calendar(_ days: [CalendarDay]) -> Calendar {
        Calendar(year: year, version: version, source: source, publishedAt: publishedAt, days: days)
    }
}
