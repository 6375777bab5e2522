-- Why a contact was erased; those of before have none.
ALTER TABLE contacts
    ADD COLUMN erase_reason text,
    ADD CONSTRAINT contacts_reason_of_erased CHECK (erase_reason IS NULL OR erased_at IS NOT NULL),
    ADD CONSTRAINT contacts_reason_given CHECK (erase_reason ~ '\S');
