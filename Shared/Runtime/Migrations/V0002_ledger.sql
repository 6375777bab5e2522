-- The ledger: who did what, sealed so that a later change shows. docs/decisions/ledger.md.

-- One row per effect, written in its transaction. Appending takes no lock and no gapless number: the order is that of
-- (generation, tx, seq), read up to the oldest transaction still running, as with the change feed.
CREATE TABLE ledger_entries (
    -- Grows when the database was restored into another cluster, whose transaction ids begin again.
    generation   int         NOT NULL DEFAULT 1,
    tx           xid8        NOT NULL DEFAULT pg_current_xact_id(),
    seq          bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    id           uuid        NOT NULL,
    recorded_at  timestamptz NOT NULL,
    principal    text        NOT NULL,
    method       text        NOT NULL,
    -- A keyed digest: nothing can be guessed from it.
    params       bytea       NOT NULL,
    change_count int         NOT NULL,
    changes      bytea       NOT NULL,
    clock        text        NOT NULL,
    CONSTRAINT ledger_entries_pkey PRIMARY KEY (generation, tx, seq),
    CONSTRAINT ledger_entries_digests_length CHECK (octet_length(params) = 32 AND octet_length(changes) = 32)
);

-- Which entry a change belongs to; null for changes from before the ledger.
ALTER TABLE changes ADD COLUMN entry uuid;

-- The suites the ledger is sealed with. A further one is sealed from the first entry on.
CREATE TABLE ledger_suites (
    suite text NOT NULL,
    CONSTRAINT ledger_suites_pkey PRIMARY KEY (suite),
    CONSTRAINT ledger_suites_known CHECK (suite IN ('INT', 'GM'))
);
INSERT INTO ledger_suites (suite) VALUES ('INT');

-- The chain: what the sealer numbered, with the leaf of the tree and the chain's hash.
CREATE TABLE ledger_chain (
    suite      text   NOT NULL,
    position   bigint NOT NULL,
    generation int    NOT NULL,
    tx         xid8   NOT NULL,
    seq        bigint NOT NULL,
    entry      uuid   NOT NULL,
    leaf       bytea  NOT NULL,
    head       bytea  NOT NULL,
    CONSTRAINT ledger_chain_pkey PRIMARY KEY (suite, position),
    CONSTRAINT ledger_chain_suite_fkey FOREIGN KEY (suite) REFERENCES ledger_suites
);
CREATE INDEX ledger_chain_entry ON ledger_chain (entry);

-- The complete inner nodes of the tree, so that a proof reads as many as the tree is high.
CREATE TABLE ledger_nodes (
    suite text     NOT NULL,
    level smallint NOT NULL,
    place bigint   NOT NULL,
    hash  bytea    NOT NULL,
    CONSTRAINT ledger_nodes_pkey PRIMARY KEY (suite, level, place),
    CONSTRAINT ledger_nodes_suite_fkey FOREIGN KEY (suite) REFERENCES ledger_suites
);

CREATE TABLE ledger_checkpoints (
    suite     text   NOT NULL,
    size      bigint NOT NULL,
    -- The canonical text that was signed, byte for byte.
    content   text   NOT NULL,
    signature bytea  NOT NULL,
    CONSTRAINT ledger_checkpoints_pkey PRIMARY KEY (suite, size),
    CONSTRAINT ledger_checkpoints_suite_fkey FOREIGN KEY (suite) REFERENCES ledger_suites
);

-- A default has to be a constant in the text of a statement.
CREATE FUNCTION ledger_set_generation(generation bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE ledger_entries ALTER COLUMN generation SET DEFAULT %s', generation);
END $$;

-- Against mistakes; against intent the hashes stand.
CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER ledger_entries_append_only BEFORE UPDATE OR DELETE ON ledger_entries
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_chain_append_only BEFORE UPDATE OR DELETE ON ledger_chain
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_nodes_append_only BEFORE UPDATE OR DELETE ON ledger_nodes
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_checkpoints_append_only BEFORE UPDATE OR DELETE ON ledger_checkpoints
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
