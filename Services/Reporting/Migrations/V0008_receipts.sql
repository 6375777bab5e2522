-- What was signed about each filing: Q14. Never changes.
CREATE TABLE receipts (
    id         uuid        NOT NULL,
    kind       text        NOT NULL,
    source     uuid        NOT NULL,
    version    int         NOT NULL,
    obligation uuid        NOT NULL,
    -- The canonical text that was signed, byte for byte.
    content    text        NOT NULL,
    signature  bytea       NOT NULL,
    issued_at  timestamptz NOT NULL,
    CONSTRAINT receipts_pkey PRIMARY KEY (id),
    CONSTRAINT receipts_obligation_fkey FOREIGN KEY (obligation) REFERENCES obligations,
    CONSTRAINT receipts_kind_known CHECK (kind IN ('submission', 'material', 'nil'))
);
CREATE INDEX receipts_source ON receipts (source, version);

CREATE TRIGGER receipts_append_only BEFORE UPDATE OR DELETE ON receipts
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
