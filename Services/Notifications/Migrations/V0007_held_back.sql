-- What a suppression holds back after it was planned waits for that to end (M5): the whole message, or, where the rest of it leaves,
-- a further part of the window's.
ALTER TABLE deliveries ADD COLUMN held boolean NOT NULL DEFAULT false;
ALTER TABLE deliveries ADD COLUMN part smallint NOT NULL DEFAULT 0
    CONSTRAINT deliveries_part_counted CHECK (part >= 0);
ALTER TABLE deliveries DROP CONSTRAINT deliveries_one_digest;
-- M7: one digest per person, channel and window, and one more for what was held back from it.
ALTER TABLE deliveries ADD CONSTRAINT deliveries_one_digest UNIQUE (run, recipient_unit, recipient_role, channel, part);
CREATE INDEX deliveries_held ON deliveries (campaign) WHERE held;
