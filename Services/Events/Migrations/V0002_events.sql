-- For equality beside ranges in the exclusion constraint below. Other services of the database make it too, maybe at the
-- same moment, and IF NOT EXISTS alone does not survive that.
SELECT pg_advisory_xact_lock(hashtextextended('create extension btree_gist', 0));
CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public;

-- A week's versions: the row without superseded_at is the one that stands (E7: history is kept).
CREATE TABLE local_weeks (
    id                  uuid        NOT NULL,
    revision            bigint      NOT NULL,
    campaign            text        NOT NULL,
    track               text        NOT NULL,
    unit                text        NOT NULL,
    start_on            date        NOT NULL,
    end_on              date        NOT NULL,
    basis               text        NOT NULL,
    confirmed_after_cap boolean     NOT NULL,
    declared_at         timestamptz NOT NULL,
    amended_at          timestamptz,
    recorded_at         timestamptz NOT NULL,
    superseded_at       timestamptz,
    recorded_by         text        NOT NULL,
    CONSTRAINT local_weeks_revision_primary PRIMARY KEY (id, revision),
    CONSTRAINT local_weeks_end_not_before_start CHECK (end_on >= start_on),
    CONSTRAINT local_weeks_superseded_after_recorded CHECK (superseded_at >= recorded_at)
);
CREATE UNIQUE INDEX local_weeks_unit_once ON local_weeks (campaign, track, unit) WHERE superseded_at IS NULL;
CREATE INDEX local_weeks_unit_history ON local_weeks (campaign, track, unit, recorded_at);

CREATE TABLE venues (
    id       uuid   NOT NULL CONSTRAINT venues_id_primary PRIMARY KEY,
    name     text   NOT NULL,
    owner    text,
    region   text   NOT NULL,
    kind     text   NOT NULL,
    capacity bigint CONSTRAINT venues_capacity_positive CHECK (capacity > 0),
    CONSTRAINT venues_name_once UNIQUE (region, name)
);

CREATE TABLE events (
    id           uuid        NOT NULL CONSTRAINT events_id_primary PRIMARY KEY,
    campaign     text        NOT NULL,
    -- What lists, counts and rules look at stands in columns; `content` is the whole as its author said it.
    host         text        NOT NULL,
    tracks       text[]      NOT NULL,
    strand       text,
    theme_day    text,
    tags         text[]      NOT NULL,
    groups       text[]      NOT NULL,
    mode         text        NOT NULL,
    content      jsonb       NOT NULL,
    state        text        NOT NULL CONSTRAINT events_state_known CHECK (
        state IN ('draft', 'submitted', 'returned', 'approved', 'published', 'postponed', 'cancelled')),
    revision     bigint      NOT NULL,
    announcement bigint      NOT NULL,
    created_at   timestamptz NOT NULL,
    submitted_by text,
    reviewed_by  text,
    reason       text,
    -- E4
    CONSTRAINT events_reviewer_not_submitter CHECK (reviewed_by <> submitted_by)
);
CREATE INDEX events_campaign ON events (campaign, id);
CREATE INDEX events_host ON events (campaign, host, id);

-- The sessions of an event as they stand. A venue is held while its event is not called off (E2).
CREATE TABLE sessions (
    event   uuid      NOT NULL CONSTRAINT sessions_event_known REFERENCES events,
    ordinal bigint    NOT NULL,
    host    text      NOT NULL,
    venue   uuid      CONSTRAINT sessions_venue_known REFERENCES venues,
    during  tstzrange NOT NULL CONSTRAINT sessions_during_bounded CHECK (
        NOT isempty(during) AND NOT lower_inf(during) AND NOT upper_inf(during)),
    held    boolean   NOT NULL,
    CONSTRAINT sessions_ordinal_primary PRIMARY KEY (event, ordinal),
    CONSTRAINT sessions_venue_not_double_booked EXCLUDE USING gist (venue WITH =, during WITH &&) WHERE (held)
);
CREATE INDEX sessions_host ON sessions USING gist (host, during) WHERE (held);
