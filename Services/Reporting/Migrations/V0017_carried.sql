-- R6: what the members of a merger had handed in counts for the unit they went into, from the merger on: `at` before it
-- nothing changes. A row of its own for each obligation it counts for, because a surviving unit has an obligation already.
ALTER TABLE credits ADD COLUMN carried_from uuid;
ALTER TABLE credits ADD COLUMN carried_at timestamptz;
ALTER TABLE credits ADD CONSTRAINT credits_carried_from_fkey FOREIGN KEY (carried_from) REFERENCES obligations;
ALTER TABLE credits ADD CONSTRAINT credits_carried_whole CHECK ((carried_from IS NULL) = (carried_at IS NULL));
ALTER TABLE credits ADD CONSTRAINT credits_carried_from_another CHECK (carried_from <> obligation);
CREATE INDEX credits_carried ON credits (source) WHERE carried_from IS NOT NULL;
