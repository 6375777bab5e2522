-- What events suggested for a submission's figures, and when they were asked; goes with the version that is filed.
ALTER TABLE submissions ADD COLUMN suggestions jsonb NOT NULL DEFAULT '[]';
-- Why figures that differ from what was suggested, or are far above those of comparable units, are right nevertheless.
ALTER TABLE submission_versions ADD COLUMN justifications jsonb NOT NULL DEFAULT '[]';
