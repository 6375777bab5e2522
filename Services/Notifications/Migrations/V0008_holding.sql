-- From when a suppression holds back: never what was planned before it was added, however early it says it begins.
ALTER TABLE suppressions ADD COLUMN holds_from timestamptz;
-- No new state of them: runs of before saw the same.
ALTER TABLE suppressions DISABLE TRIGGER suppressions_versions;
UPDATE suppressions SET holds_from = start_at;
ALTER TABLE suppressions ENABLE TRIGGER suppressions_versions;
ALTER TABLE suppressions ALTER COLUMN holds_from SET NOT NULL;
