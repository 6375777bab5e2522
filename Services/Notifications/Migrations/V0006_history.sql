-- Whom a step was not told, by which channel, and for when: two recipients or channels of one step stand beside each other, and so
-- do the reasons a step had one after the other. Who is asked about finds it as who owes and as who was not told.

ALTER TABLE non_intents
    -- Newest last, as the ids of intents are.
    ADD COLUMN id uuid,
    ADD COLUMN track text,
    -- Null: of what was looked at before this was kept.
    ADD COLUMN at timestamptz,
    ADD COLUMN due_at timestamptz,
    -- Null: nobody stands there, or it was looked at before this was kept.
    ADD COLUMN recipient_unit text,
    ADD COLUMN recipient_role text,
    ADD COLUMN channel text;
-- An id that is as old as the run: the first twelve digits of a UUID of version 7 are its instant.
UPDATE non_intents n SET
    id = overlay(gen_random_uuid()::text placing left(n.run::text, 15) from 1 for 15)::uuid,
    track = coalesce(
        (SELECT o.track FROM obligations o WHERE o.id = n.obligation),
        (SELECT e.data #>> '{content,tracks,0}' FROM events e WHERE e.id = n.event), '');
ALTER TABLE non_intents ALTER COLUMN id SET NOT NULL, ALTER COLUMN track SET NOT NULL,
    ADD CONSTRAINT non_intents_id_primary PRIMARY KEY (id);
DROP INDEX non_intents_step, non_intents_obligation, non_intents_unit;
CREATE UNIQUE INDEX non_intents_once ON non_intents
    (obligation, event, step, due_at, recipient_unit, recipient_role, channel, reason) NULLS NOT DISTINCT;
CREATE INDEX non_intents_unit ON non_intents (campaign, unit, id);
CREATE INDEX non_intents_recipient ON non_intents (campaign, recipient_unit, id);

DROP INDEX intents_unit;
CREATE INDEX intents_unit ON intents (campaign, unit, id);
CREATE INDEX intents_recipient ON intents (campaign, recipient_unit, id);

-- To whom something is owed, and who stands below whom: whoever is asked about will be told of it.
CREATE INDEX obligations_receiver ON obligations (campaign, (data #>> '{to,key}')) WHERE NOT ended;
CREATE INDEX lines_upper ON lines (upper, track);
