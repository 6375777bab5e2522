-- Changes that people are told of (M12), items that were given back, quiet hours, acknowledgements, words that were set, and
-- what every run knew (M6).

-- What notifications needs of events, fed by their feed.
CREATE TABLE events (
    id       uuid  NOT NULL CONSTRAINT events_id_primary PRIMARY KEY,
    campaign text  NOT NULL,
    data     jsonb NOT NULL
);
CREATE INDEX events_campaign ON events (campaign, id);

CREATE TABLE ceremonies (
    event uuid  NOT NULL CONSTRAINT ceremonies_event_primary PRIMARY KEY,
    data  jsonb NOT NULL
);

CREATE TABLE venues (
    id   uuid NOT NULL CONSTRAINT venues_id_primary PRIMARY KEY,
    name text NOT NULL
);

ALTER TABLE contacts ADD COLUMN quiet_from bigint, ADD COLUMN quiet_to bigint,
    ADD CONSTRAINT contacts_quiet_whole CHECK ((quiet_from IS NULL) = (quiet_to IS NULL));

-- What was given back and is not filed again; the newest return of each obligation.
CREATE TABLE returns (
    obligation  uuid        NOT NULL CONSTRAINT returns_obligation_primary PRIMARY KEY,
    campaign    text        NOT NULL,
    -- Null: a material, of which the obligation alone tells.
    submission  uuid,
    -- By the owner's clock.
    returned_at timestamptz NOT NULL,
    -- From when planners see it: later than every window that was planned before it was known.
    at          timestamptz NOT NULL,
    due_back_at timestamptz,
    note        text        NOT NULL,
    open        boolean     NOT NULL
);
CREATE INDEX returns_open ON returns (campaign) WHERE open;

-- A change that those are told of who were told before. Nothing here ever changes.
CREATE TABLE notices (
    id         uuid        NOT NULL CONSTRAINT notices_id_primary PRIMARY KEY,
    campaign   text        NOT NULL,
    kind       text        NOT NULL CONSTRAINT notices_kind_known CHECK (kind IN (
        'due_moved', 'extension_granted', 'event_announced', 'event_changed', 'event_postponed', 'event_cancelled')),
    obligation uuid,
    event      uuid,
    -- What it says, as a step's name: a feed that is read again says the same and writes nothing.
    step       text        NOT NULL,
    at         timestamptz NOT NULL,
    data       jsonb       NOT NULL,
    CONSTRAINT notices_one_subject CHECK (num_nonnulls(obligation, event) = 1)
);
CREATE UNIQUE INDEX notices_once ON notices (coalesce(obligation, event), step, kind);
CREATE INDEX notices_campaign ON notices (campaign, at);

ALTER TABLE intents ALTER COLUMN obligation DROP NOT NULL, ALTER COLUMN rule DROP NOT NULL,
    ADD COLUMN event uuid,
    ADD COLUMN notice uuid REFERENCES notices,
    ADD COLUMN family text NOT NULL DEFAULT 'ladder' CONSTRAINT intents_family_known CHECK (
        family IN ('ladder', 'returned', 'change')),
    -- The transaction that claimed it first: from then on its recipient was told, or may have been.
    ADD COLUMN told_by xid8,
    ADD CONSTRAINT intents_one_subject CHECK (num_nonnulls(obligation, event) = 1);
UPDATE intents SET told_by = pg_current_xact_id() WHERE state IN ('sent', 'uncertain');
CREATE INDEX intents_event ON intents (event) WHERE event IS NOT NULL;

ALTER TABLE non_intents DROP CONSTRAINT non_intents_step_primary,
    ALTER COLUMN obligation DROP NOT NULL, ALTER COLUMN rule DROP NOT NULL,
    ADD COLUMN event uuid,
    ADD CONSTRAINT non_intents_one_subject CHECK (num_nonnulls(obligation, event) = 1);
CREATE UNIQUE INDEX non_intents_step ON non_intents (coalesce(obligation, event), step, unit);
CREATE INDEX non_intents_obligation ON non_intents (obligation);

-- The transaction that left it with nothing to tell, or gave it up: it counts against nobody's cap any more.
ALTER TABLE deliveries ADD COLUMN closed_by xid8;
UPDATE deliveries SET closed_by = pg_current_xact_id() WHERE state IN ('dead', 'empty');
-- For the limit of messages to one person.
CREATE INDEX deliveries_person ON deliveries (recipient_unit, recipient_role, channel, at);

-- By which policy a run planned, and which transactions it saw: a replay sees the same (M6). Null before this was kept.
ALTER TABLE runs ADD COLUMN policy uuid REFERENCES policies, ADD COLUMN seen text;
CREATE INDEX runs_window ON runs (campaign, to_at);

