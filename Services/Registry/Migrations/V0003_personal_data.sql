-- Person, address and source of a contact are kept encrypted (R7); the columns of before are emptied by the service, which
-- has the key. An erased contact has neither.
ALTER TABLE contacts
    ADD COLUMN sealed bytea,
    ADD COLUMN erased_at timestamptz,
    ALTER COLUMN address DROP NOT NULL,
    ADD CONSTRAINT contacts_sealed_or_plain CHECK (sealed IS NULL OR (address IS NULL AND person IS NULL AND source IS NULL)),
    ADD CONSTRAINT contacts_erased_empty CHECK (
        (erased_at IS NULL) = (sealed IS NOT NULL OR address IS NOT NULL) AND (erased_at IS NULL OR verified_at IS NULL));

CREATE INDEX contacts_kept ON contacts (recorded_at) WHERE erased_at IS NULL;
