-- Exclusion constraints over text need btree_gist, in a schema that every service's search path has. Services of one
-- database start at once: one of them makes it.
SELECT pg_advisory_xact_lock(hashtextextended('create extension btree_gist', 0));
CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public;

CREATE TABLE policies (
    id               uuid        NOT NULL CONSTRAINT policies_id_primary PRIMARY KEY,
    campaign         text        NOT NULL,
    version          bigint      NOT NULL,
    state            text        NOT NULL CONSTRAINT policies_state_known CHECK (state IN ('draft', 'published', 'superseded')),
    campaign_version bigint      NOT NULL,
    digest           text        NOT NULL,
    reminders        jsonb       NOT NULL,
    drafted_at       timestamptz NOT NULL,
    published_at     timestamptz,
    CONSTRAINT policies_version_once UNIQUE (campaign, version)
);
CREATE UNIQUE INDEX policies_one_in_force ON policies (campaign) WHERE state = 'published';

-- Up to when everything is planned (M3): moves in the transaction that writes the intents.
CREATE TABLE watermarks (
    campaign      text        NOT NULL CONSTRAINT watermarks_campaign_primary PRIMARY KEY,
    planned_until timestamptz NOT NULL
);

CREATE TABLE runs (
    id          uuid        NOT NULL CONSTRAINT runs_id_primary PRIMARY KEY,
    campaign    text        NOT NULL,
    from_at     timestamptz NOT NULL,
    to_at       timestamptz NOT NULL,
    intents     bigint      NOT NULL,
    non_intents bigint      NOT NULL,
    digests     bigint      NOT NULL,
    digest      text        NOT NULL,
    at          timestamptz NOT NULL,
    CONSTRAINT runs_window_forward CHECK (to_at > from_at),
    -- Windows are contiguous: no two runs of a campaign look at the same instant.
    CONSTRAINT runs_windows_apart EXCLUDE USING gist (campaign WITH =, tstzrange(from_at, to_at, '(]') WITH &&)
);
CREATE INDEX runs_campaign ON runs (campaign, id);

CREATE TABLE deliveries (
    id             uuid        NOT NULL CONSTRAINT deliveries_id_primary PRIMARY KEY,
    campaign       text        NOT NULL,
    run            uuid        NOT NULL REFERENCES runs,
    recipient_unit text        NOT NULL,
    recipient_role text        NOT NULL,
    channel        text        NOT NULL,
    escalation     boolean     NOT NULL,
    state          text        NOT NULL CONSTRAINT deliveries_state_known CHECK (
        state IN ('planned', 'sending', 'sent', 'retry', 'uncertain', 'dead', 'empty')),
    attempts       bigint      NOT NULL,
    message_id     text        NOT NULL,
    last_answer    text,
    not_before     timestamptz NOT NULL,
    at             timestamptz NOT NULL,
    -- M7: one digest per person, channel and window.
    CONSTRAINT deliveries_one_digest UNIQUE (run, recipient_unit, recipient_role, channel)
);
CREATE INDEX deliveries_open ON deliveries (not_before, id) WHERE state IN ('planned', 'retry', 'sending');
CREATE INDEX deliveries_campaign ON deliveries (campaign, id);
CREATE INDEX deliveries_recipient ON deliveries (recipient_unit, at);

CREATE TABLE intents (
    id             uuid        NOT NULL CONSTRAINT intents_id_primary PRIMARY KEY,
    -- M1: hash of obligation, step, due time, recipient and channel.
    key            text        NOT NULL CONSTRAINT intents_key_once UNIQUE,
    campaign       text        NOT NULL,
    obligation     uuid        NOT NULL,
    rule           text        NOT NULL,
    track          text        NOT NULL,
    unit           text        NOT NULL,
    step           text        NOT NULL,
    template       text        NOT NULL,
    at             timestamptz NOT NULL,
    due_at         timestamptz NOT NULL,
    -- From when it is no longer of use; null while the obligation is open.
    useless_from   timestamptz,
    recipient_unit text        NOT NULL,
    recipient_role text        NOT NULL,
    channel        text        NOT NULL,
    collapsed      text[]      NOT NULL,
    state          text        NOT NULL CONSTRAINT intents_state_known CHECK (
        state IN ('planned', 'claimed', 'retry', 'sent', 'uncertain', 'dead', 'satisfied', 'superseded', 'suppressed',
            'expired', 'cancelled', 'no_contact')),
    reason         text,
    run            uuid        NOT NULL REFERENCES runs,
    delivery       uuid        NOT NULL REFERENCES deliveries,
    sent_at        timestamptz,
    CONSTRAINT intents_sent_has_instant CHECK ((state = 'sent') = (sent_at IS NOT NULL))
);
CREATE INDEX intents_campaign ON intents (campaign, id);
CREATE INDEX intents_delivery ON intents (delivery);
CREATE INDEX intents_obligation ON intents (obligation);
CREATE INDEX intents_unit ON intents (campaign, unit);

-- Steps that a run looked at and did not turn into a reminder, the latest reason for each.
CREATE TABLE non_intents (
    campaign   text NOT NULL,
    obligation uuid NOT NULL,
    rule       text NOT NULL,
    unit       text NOT NULL,
    step       text NOT NULL,
    reason     text NOT NULL,
    run        uuid NOT NULL REFERENCES runs,
    CONSTRAINT non_intents_step_primary PRIMARY KEY (obligation, step)
);
CREATE INDEX non_intents_unit ON non_intents (campaign, unit);

CREATE TABLE suppressions (
    id       uuid        NOT NULL CONSTRAINT suppressions_id_primary PRIMARY KEY,
    campaign text        NOT NULL,
    unit     text,
    rule     text,
    track    text,
    author   text        NOT NULL,
    reason   text        NOT NULL,
    start_at timestamptz NOT NULL,
    end_at   timestamptz NOT NULL,
    CONSTRAINT suppressions_end_not_before_start CHECK (end_at >= start_at),
    CONSTRAINT suppressions_matcher_given CHECK (unit IS NOT NULL OR rule IS NOT NULL OR track IS NOT NULL)
);
CREATE INDEX suppressions_campaign ON suppressions (campaign, id);
