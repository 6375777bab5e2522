-- Who there is. Rows of a thing's states carry two times: `valid` is when the state holds in the world, recorded_at and
-- superseded_at when the registry believed it. What is known now has superseded_at null.

-- For equality beside ranges in the exclusion constraints below. Other services of the database make it too, maybe at
-- the same moment, and IF NOT EXISTS alone does not survive that.
SELECT pg_advisory_xact_lock(hashtextextended('create extension btree_gist', 0));
CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public;

-- Regions ----------------------------------------------------------------------------------------------------------

CREATE TABLE regions (
    code text NOT NULL,
    CONSTRAINT regions_pkey PRIMARY KEY (code),
    CONSTRAINT regions_code_shape CHECK (code ~ '^[0-9]{6}$')
);

CREATE TABLE region_versions (
    id                 bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    code               text        NOT NULL,
    name               text        NOT NULL,
    level              text        NOT NULL,
    parent             text,
    admin_type         text,
    direct_to_province boolean     NOT NULL,
    source             text,
    succeeded_by       text[]      NOT NULL DEFAULT '{}',
    valid              tstzrange   NOT NULL,
    recorded_at        timestamptz NOT NULL,
    superseded_at      timestamptz,
    CONSTRAINT region_versions_pkey PRIMARY KEY (id),
    CONSTRAINT region_versions_code_fkey FOREIGN KEY (code) REFERENCES regions,
    CONSTRAINT region_versions_parent_fkey FOREIGN KEY (parent) REFERENCES regions,
    CONSTRAINT region_versions_parent_other CHECK (parent <> code),
    CONSTRAINT region_versions_level_known CHECK (level IN ('province', 'prefecture', 'county')),
    CONSTRAINT region_versions_valid_some CHECK (NOT isempty(valid)),
    CONSTRAINT region_versions_superseded_later CHECK (superseded_at >= recorded_at),
    CONSTRAINT region_versions_valid_once EXCLUDE USING gist (code WITH =, valid WITH &&)
        WHERE (superseded_at IS NULL)
);
CREATE INDEX region_versions_code ON region_versions (code);
CREATE INDEX region_versions_parent ON region_versions (parent);

-- Units ------------------------------------------------------------------------------------------------------------

-- What never changes of a unit, and the row to lock for every change of it.
CREATE TABLE units (
    id          uuid        NOT NULL,
    key         text        NOT NULL,
    revision    bigint      NOT NULL DEFAULT 1,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT units_pkey PRIMARY KEY (id),
    CONSTRAINT units_key_once UNIQUE (key),
    CONSTRAINT units_key_length CHECK (char_length(key) BETWEEN 1 AND 200)
);

CREATE TABLE unit_versions (
    id            bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    unit_id       uuid        NOT NULL,
    kind          text        NOT NULL,
    name          text        NOT NULL,
    region        text,
    level         text        NOT NULL,
    system        text,
    flags         text[]      NOT NULL,
    source        text,
    valid         tstzrange   NOT NULL,
    recorded_at   timestamptz NOT NULL,
    superseded_at timestamptz,
    CONSTRAINT unit_versions_pkey PRIMARY KEY (id),
    CONSTRAINT unit_versions_unit_fkey FOREIGN KEY (unit_id) REFERENCES units,
    CONSTRAINT unit_versions_region_fkey FOREIGN KEY (region) REFERENCES regions,
    CONSTRAINT unit_versions_level_known CHECK (level IN ('province', 'city', 'county', 'institution')),
    CONSTRAINT unit_versions_name_length CHECK (char_length(name) BETWEEN 1 AND 200),
    CONSTRAINT unit_versions_valid_some CHECK (NOT isempty(valid)),
    CONSTRAINT unit_versions_superseded_later CHECK (superseded_at >= recorded_at),
    CONSTRAINT unit_versions_valid_once EXCLUDE USING gist (unit_id WITH =, valid WITH &&)
        WHERE (superseded_at IS NULL)
);
CREATE INDEX unit_versions_unit ON unit_versions (unit_id);
CREATE INDEX unit_versions_region ON unit_versions (region);

