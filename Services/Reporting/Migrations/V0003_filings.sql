CREATE TABLE submissions (
    id             uuid        NOT NULL,
    obligation     uuid        NOT NULL,
    form           text        NOT NULL,
    form_version   int         NOT NULL,
    state          text        NOT NULL,
    revision       int         NOT NULL,
    draft          jsonb,
    opened_at      timestamptz NOT NULL,
    first_saved_at timestamptz,
    updated_at     timestamptz NOT NULL,
    CONSTRAINT submissions_pkey PRIMARY KEY (id),
    CONSTRAINT submissions_obligation_once UNIQUE (obligation),
    CONSTRAINT submissions_obligation_fkey FOREIGN KEY (obligation) REFERENCES obligations,
    CONSTRAINT submissions_state_known CHECK (
        state IN ('draft', 'submitted', 'in_review', 'accepted', 'returned', 'sealed', 'withdrawn'))
);

-- Q1. What was filed never changes and never goes away.
CREATE TABLE submission_versions (
    submission   uuid        NOT NULL,
    n            int         NOT NULL,
    form_version int         NOT NULL,
    -- The canonical text the digest was computed over, byte for byte.
    payload      text        NOT NULL,
    digest       bytea       NOT NULL,
    received_at  timestamptz NOT NULL,
    recorded_at  timestamptz NOT NULL,
    claimed_at   timestamptz,
    filed_by     text        NOT NULL,
    on_behalf_of text,
    warnings     jsonb       NOT NULL,
    CONSTRAINT submission_versions_pkey PRIMARY KEY (submission, n),
    CONSTRAINT submission_versions_submission_fkey FOREIGN KEY (submission) REFERENCES submissions,
    CONSTRAINT submission_versions_n_positive CHECK (n >= 1),
    CONSTRAINT submission_versions_digest_length CHECK (octet_length(digest) = 32)
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation',
        CONSTRAINT = TG_TABLE_NAME || '_append_only';
END $$;

CREATE TRIGGER submission_versions_append_only BEFORE UPDATE OR DELETE ON submission_versions
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER submission_versions_not_truncated BEFORE TRUNCATE ON submission_versions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE reviews (
    submission  uuid        NOT NULL,
    n           int         NOT NULL,
    decision    text        NOT NULL,
    decided_by  text        NOT NULL,
    decided_at  timestamptz NOT NULL,
    reasons     text[]      NOT NULL,
    remark      text,
    fields      text[]      NOT NULL,
    due_back_at timestamptz,
    CONSTRAINT reviews_pkey PRIMARY KEY (submission, n, decided_at, decision),
    CONSTRAINT reviews_version_fkey FOREIGN KEY (submission, n) REFERENCES submission_versions,
    CONSTRAINT reviews_decision_known CHECK (decision IN ('accepted', 'returned')),
    CONSTRAINT reviews_return_has_reason CHECK (decision = 'accepted' OR cardinality(reasons) > 0 OR remark <> '')
);

CREATE TABLE materials (
    id             uuid        NOT NULL,
    campaign       text        NOT NULL,
    obligation     uuid        NOT NULL,
    unit           text        NOT NULL,
    kind           text        NOT NULL,
    title          text        NOT NULL,
    body           text        NOT NULL,
    rights         text,
    attachments    jsonb       NOT NULL,
    content_digest bytea       NOT NULL,
    state          text        NOT NULL,
    return_reason  text,
    received_at    timestamptz NOT NULL,
    recorded_at    timestamptz NOT NULL,
    claimed_at     timestamptz,
    filed_by       text        NOT NULL,
    CONSTRAINT materials_pkey PRIMARY KEY (id),
    CONSTRAINT materials_obligation_fkey FOREIGN KEY (obligation) REFERENCES obligations,
    CONSTRAINT materials_kind_known CHECK (kind IN ('promotional', 'case')),
    CONSTRAINT materials_state_known CHECK (state IN ('submitted', 'accepted', 'returned')),
    CONSTRAINT materials_title_length CHECK (char_length(title) BETWEEN 1 AND 200),
    CONSTRAINT materials_return_has_reason CHECK ((state = 'returned') = (return_reason IS NOT NULL))
);
CREATE INDEX materials_unit ON materials (campaign, unit);
CREATE INDEX materials_content ON materials (campaign, content_digest);

-- What was received for an obligation and may count for it: one row per version, material or declared week. Whether it
-- is on time is against due_at, the due time in force when it was received.
CREATE TABLE credits (
    obligation  uuid        NOT NULL,
    kind        text        NOT NULL,
    source      text        NOT NULL,
    n           int         NOT NULL,
    content     bytea       NOT NULL,
    title       text        NOT NULL,
    received_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    due_at      timestamptz,
    accepted_at timestamptz,
    ended_at    timestamptz,
    end_kind    text,
    CONSTRAINT credits_pkey PRIMARY KEY (obligation, kind, source, n),
    CONSTRAINT credits_obligation_fkey FOREIGN KEY (obligation) REFERENCES obligations,
    CONSTRAINT credits_kind_known CHECK (kind IN ('submission', 'material', 'local_week')),
    CONSTRAINT credits_end_known CHECK (end_kind IN ('returned', 'withdrawn')),
    CONSTRAINT credits_end_whole CHECK ((ended_at IS NULL) = (end_kind IS NULL))
);

CREATE TABLE nil_returns (
    obligation  uuid        NOT NULL,
    reason      text        NOT NULL,
    attested_by text        NOT NULL,
    attested_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT nil_returns_pkey PRIMARY KEY (obligation),
    CONSTRAINT nil_returns_obligation_fkey FOREIGN KEY (obligation) REFERENCES obligations,
    CONSTRAINT nil_returns_reason_given CHECK (reason ~ '\S')
);

-- Extensions and waivers: reliefs of one obligation. Q4: granted by a unit above, with a reason; never changed, only
-- revoked.
CREATE TABLE reliefs (
    id         uuid        NOT NULL,
    obligation uuid        NOT NULL,
    kind       text        NOT NULL,
    basis      text        NOT NULL,
    granted_by text        NOT NULL,
    principal  text        NOT NULL,
    granted_at timestamptz NOT NULL,
    -- The first instant at which it no longer holds; an extension always has one.
    until      timestamptz,
    revoked_at timestamptz,
    CONSTRAINT reliefs_pkey PRIMARY KEY (id),
    CONSTRAINT reliefs_obligation_fkey FOREIGN KEY (obligation) REFERENCES obligations,
    CONSTRAINT reliefs_kind_known CHECK (kind IN ('extension', 'waiver')),
    CONSTRAINT reliefs_basis_given CHECK (basis ~ '\S'),
    CONSTRAINT reliefs_extension_ends CHECK (kind = 'waiver' OR until IS NOT NULL)
);
CREATE INDEX reliefs_obligation ON reliefs (obligation);
