-- E4: everybody through whose hands an event or its report went: who wrote it, who changed it, who handed it in. None of
-- them decides about it.
CREATE TABLE event_hands (
    event     uuid        NOT NULL,
    what      text        NOT NULL,
    principal text        NOT NULL,
    first_at  timestamptz NOT NULL,
    CONSTRAINT event_hands_pkey PRIMARY KEY (event, what, principal),
    CONSTRAINT event_hands_event_fkey FOREIGN KEY (event) REFERENCES events,
    CONSTRAINT event_hands_what_known CHECK (what IN ('event', 'report'))
);
INSERT INTO event_hands (event, what, principal, first_at)
SELECT id, 'event', submitted_by, created_at FROM events WHERE submitted_by IS NOT NULL;
INSERT INTO event_hands (event, what, principal, first_at)
SELECT event, 'report', submitted_by, coalesce(submitted_at, saved_at) FROM event_reports WHERE submitted_by IS NOT NULL;
