-- Who may call, by which keys, and what they may do.

CREATE TABLE principals (
    name        text        NOT NULL,
    unit        text,
    note        text,
    ended_at    timestamptz,
    recorded_at timestamptz NOT NULL,
    revision    bigint      NOT NULL DEFAULT 1,
    CONSTRAINT principals_pkey PRIMARY KEY (name),
    CONSTRAINT principals_unit_fkey FOREIGN KEY (unit) REFERENCES units (key),
    CONSTRAINT principals_name_length CHECK (char_length(name) BETWEEN 1 AND 210),
    CONSTRAINT principals_note_length CHECK (char_length(note) <= 200)
);
CREATE INDEX principals_unit ON principals (unit);

CREATE TABLE grants (
    id          uuid        NOT NULL,
    principal   text        NOT NULL,
    role        text        NOT NULL,
    unit        text,
    track       text,
    valid       tstzrange   NOT NULL,
    basis       text,
    given_by    text        NOT NULL,
    recorded_at timestamptz NOT NULL,
    revision    bigint      NOT NULL DEFAULT 1,
    CONSTRAINT grants_pkey PRIMARY KEY (id),
    CONSTRAINT grants_principal_fkey FOREIGN KEY (principal) REFERENCES principals,
    CONSTRAINT grants_unit_fkey FOREIGN KEY (unit) REFERENCES units (key),
    CONSTRAINT grants_role_known CHECK (role IN (
        'province_admin', 'city_admin', 'county_admin', 'unit_reporter', 'reviewer', 'reader', 'job', 'public')),
    -- Only these may reach everywhere.
    CONSTRAINT grants_unit_named CHECK (unit IS NOT NULL OR role IN ('province_admin', 'reader', 'job', 'public'))
);
CREATE INDEX grants_principal ON grants (principal);
CREATE INDEX grants_unit ON grants (unit);

-- The secret is nowhere: only what recognises it.
CREATE TABLE keys (
    id            uuid        NOT NULL,
    principal     text        NOT NULL,
    prefix        text        NOT NULL,
    salt          bytea       NOT NULL,
    digest        bytea       NOT NULL,
    created_at    timestamptz NOT NULL,
    expires_at    timestamptz,
    revoked_at    timestamptz,
    revoke_reason text,
    last_used_at  timestamptz,
    CONSTRAINT keys_pkey PRIMARY KEY (id),
    CONSTRAINT keys_principal_fkey FOREIGN KEY (principal) REFERENCES principals,
    CONSTRAINT keys_salt_length CHECK (octet_length(salt) >= 16),
    CONSTRAINT keys_digest_length CHECK (octet_length(digest) = 32)
);
CREATE INDEX keys_principal ON keys (principal);
CREATE INDEX keys_prefix ON keys (prefix);

-- The public halves of the keys that sign tokens.
CREATE TABLE token_keys (
    kid         text        NOT NULL,
    pem         text        NOT NULL,
    recorded_at timestamptz NOT NULL,
    retired_at  timestamptz,
    CONSTRAINT token_keys_pkey PRIMARY KEY (kid)
);
