import Shared

enum ProjectionStatements {
    static let putCampaign = Statement(
        """
        INSERT INTO campaigns (key, version, document) VALUES ($1, $2, $3)
        ON CONFLICT (key) DO UPDATE SET version = excluded.version, document = excluded.document
        """, CampaignKey.self, Int64.self, RawJSON.self, access: .write)

    static let putCalendar = Statement(
        """
        INSERT INTO calendars (year, version, days) VALUES ($1, $2, $3)
        ON CONFLICT (year) DO UPDATE SET version = excluded.version, days = excluded.days
        """, Int64.self, Int64.self, RawJSON.self, access: .write)

    static let putUnit = Statement(
        "INSERT INTO units (key, name) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET name = excluded.name",
        UnitKey.self, String.self, access: .write)

    static let putContact = Statement(
        """
        INSERT INTO contacts (id, unit, role, channel, usable) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (id) DO UPDATE
        SET unit = excluded.unit, role = excluded.role, channel = excluded.channel, usable = excluded.usable
        """, ID<Contact>.self, UnitKey.self, ContactRole.self, ContactChannel.self, Bool.self, access: .write)

    static let putObligation = Statement(
        """
        INSERT INTO obligations (id, campaign, unit, ended, data) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (id) DO UPDATE SET ended = excluded.ended, data = excluded.data
        """, ID<Obligation>.self, CampaignKey.self, UnitKey.self, Bool.self, RawJSON.self, access: .write)

    static let clearRegistry = Statement(
        """
        WITH gone_campaigns AS (DELETE FROM campaigns), gone_calendars AS (DELETE FROM calendars),
            gone_units AS (DELETE FROM units)
        DELETE FROM contacts
        """, access: .write)

    static let clearReporting = Statement("DELETE FROM obligations", access: .write)

    static let all: [AnyStatement] = [
        AnyStatement(putCampaign), AnyStatement(putCalendar), AnyStatement(putUnit), AnyStatement(putContact),
        AnyStatement(putObligation), AnyStatement(clearRegistry), AnyStatement(clearReporting),
    ]
}
