-- More of what an event says stands in columns, because statistics count by it.
ALTER TABLE events
    ADD COLUMN places        text[] NOT NULL DEFAULT '{}',
    ADD COLUMN series        text[] NOT NULL DEFAULT '{}',
    ADD COLUMN platforms     text[] NOT NULL DEFAULT '{}',
    ADD COLUMN resources     text[] NOT NULL DEFAULT '{}',
    ADD COLUMN activity_form text,
    ADD COLUMN planned_item  text;

CREATE TABLE event_reports (
    event        uuid        NOT NULL CONSTRAINT event_reports_event_primary PRIMARY KEY
        CONSTRAINT event_reports_event_known REFERENCES events,
    id           uuid        NOT NULL CONSTRAINT event_reports_id_once UNIQUE,
    content      jsonb       NOT NULL,
    state        text        NOT NULL CONSTRAINT event_reports_state_known CHECK (
        state IN ('draft', 'submitted', 'held', 'verified', 'returned')),
    revision     bigint      NOT NULL,
    findings     jsonb       NOT NULL,
    saved_at     timestamptz NOT NULL,
    submitted_at timestamptz,
    submitted_by text,
    verified_by  text,
    reason       text,
    -- E4
    CONSTRAINT event_reports_verifier_not_submitter CHECK (verified_by <> submitted_by)
);

-- The figures of each report, to be summed. Measures, groups and online stay apart (N10).
CREATE TABLE report_counts (
    event    uuid    NOT NULL CONSTRAINT report_counts_report_known REFERENCES event_reports,
    measure  text    NOT NULL,
    audience text,
    online   boolean NOT NULL,
    count    bigint  NOT NULL CONSTRAINT report_counts_count_not_negative CHECK (count >= 0),
    CONSTRAINT report_counts_figure_once UNIQUE NULLS NOT DISTINCT (event, measure, audience, online)
);

-- Activities that bodies of the province plan (annex 2).
CREATE TABLE planned_items (
    campaign text   NOT NULL,
    key      text   NOT NULL,
    ordinal  bigint NOT NULL,
    item     jsonb  NOT NULL,
    revision bigint NOT NULL,
    CONSTRAINT planned_items_key_primary PRIMARY KEY (campaign, key)
);
ALTER TABLE events ADD CONSTRAINT events_planned_item_known
    FOREIGN KEY (campaign, planned_item) REFERENCES planned_items;
CREATE INDEX events_planned_item ON events (campaign, planned_item) WHERE planned_item IS NOT NULL;
