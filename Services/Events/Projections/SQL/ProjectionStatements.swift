import Shared

enum ProjectionStatements {
    static let putCampaign = Statement(
        """
        INSERT INTO campaigns (key, version, document) VALUES ($1, $2, $3)
        ON CONFLICT (key) DO UPDATE SET version = excluded.version, document = excluded.document
        """, CampaignKey.self, Int64.self, RawJSON.self, access: .write)

    static let putRegion = Statement(
        """
        INSERT INTO regions (code, name, level, parent, direct) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (code) DO UPDATE
        SET name = excluded.name, level = excluded.level, parent = excluded.parent, direct = excluded.direct
        """, RegionCode.self, String.self, RegionLevel.self, RegionCode?.self, Bool.self, access: .write)

    static let putUnit = Statement(
        """
        INSERT INTO units (key, name, kind, flags, region, valid_from, valid_to) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (key) DO UPDATE
        SET name = excluded.name, kind = excluded.kind, flags = excluded.flags, region = excluded.region,
            valid_from = excluded.valid_from, valid_to = excluded.valid_to
        """, UnitKey.self, String.self, UnitKind.self, [UnitFlag].self, RegionCode?.self, Instant?.self, Instant?.self,
        access: .write)

    static let putRelation = Statement(
        """
        INSERT INTO relations (id, type, track, child, parent, valid_from, valid_to) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (id) DO UPDATE
        SET type = excluded.type, track = excluded.track, child = excluded.child, parent = excluded.parent,
            valid_from = excluded.valid_from, valid_to = excluded.valid_to
        """, ID<Relation>.self, RelationType.self, TrackCode?.self, UnitKey.self, UnitKey.self, Instant?.self,
        Instant?.self,
        access: .write)

    static let clear = Statement(
        """
        WITH gone_campaigns AS (DELETE FROM campaigns), gone_regions AS (DELETE FROM regions),
            gone_units AS (DELETE FROM units)
        DELETE FROM relations
        """, access: .write)

    static let campaignVersion = Statement("SELECT version FROM campaigns WHERE key = $1", CampaignKey.self) { row in
        try row.next(Int64.self)
    }

    static let campaign = Statement("SELECT version, document FROM campaigns WHERE key = $1", CampaignKey.self) { row in
        (version: try row.next(Int64.self), document: try row.next(RawJSON.self))
    }

    /// Which of the keys are units in force at the instant, and of the kind if one is said.
    static let unitsInForce = Statement(
        """
        SELECT key FROM units
        WHERE key = ANY ($1) AND (valid_from IS NULL OR valid_from <= $2) AND (valid_to IS NULL OR valid_to > $2)
            AND ($3::text IS NULL OR kind = $3)
        """, [UnitKey].self, Instant.self, UnitKind?.self
    ) { row in try row.next(UnitKey.self) }

    /// A unit and all that stand above it on any of the tracks at the instant.
    static let line = Statement(
        """
        WITH RECURSIVE line (key) AS (
            SELECT $1
            UNION
            SELECT relations.parent
            FROM line JOIN relations ON relations.child = line.key
            WHERE relations.type = 'reportsTo' AND (relations.track IS NULL OR relations.track = ANY ($2))
                AND (relations.valid_from IS NULL OR relations.valid_from <= $3)
                AND (relations.valid_to IS NULL OR relations.valid_to > $3)
        )
        SELECT key FROM line
        """, UnitKey.self, [TrackCode].self, Instant.self
    ) { row in try row.next(UnitKey?.self) ?? "" }

    static let all: [AnyStatement] = [
        AnyStatement(putCampaign), AnyStatement(putRegion), AnyStatement(putUnit), AnyStatement(putRelation),
        AnyStatement(clear), AnyStatement(campaignVersion), AnyStatement(campaign), AnyStatement(unitsInForce),
        AnyStatement(line),
    ]
}
