-- What reporting keeps of the registry and of events, fed by their change feeds and rebuildable from nothing. Rows carry
-- two times: `valid` is when the state holds in the world, recorded_at and superseded_at when it was believed here.

-- For equality beside ranges in exclusion constraints. Other services of the database make it too, maybe at the same
-- moment, and IF NOT EXISTS alone does not survive that.
SELECT pg_advisory_xact_lock(hashtextextended('create extension btree_gist', 0));
CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public;

CREATE TABLE units (
    key           text        NOT NULL,
    kind          text        NOT NULL,
    name          text        NOT NULL,
    region        text,
    flags         text[]      NOT NULL,
    valid         tstzrange   NOT NULL,
    recorded_at   timestamptz NOT NULL,
    superseded_at timestamptz,
    CONSTRAINT units_valid_some CHECK (NOT isempty(valid)),
    CONSTRAINT units_superseded_later CHECK (superseded_at >= recorded_at),
    CONSTRAINT units_valid_once EXCLUDE USING gist (key WITH =, valid WITH &&) WHERE (superseded_at IS NULL)
);
CREATE INDEX units_key ON units (key);

-- reportsTo only: the lines on which things are owed.
CREATE TABLE lines (
    relation      uuid        NOT NULL,
    unit          text        NOT NULL,
    parent        text        NOT NULL,
    track         text        NOT NULL,
    valid         tstzrange   NOT NULL,
    recorded_at   timestamptz NOT NULL,
    superseded_at timestamptz,
    CONSTRAINT lines_superseded_later CHECK (superseded_at >= recorded_at)
);
CREATE INDEX lines_unit ON lines (unit) WHERE superseded_at IS NULL;
CREATE INDEX lines_parent ON lines (parent) WHERE superseded_at IS NULL;
CREATE UNIQUE INDEX lines_relation_once ON lines (relation) WHERE superseded_at IS NULL;

CREATE TABLE calendars (
    year        int         NOT NULL,
    version     int         NOT NULL,
    workdays    date[]      NOT NULL,
    rest_days   date[]      NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT calendars_pkey PRIMARY KEY (year, version)
);

CREATE TABLE campaigns (
    key          text        NOT NULL,
    version      int         NOT NULL,
    document     jsonb       NOT NULL,
    published_at timestamptz NOT NULL,
    recorded_at  timestamptz NOT NULL,
    CONSTRAINT campaigns_pkey PRIMARY KEY (key, version)
);

-- Every revision of a unit's own week: an amendment does not take away what held before it (E7).
CREATE TABLE weeks (
    id                  uuid        NOT NULL,
    campaign            text        NOT NULL,
    track               text        NOT NULL,
    unit                text        NOT NULL,
    revision            int         NOT NULL,
    start_on            date        NOT NULL,
    end_on              date        NOT NULL,
    confirmed_after_cap boolean     NOT NULL,
    declared_at         timestamptz NOT NULL,
    -- From when this revision holds.
    since               timestamptz NOT NULL,
    recorded_at         timestamptz NOT NULL,
    CONSTRAINT weeks_pkey PRIMARY KEY (campaign, track, unit, revision)
);
CREATE INDEX weeks_unit ON weeks (unit);

-- What changed since obligations were last derived. A row is taken by the job that derives them; '*' is everything.
CREATE TABLE stale_units (
    unit      text        NOT NULL,
    marked_at timestamptz NOT NULL,
    CONSTRAINT stale_units_pkey PRIMARY KEY (unit)
);
