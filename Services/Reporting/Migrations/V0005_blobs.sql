-- Files on their way and files stored. Bytes stand in rows of one chunk each, so that no process ever holds a file.
CREATE TABLE uploads (
    id           uuid        NOT NULL,
    unit         text        NOT NULL,
    name         text        NOT NULL,
    size         bigint      NOT NULL,
    digest       bytea       NOT NULL,
    chunk_bytes  int         NOT NULL,
    started_by   text        NOT NULL,
    started_at   timestamptz NOT NULL,
    committed_at timestamptz,
    CONSTRAINT uploads_pkey PRIMARY KEY (id),
    CONSTRAINT uploads_size_positive CHECK (size >= 1),
    CONSTRAINT uploads_digest_length CHECK (octet_length(digest) = 32)
);
CREATE INDEX uploads_open ON uploads (unit) WHERE committed_at IS NULL;

CREATE TABLE chunks (
    -- The upload that brought them.
    storage uuid  NOT NULL,
    n       int   NOT NULL,
    bytes   bytea NOT NULL,
    CONSTRAINT chunks_pkey PRIMARY KEY (storage, n),
    CONSTRAINT chunks_storage_fkey FOREIGN KEY (storage) REFERENCES uploads ON DELETE CASCADE
);
-- Pictures and films do not get smaller, and a slice of a value that is not compressed is read without the rest.
ALTER TABLE chunks ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE blobs (
    digest      bytea       NOT NULL,
    size        bigint      NOT NULL,
    chunk_bytes int         NOT NULL,
    media_type  text        NOT NULL,
    type        text        NOT NULL,
    storage     uuid        NOT NULL,
    stored_at   timestamptz NOT NULL,
    CONSTRAINT blobs_pkey PRIMARY KEY (digest),
    CONSTRAINT blobs_storage_fkey FOREIGN KEY (storage) REFERENCES uploads,
    CONSTRAINT blobs_type_known CHECK (type IN ('picture', 'video', 'document'))
);

-- Who has stored a content; it counts for the quota of each.
CREATE TABLE blob_owners (
    digest   bytea       NOT NULL,
    unit     text        NOT NULL,
    name     text        NOT NULL,
    owned_at timestamptz NOT NULL,
    CONSTRAINT blob_owners_pkey PRIMARY KEY (digest, unit),
    CONSTRAINT blob_owners_blob_fkey FOREIGN KEY (digest) REFERENCES blobs
);
CREATE INDEX blob_owners_unit ON blob_owners (unit);

-- Q12: what was filed holds its files; a row here never goes away.
CREATE TABLE blob_uses (
    digest  bytea       NOT NULL,
    unit    text        NOT NULL,
    kind    text        NOT NULL,
    source  uuid        NOT NULL,
    n       int         NOT NULL,
    used_at timestamptz NOT NULL,
    CONSTRAINT blob_uses_pkey PRIMARY KEY (digest, kind, source, n),
    CONSTRAINT blob_uses_owner_fkey FOREIGN KEY (digest, unit) REFERENCES blob_owners,
    CONSTRAINT blob_uses_kind_known CHECK (kind IN ('submission', 'material'))
);
CREATE TRIGGER blob_uses_append_only BEFORE UPDATE OR DELETE ON blob_uses
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

ALTER TABLE submissions ADD COLUMN draft_manifest jsonb NOT NULL DEFAULT '[]';
ALTER TABLE submission_versions ADD COLUMN manifest jsonb NOT NULL DEFAULT '[]';
