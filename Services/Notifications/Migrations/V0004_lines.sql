-- Which obligations hang on which dates, so that a run reads those alone that something may be said of in its window; reporting
-- lines, for steps that go to a county or a city; notices of items that were given back; messages to several addresses, and
-- messages that are recorded only.

ALTER TABLE obligations ADD COLUMN rule text, ADD COLUMN track text, ADD COLUMN opens_at timestamptz,
    -- With an extension counted in; null: nothing is ever late.
    ADD COLUMN due_at timestamptz;
-- No new state of them: runs of before saw the same.
ALTER TABLE obligations DISABLE TRIGGER obligations_versions;
UPDATE obligations SET rule = data ->> 'rule', track = data ->> 'track', opens_at = (data ->> 'opensAt')::timestamptz,
    due_at = CASE WHEN data #>> '{deadline,dueAt}' IS NOT NULL THEN
        greatest((data #>> '{deadline,dueAt}')::timestamptz, (data ->> 'extendedUntil')::timestamptz) END;
ALTER TABLE obligations ENABLE TRIGGER obligations_versions;
ALTER TABLE obligations ALTER COLUMN rule SET NOT NULL, ALTER COLUMN track SET NOT NULL,
    ALTER COLUMN opens_at SET NOT NULL;
CREATE INDEX obligations_dates ON obligations (campaign, rule, track, opens_at, due_at)
    WHERE NOT ended AND due_at IS NOT NULL;

-- Who can be reached with hours of quiet: there are few kinds of them.
CREATE INDEX contacts_quiet ON contacts (quiet_from, quiet_to) WHERE usable AND quiet_from IS NOT NULL;

-- Who reports to whom on which track, and when.
CREATE TABLE lines (
    id         uuid NOT NULL CONSTRAINT lines_id_primary PRIMARY KEY,
    lower      text NOT NULL,
    upper      text NOT NULL,
    track      text NOT NULL,
    valid_from timestamptz,
    valid_to   timestamptz
);
CREATE INDEX lines_lower ON lines (lower, track);
CREATE TRIGGER lines_versions AFTER INSERT OR UPDATE OR DELETE ON lines
    FOR EACH ROW EXECUTE FUNCTION keep_version('id');

ALTER TABLE units ADD COLUMN kind text NOT NULL DEFAULT '';
ALTER TABLE units ALTER COLUMN kind DROP DEFAULT;
CREATE TRIGGER units_versions AFTER INSERT OR UPDATE OR DELETE ON units
    FOR EACH ROW EXECUTE FUNCTION keep_version('key');
-- What was not kept so far is told by the registry's feed from its beginning.
UPDATE projections SET rebuild = true WHERE name = 'registry';

ALTER TABLE notices DROP CONSTRAINT notices_kind_known, ADD CONSTRAINT notices_kind_known CHECK (kind IN (
    'due_moved', 'extension_granted', 'item_returned', 'event_announced', 'event_changed', 'event_postponed',
    'event_cancelled'));

-- Of a contact's addresses the places of those that the channel took it for, and of those it refuses for good: the rest is tried
-- again, as long as the contact has the revision that they are places in.
ALTER TABLE deliveries ADD COLUMN told bigint[] NOT NULL DEFAULT '{}',
    ADD COLUMN refused bigint[] NOT NULL DEFAULT '{}', ADD COLUMN contact_revision bigint,
    DROP CONSTRAINT deliveries_state_known,
    ADD CONSTRAINT deliveries_state_known CHECK (
        state IN ('planned', 'sending', 'sent', 'recorded', 'retry', 'uncertain', 'dead', 'empty'));
-- What has not ended well is little of what there is.
CREATE INDEX intents_unsettled ON intents (state) WHERE state IN ('planned', 'claimed', 'retry', 'uncertain', 'dead');
ALTER TABLE intents DROP CONSTRAINT intents_state_known, ADD CONSTRAINT intents_state_known CHECK (
    state IN ('planned', 'claimed', 'retry', 'sent', 'recorded', 'uncertain', 'dead', 'satisfied', 'superseded',
        'suppressed', 'expired', 'cancelled', 'no_contact'));
