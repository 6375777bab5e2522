-- What every service keeps of the registry's principals, grants, keys and lines, to decide by itself who may do what: fed
-- by registry.changes.list, rebuildable from nothing. No secrets and no personal data: a key's salted digest only.

-- Counts the changes of either kind: a process that sees another number loads that kind again.
CREATE TABLE access_state (
    single boolean NOT NULL DEFAULT true,
    tree   bigint  NOT NULL DEFAULT 0,
    people bigint  NOT NULL DEFAULT 0,
    CONSTRAINT access_state_pkey PRIMARY KEY (single),
    CONSTRAINT access_state_one_row CHECK (single)
);
INSERT INTO access_state DEFAULT VALUES;

CREATE TABLE access_lines (
    relation uuid      NOT NULL,
    lower    text      NOT NULL,
    upper    text      NOT NULL,
    track    text,
    valid    tstzrange NOT NULL,
    CONSTRAINT access_lines_pkey PRIMARY KEY (relation)
);

CREATE TABLE access_principals (
    name  text    NOT NULL,
    ended boolean NOT NULL,
    CONSTRAINT access_principals_pkey PRIMARY KEY (name)
);

CREATE TABLE access_grants (
    id        uuid      NOT NULL,
    principal text      NOT NULL,
    role      text      NOT NULL,
    unit      text,
    track     text,
    valid     tstzrange NOT NULL,
    CONSTRAINT access_grants_pkey PRIMARY KEY (id)
);

CREATE TABLE access_keys (
    id         uuid        NOT NULL,
    principal  text        NOT NULL,
    prefix     text        NOT NULL,
    salt       bytea       NOT NULL,
    digest     bytea       NOT NULL,
    expires_at timestamptz,
    revoked_at timestamptz,
    CONSTRAINT access_keys_pkey PRIMARY KEY (id)
);

CREATE TABLE access_token_keys (
    kid     text    NOT NULL,
    pem     text    NOT NULL,
    retired boolean NOT NULL,
    CONSTRAINT access_token_keys_pkey PRIMARY KEY (kid)
);
