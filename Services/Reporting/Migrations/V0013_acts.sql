-- Q4: one act may give many units more time, with an outage of the system as its basis.
ALTER TABLE reliefs ADD COLUMN act uuid;
UPDATE reliefs SET act = id;
ALTER TABLE reliefs ALTER COLUMN act SET NOT NULL;
ALTER TABLE reliefs ADD COLUMN outage tstzrange;
ALTER TABLE reliefs ADD CONSTRAINT reliefs_outage_some CHECK (NOT isempty(outage));
CREATE INDEX reliefs_act ON reliefs (act);