-- R3. Codes belong to one unit for ever: one that is void is never given to another. A row that was a mistake is
-- superseded and frees its code.
CREATE TABLE unit_codes (
    id            bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    unit_id       uuid        NOT NULL,
    scheme        text        NOT NULL,
    code          text        NOT NULL,
    valid         tstzrange   NOT NULL,
    recorded_at   timestamptz NOT NULL,
    superseded_at timestamptz,
    CONSTRAINT unit_codes_pkey PRIMARY KEY (id),
    CONSTRAINT unit_codes_unit_fkey FOREIGN KEY (unit_id) REFERENCES units,
    CONSTRAINT unit_codes_scheme_shape CHECK (scheme ~ '^[a-z0-9_]{1,30}$'),
    CONSTRAINT unit_codes_code_length CHECK (char_length(code) BETWEEN 1 AND 60),
    CONSTRAINT unit_codes_valid_some CHECK (NOT isempty(valid)),
    CONSTRAINT unit_codes_superseded_later CHECK (superseded_at >= recorded_at),
    CONSTRAINT unit_codes_code_of_one_unit EXCLUDE USING gist (scheme WITH =, code WITH =, unit_id WITH <>)
        WHERE (superseded_at IS NULL),
    CONSTRAINT unit_codes_scheme_once EXCLUDE USING gist (unit_id WITH =, scheme WITH =, valid WITH &&)
        WHERE (superseded_at IS NULL)
);
CREATE INDEX unit_codes_unit ON unit_codes (unit_id);
CREATE INDEX unit_codes_code ON unit_codes (code);

-- What became of units: which ended in which, and what says so.
CREATE TABLE successions (
    id          uuid        NOT NULL,
    kind        text        NOT NULL,
    at          timestamptz NOT NULL,
    basis       text        NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT successions_pkey PRIMARY KEY (id),
    CONSTRAINT successions_kind_known CHECK (kind IN ('rename', 'merge', 'split', 'close'))
);

-- One row for each pair; to_unit is null when nothing came after.
CREATE TABLE succession_units (
    id            bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    succession_id uuid   NOT NULL,
    from_unit     uuid   NOT NULL,
    to_unit       uuid,
    CONSTRAINT succession_units_pkey PRIMARY KEY (id),
    CONSTRAINT succession_units_succession_fkey FOREIGN KEY (succession_id) REFERENCES successions,
    CONSTRAINT succession_units_from_fkey FOREIGN KEY (from_unit) REFERENCES units,
    CONSTRAINT succession_units_to_fkey FOREIGN KEY (to_unit) REFERENCES units
);
CREATE INDEX succession_units_from ON succession_units (from_unit);

-- Relations --------------------------------------------------------------------------------------------------------

-- R2. The root row of all relations of a type: whoever adds one holds it, so that two that close a circle together
-- cannot both be checked before either is seen.
CREATE TABLE relation_graphs (
    type text NOT NULL,
    CONSTRAINT relation_graphs_pkey PRIMARY KEY (type)
);
INSERT INTO relation_graphs (type) VALUES ('administers'), ('reportsTo'), ('rollsUpInto'), ('supervises'),
    ('memberOf');

-- A relation is its id; each row is a state of it. track '' is "every track", which no constraint could compare as null.
CREATE TABLE relations (
    id            uuid        NOT NULL,
    revision      bigint      NOT NULL DEFAULT 1,
    type          text        NOT NULL,
    from_unit     uuid        NOT NULL,
    to_unit       uuid        NOT NULL,
    track         text        NOT NULL,
    basis         text,
    source        text,
    valid         tstzrange   NOT NULL,
    recorded_at   timestamptz NOT NULL,
    superseded_at timestamptz,
    CONSTRAINT relations_pkey PRIMARY KEY (id, revision),
    CONSTRAINT relations_from_fkey FOREIGN KEY (from_unit) REFERENCES units,
    CONSTRAINT relations_to_fkey FOREIGN KEY (to_unit) REFERENCES units,
    CONSTRAINT relations_type_fkey FOREIGN KEY (type) REFERENCES relation_graphs,
    CONSTRAINT relations_line_has_track CHECK (type <> 'reportsTo' OR track <> ''),
    CONSTRAINT relations_not_to_itself CHECK (from_unit <> to_unit),
    CONSTRAINT relations_valid_some CHECK (NOT isempty(valid)),
    CONSTRAINT relations_superseded_later CHECK (superseded_at >= recorded_at),
    -- R1.
    CONSTRAINT relations_one_parent EXCLUDE USING gist (from_unit WITH =, track WITH =, valid WITH &&)
        WHERE (type = 'reportsTo' AND superseded_at IS NULL),
    CONSTRAINT relations_once EXCLUDE USING gist
        (from_unit WITH =, to_unit WITH =, type WITH =, track WITH =, valid WITH &&)
        WHERE (type <> 'reportsTo' AND superseded_at IS NULL)
);
CREATE INDEX relations_from ON relations (from_unit, type, track);
CREATE INDEX relations_to ON relations (to_unit, type, track);

