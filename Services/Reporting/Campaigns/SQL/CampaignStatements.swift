import Shared

enum CampaignStatements {
    static let put = Statement(
        """
        INSERT INTO campaigns (key, version, document, published_at, recorded_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT ON CONSTRAINT campaigns_pkey DO NOTHING
        """, CampaignKey.self, Int.self, RawJSON.self, Instant.self, Instant.self, access: .write)

    static let putCalendar = Statement(
        """
        INSERT INTO calendars (year, version, workdays, rest_days, recorded_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT ON CONSTRAINT calendars_pkey DO NOTHING
        """, Int.self, Int.self, [CivilDate].self, [CivilDate].self, Instant.self, access: .write)

    static let newestVersion = Statement(
        "SELECT version FROM campaigns WHERE key = $1 ORDER BY version DESC LIMIT 1", CampaignKey.self
    ) { row in try row.next(Int.self) }

    static let newestHeld = Statement(
        "SELECT version FROM campaigns WHERE key = $1 ORDER BY version DESC LIMIT 1 FOR KEY SHARE", CampaignKey.self,
        access: .write
    ) { row in try row.next(Int.self) }

    static let document = Statement(
        "SELECT document FROM campaigns WHERE key = $1 AND version = $2", CampaignKey.self, Int.self
    ) { row in try row.next(RawJSON.self) }

    static let newestKey = Statement("SELECT key FROM campaigns ORDER BY published_at DESC, key LIMIT 1") { row in
        try row.next(CampaignKey.self)
    }

    static let calendars = Statement(
        "SELECT DISTINCT ON (year) year, version, workdays, rest_days FROM calendars ORDER BY year, version DESC"
    ) { row in
        CalendarRow(
            year: try row.next(), version: try row.next(), workdays: try row.next(), restDays: try row.next())
    }

    static let clear = Statement(
        """
        WITH gone_campaigns AS (DELETE FROM campaigns), gone_calendars AS (DELETE FROM calendars),
            gone_lines AS (DELETE FROM lines), gone_successions AS (DELETE FROM successions),
            gone_regions AS (DELETE FROM regions)
        DELETE FROM units
        """, access: .write)

    static let all: [AnyStatement] = [
        AnyStatement(put), AnyStatement(putCalendar), AnyStatement(newestVersion), AnyStatement(newestHeld),
        AnyStatement(document),
        AnyStatement(newestKey), AnyStatement(calendars), AnyStatement(clear),
    ]
}

struct CalendarRow: Sendable {
    let year: Int
    let version: Int
    let workdays: [CivilDate]
    let restDays: [CivilDate]
}
