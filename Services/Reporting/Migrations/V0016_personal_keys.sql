-- The keys under which the personal fields of what is filed are kept, one for each campaign and suite; themselves encrypted
-- under the key of a file. What was filed never changes (Q1): it is erased by erasing its key.
CREATE TABLE personal_keys (
    id           uuid        NOT NULL,
    campaign     text        NOT NULL,
    suite        text        NOT NULL,
    sealed       bytea,
    created_at   timestamptz NOT NULL,
    erased_at    timestamptz,
    erased_by    text,
    erase_reason text,
    CONSTRAINT personal_keys_pkey PRIMARY KEY (id),
    CONSTRAINT personal_keys_erased_empty CHECK ((erased_at IS NULL) = (sealed IS NOT NULL)),
    CONSTRAINT personal_keys_erased_with_reason CHECK ((erased_at IS NULL) = (erase_reason IS NULL)),
    CONSTRAINT personal_keys_reason_given CHECK (erase_reason ~ '\S')
);
CREATE UNIQUE INDEX personal_keys_current ON personal_keys (campaign, suite) WHERE erased_at IS NULL;
