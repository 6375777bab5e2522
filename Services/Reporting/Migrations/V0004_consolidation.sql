-- Until when somebody was told what was known: a bulletin fixes `knownAt`, and nothing committed after it may carry an
-- earlier time, or the bulletin could not be made again. Every statement that writes such a time takes at least this one.
CREATE TABLE horizon (
    single boolean     NOT NULL DEFAULT true,
    at     timestamptz NOT NULL,
    CONSTRAINT horizon_pkey PRIMARY KEY (single),
    CONSTRAINT horizon_one_row CHECK (single)
);
INSERT INTO horizon (at) VALUES ('-infinity');

-- The first instant that may be written as the time something became known; what was told lies before it.
CREATE FUNCTION known_from(moment timestamptz) RETURNS timestamptz LANGUAGE sql STABLE
    RETURN (SELECT greatest(moment, at + interval '1 microsecond') FROM horizon);

-- What a node states for itself and the units below it, beside what their filings add up to.
CREATE TABLE declarations (
    campaign     text        NOT NULL,
    node         text        NOT NULL,
    form         text        NOT NULL,
    track        text        NOT NULL,
    n            int         NOT NULL,
    form_version int         NOT NULL,
    -- The versions it was computed from, its own first: stale when one of them is another now (Q8).
    inputs       jsonb       NOT NULL,
    figures      jsonb       NOT NULL,
    notes        jsonb       NOT NULL,
    declared_by  text        NOT NULL,
    recorded_at  timestamptz NOT NULL,
    CONSTRAINT declarations_pkey PRIMARY KEY (campaign, node, form, track, n),
    CONSTRAINT declarations_n_positive CHECK (n >= 1)
);
CREATE TRIGGER declarations_append_only BEFORE UPDATE OR DELETE ON declarations
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER declarations_not_truncated BEFORE TRUNCATE ON declarations
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE declaration_seals (
    campaign    text        NOT NULL,
    node        text        NOT NULL,
    form        text        NOT NULL,
    track       text        NOT NULL,
    n           int         NOT NULL,
    sealed_at   timestamptz NOT NULL,
    sealed_by   text        NOT NULL,
    unsealed_at timestamptz,
    unsealed_by text,
    reason      text,
    CONSTRAINT declaration_seals_pkey PRIMARY KEY (campaign, node, form, track, n, sealed_at),
    CONSTRAINT declaration_seals_declaration_fkey FOREIGN KEY (campaign, node, form, track, n) REFERENCES declarations,
    CONSTRAINT declaration_seals_unsealed_whole
        CHECK ((unsealed_at IS NULL) = (unsealed_by IS NULL) AND (unsealed_at IS NULL OR reason ~ '\S'))
);
CREATE UNIQUE INDEX declaration_seals_once ON declaration_seals (campaign, node, form, track) WHERE unsealed_at IS NULL;

CREATE TABLE submission_seals (
    submission  uuid        NOT NULL,
    n           int         NOT NULL,
    sealed_at   timestamptz NOT NULL,
    sealed_by   text        NOT NULL,
    unsealed_at timestamptz,
    unsealed_by text,
    reason      text,
    CONSTRAINT submission_seals_pkey PRIMARY KEY (submission, sealed_at),
    CONSTRAINT submission_seals_version_fkey FOREIGN KEY (submission, n) REFERENCES submission_versions,
    CONSTRAINT submission_seals_unsealed_whole
        CHECK ((unsealed_at IS NULL) = (unsealed_by IS NULL) AND (unsealed_at IS NULL OR reason ~ '\S'))
);
CREATE UNIQUE INDEX submission_seals_once ON submission_seals (submission) WHERE unsealed_at IS NULL;

-- Q7: the units without which a parent was accepted, each with a reason.
ALTER TABLE reviews ADD COLUMN proceed_without jsonb NOT NULL DEFAULT '[]';

-- Numbered without gaps per campaign and issuer. The text is kept byte for byte, and made again whenever it is read.
CREATE TABLE bulletins (
    campaign         text        NOT NULL,
    node             text        NOT NULL,
    n                int         NOT NULL,
    title            text        NOT NULL,
    track            text,
    at               timestamptz NOT NULL,
    known_at         timestamptz NOT NULL,
    -- Whose names of items and forms the text uses.
    campaign_version int         NOT NULL,
    body             text        NOT NULL,
    digest           bytea       NOT NULL,
    issued_by        text        NOT NULL,
    issued_at        timestamptz NOT NULL,
    CONSTRAINT bulletins_pkey PRIMARY KEY (campaign, node, n),
    CONSTRAINT bulletins_n_positive CHECK (n >= 1),
    CONSTRAINT bulletins_digest_length CHECK (octet_length(digest) = 32),
    CONSTRAINT bulletins_title_given CHECK (title ~ '\S')
);
CREATE TRIGGER bulletins_append_only BEFORE UPDATE OR DELETE ON bulletins
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER bulletins_not_truncated BEFORE TRUNCATE ON bulletins
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What the figures of a version had been suggested from when it was filed.
ALTER TABLE submission_versions ADD COLUMN origins jsonb NOT NULL DEFAULT '[]';