CREATE TABLE acknowledgements (
    obligation     uuid        NOT NULL,
    recipient_unit text        NOT NULL,
    recipient_role text        NOT NULL,
    id             text        GENERATED ALWAYS AS (
        obligation::text || ' ' || recipient_role || ' ' || recipient_unit) STORED,
    campaign       text        NOT NULL,
    intent         uuid        NOT NULL REFERENCES intents,
    author         text        NOT NULL,
    note           text        NOT NULL,
    at             timestamptz NOT NULL,
    until          timestamptz NOT NULL,
    CONSTRAINT acknowledgements_recipient_primary PRIMARY KEY (obligation, recipient_unit, recipient_role),
    CONSTRAINT acknowledgements_until_after CHECK (until > at)
);
CREATE INDEX acknowledgements_campaign ON acknowledgements (campaign);

CREATE TABLE templates (
    campaign text        NOT NULL,
    key      text        NOT NULL,
    language text        NOT NULL CONSTRAINT templates_language_known CHECK (language IN ('zh', 'en')),
    version  bigint      NOT NULL,
    subject  text        NOT NULL,
    text     text        NOT NULL,
    author   text        NOT NULL,
    at       timestamptz NOT NULL,
    CONSTRAINT templates_version_primary PRIMARY KEY (campaign, key, language, version)
);

-- When a server may be handed the next message, for all processes together.
CREATE TABLE server_paces (
    server  text        NOT NULL CONSTRAINT server_paces_server_primary PRIMARY KEY,
    next_at timestamptz NOT NULL
);

-- Every state of what plans are made from, by the transactions that wrote and replaced it. The xid says exactly whether a
-- run saw it; instants would not, since transactions do not commit in the order of their clocks.
CREATE TABLE versions (
    entity   text  NOT NULL,
    id       text  NOT NULL,
    campaign text,
    data     jsonb NOT NULL,
    written  xid8  NOT NULL,
    replaced xid8,
    CONSTRAINT versions_written_primary PRIMARY KEY (entity, id, written)
);
CREATE INDEX versions_newest ON versions (entity, id) WHERE replaced IS NULL;
CREATE INDEX versions_campaign ON versions (entity, campaign);

-- The argument is the column that identifies a row.
CREATE FUNCTION keep_version() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    found jsonb;
BEGIN
    IF TG_OP = 'DELETE' THEN
        found := to_jsonb(OLD);
    ELSE
        found := to_jsonb(NEW);
    END IF;
    IF TG_OP <> 'INSERT' THEN
        -- Changed twice in one transaction: nobody else ever saw the first.
        DELETE FROM versions
        WHERE entity = TG_TABLE_NAME AND id = found ->> TG_ARGV[0] AND written = pg_current_xact_id();
        UPDATE versions SET replaced = pg_current_xact_id()
        WHERE entity = TG_TABLE_NAME AND id = found ->> TG_ARGV[0] AND replaced IS NULL;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO versions (entity, id, campaign, data, written)
        VALUES (TG_TABLE_NAME, found ->> TG_ARGV[0], found ->> 'campaign', found, pg_current_xact_id())
        ON CONFLICT ON CONSTRAINT versions_written_primary DO UPDATE SET data = excluded.data, replaced = NULL;
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER campaigns_versions AFTER INSERT OR UPDATE OR DELETE ON campaigns
    FOR EACH ROW EXECUTE FUNCTION keep_version('key');
CREATE TRIGGER calendars_versions AFTER INSERT OR UPDATE OR DELETE ON calendars
    FOR EACH ROW EXECUTE FUNCTION keep_version('year');
CREATE TRIGGER contacts_versions AFTER INSERT OR UPDATE OR DELETE ON contacts
    FOR EACH ROW EXECUTE FUNCTION keep_version('id');
CREATE TRIGGER obligations_versions AFTER INSERT OR UPDATE OR DELETE ON obligations
    FOR EACH ROW EXECUTE FUNCTION keep_version('id');
CREATE TRIGGER returns_versions AFTER INSERT OR UPDATE OR DELETE ON returns
    FOR EACH ROW EXECUTE FUNCTION keep_version('obligation');
CREATE TRIGGER events_versions AFTER INSERT OR UPDATE OR DELETE ON events
    FOR EACH ROW EXECUTE FUNCTION keep_version('id');
CREATE TRIGGER ceremonies_versions AFTER INSERT OR UPDATE OR DELETE ON ceremonies
    FOR EACH ROW EXECUTE FUNCTION keep_version('event');
CREATE TRIGGER suppressions_versions AFTER INSERT OR UPDATE OR DELETE ON suppressions
    FOR EACH ROW EXECUTE FUNCTION keep_version('id');
CREATE TRIGGER acknowledgements_versions AFTER INSERT OR UPDATE OR DELETE ON acknowledgements
    FOR EACH ROW EXECUTE FUNCTION keep_version('id');
CREATE TRIGGER notices_versions AFTER INSERT ON notices
    FOR EACH ROW EXECUTE FUNCTION keep_version('id');

-- What was there before begins here.
UPDATE campaigns SET version = version;
UPDATE calendars SET version = version;
UPDATE contacts SET usable = usable;
UPDATE obligations SET ended = ended;
UPDATE suppressions SET reason = reason;