-- Contacts ---------------------------------------------------------------------------------------------------------

-- Personal data, so what was is not kept: who changed what and when stands in the change rows, without the address (R7).
CREATE TABLE contacts (
    id          uuid        NOT NULL,
    revision    bigint      NOT NULL DEFAULT 1,
    unit_id     uuid        NOT NULL,
    role        text        NOT NULL,
    channel     text        NOT NULL,
    person      text,
    address     text        NOT NULL,
    -- Minutes of the day in the campaign's zone; both or neither.
    quiet_from  bigint,
    quiet_to    bigint,
    verified_at timestamptz,
    source      text,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT contacts_pkey PRIMARY KEY (id),
    CONSTRAINT contacts_unit_fkey FOREIGN KEY (unit_id) REFERENCES units,
    CONSTRAINT contacts_one_each UNIQUE (unit_id, role, channel),
    CONSTRAINT contacts_role_length CHECK (char_length(role) BETWEEN 1 AND 60),
    CONSTRAINT contacts_channel_known CHECK (channel IN ('email')),
    CONSTRAINT contacts_quiet_both CHECK ((quiet_from IS NULL) = (quiet_to IS NULL)),
    CONSTRAINT contacts_quiet_range CHECK (quiet_from BETWEEN 0 AND 1440 AND quiet_to BETWEEN 0 AND 1440)
);

-- Calendars --------------------------------------------------------------------------------------------------------

CREATE TABLE calendars (
    year         bigint      NOT NULL,
    version      bigint      NOT NULL,
    source       text        NOT NULL,
    published_at timestamptz NOT NULL,
    CONSTRAINT calendars_pkey PRIMARY KEY (year, version),
    CONSTRAINT calendars_version_positive CHECK (version > 0)
);

CREATE TABLE calendar_days (
    year    bigint      NOT NULL,
    version bigint      NOT NULL,
    on_date date    NOT NULL,
    working boolean NOT NULL,
    holiday text,
    CONSTRAINT calendar_days_pkey PRIMARY KEY (year, version, on_date),
    CONSTRAINT calendar_days_calendar_fkey FOREIGN KEY (year, version) REFERENCES calendars,
    CONSTRAINT calendar_days_of_year CHECK (extract(year FROM on_date) = year)
);

-- Campaigns --------------------------------------------------------------------------------------------------------

CREATE TABLE campaigns (
    key          text        NOT NULL,
    version      bigint      NOT NULL,
    number       text        NOT NULL,
    title        text        NOT NULL,
    notice_on    date        NOT NULL,
    document     jsonb       NOT NULL,
    -- The file as it was loaded, and its SHA-256 in hex.
    file         text        NOT NULL,
    digest       text        NOT NULL,
    loaded_at    timestamptz NOT NULL,
    published_at timestamptz,
    CONSTRAINT campaigns_pkey PRIMARY KEY (key, version),
    CONSTRAINT campaigns_version_positive CHECK (version > 0)
);

-- R4. What was published never changes; a change is a new version.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'R4: % is published and never changes', TG_TABLE_NAME
        USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_final', TABLE = TG_TABLE_NAME;
END
$$;

CREATE TRIGGER calendars_final BEFORE UPDATE OR DELETE ON calendars
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER calendar_days_final BEFORE UPDATE OR DELETE ON calendar_days
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER campaigns_final_row BEFORE DELETE ON campaigns
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
-- The only change of a campaign's row there is: a draft becomes published, as it is.
CREATE TRIGGER campaigns_final BEFORE UPDATE ON campaigns
    FOR EACH ROW WHEN (
        OLD.published_at IS NOT NULL OR NEW.published_at IS NULL
        OR (OLD.key, OLD.version, OLD.number, OLD.title, OLD.notice_on, OLD.document, OLD.file, OLD.digest, OLD.loaded_at)
           IS DISTINCT FROM
           (NEW.key, NEW.version, NEW.number, NEW.title, NEW.notice_on, NEW.document, NEW.file, NEW.digest, NEW.loaded_at)
    ) EXECUTE FUNCTION refuse_change();
