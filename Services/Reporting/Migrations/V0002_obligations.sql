CREATE TABLE forms (
    campaign     text        NOT NULL,
    key          text        NOT NULL,
    version      int         NOT NULL,
    title        text        NOT NULL,
    definition   jsonb       NOT NULL,
    digest       bytea       NOT NULL,
    published_at timestamptz NOT NULL,
    CONSTRAINT forms_pkey PRIMARY KEY (campaign, key, version)
);

CREATE TABLE policies (
    campaign         text        NOT NULL,
    version          int         NOT NULL,
    state            text        NOT NULL,
    campaign_version int         NOT NULL,
    rules            text[]      NOT NULL,
    -- Of each rule: grows when the rule changes, and stands in the trace of its deadlines.
    revisions        bigint[]    NOT NULL,
    -- From when it is in force: the date of the notice for the first, its publication for later ones.
    in_force_from    timestamptz,
    drafted_at       timestamptz NOT NULL,
    published_at     timestamptz,
    effect           jsonb       NOT NULL,
    unchanged        boolean     NOT NULL,
    CONSTRAINT policies_pkey PRIMARY KEY (campaign, version),
    CONSTRAINT policies_state_known CHECK (state IN ('draft', 'published', 'superseded')),
    CONSTRAINT policies_published_has_times
        CHECK (state = 'draft' OR (published_at IS NOT NULL AND in_force_from IS NOT NULL))
);
CREATE UNIQUE INDEX policies_published_once ON policies (campaign) WHERE state = 'published';

-- The identity of an obligation, and the row to lock for everything that is filed for it.
CREATE TABLE obligations (
    id          uuid        NOT NULL,
    campaign    text        NOT NULL,
    rule        text        NOT NULL,
    unit        text        NOT NULL,
    track       text        NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT obligations_pkey PRIMARY KEY (id),
    CONSTRAINT obligations_identity_once UNIQUE (campaign, rule, unit)
);
CREATE INDEX obligations_unit ON obligations (unit);

-- What is owed while `valid`, as it was believed from recorded_at to superseded_at.
CREATE TABLE obligation_terms (
    obligation    uuid        NOT NULL,
    revision      int         NOT NULL,
    valid         tstzrange   NOT NULL,
    recorded_at   timestamptz NOT NULL,
    superseded_at timestamptz,
    born_at       timestamptz NOT NULL,
    ended_at      timestamptz,
    name          text        NOT NULL,
    items         text[]      NOT NULL,
    receiver      text        NOT NULL,
    quota         int         NOT NULL,
    late          text        NOT NULL,
    counts_on     text        NOT NULL,
    opens_at      timestamptz,
    due_at        timestamptz,
    deadline      jsonb       NOT NULL,
    CONSTRAINT obligation_terms_pkey PRIMARY KEY (obligation, revision),
    CONSTRAINT obligation_terms_obligation_fkey FOREIGN KEY (obligation) REFERENCES obligations,
    CONSTRAINT obligation_terms_quota_positive CHECK (quota >= 1),
    CONSTRAINT obligation_terms_valid_some CHECK (NOT isempty(valid)),
    CONSTRAINT obligation_terms_superseded_later CHECK (superseded_at >= recorded_at),
    -- Q15: at one instant, by one state of knowledge, an obligation has one set of terms.
    CONSTRAINT obligation_terms_valid_once EXCLUDE USING gist (obligation WITH =, valid WITH &&)
        WHERE (superseded_at IS NULL)
);
CREATE INDEX obligation_terms_receiver ON obligation_terms (receiver);

-- Units that a rule means and that have nobody to report to.
CREATE TABLE gaps (
    campaign      text        NOT NULL,
    rule          text        NOT NULL,
    unit          text        NOT NULL,
    track         text        NOT NULL,
    valid         tstzrange   NOT NULL,
    recorded_at   timestamptz NOT NULL,
    superseded_at timestamptz,
    CONSTRAINT gaps_valid_once EXCLUDE USING gist (campaign WITH =, rule WITH =, unit WITH =, valid WITH &&)
        WHERE (superseded_at IS NULL)
);
