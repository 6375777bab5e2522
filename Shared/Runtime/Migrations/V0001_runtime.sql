-- What every service's schema has before its own tables.

-- One row per mutation that was committed: written in the transaction of the effect, so it exists exactly when the
-- effect does. Kept as long as the campaign.
CREATE TABLE idempotency (
    principal   text        NOT NULL,
    method      text        NOT NULL,
    key         text        NOT NULL,
    fingerprint bytea       NOT NULL,
    -- The result as JSON text, byte for byte; null only inside the transaction that is making it.
    answer      text,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT idempotency_pkey PRIMARY KEY (principal, method, key),
    CONSTRAINT idempotency_key_length CHECK (octet_length(key) BETWEEN 1 AND 128),
    CONSTRAINT idempotency_fingerprint_length CHECK (octet_length(fingerprint) = 32)
);

-- Every committed change. A sequence alone is taken before the commit and so may appear out of order; the order of the
-- feed is (tx, seq), and readers stop at the oldest transaction that still runs.
CREATE TABLE changes (
    tx        xid8        NOT NULL DEFAULT pg_current_xact_id(),
    seq       bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    at        timestamptz NOT NULL,
    entity    text        NOT NULL,
    id        text        NOT NULL,
    verb      text        NOT NULL,
    data      jsonb       NOT NULL,
    principal text        NOT NULL,
    CONSTRAINT changes_pkey PRIMARY KEY (tx, seq)
);

-- How far this service has followed each feed of another; moved in the transaction that applies the changes.
CREATE TABLE projections (
    name       text        NOT NULL,
    position   text        NOT NULL,
    -- Set by `<service> rebuild NAME`: the job clears the projection and starts again.
    rebuild    boolean     NOT NULL DEFAULT false,
    applied_at timestamptz NOT NULL,
    CONSTRAINT projections_pkey PRIMARY KEY (name)
);
