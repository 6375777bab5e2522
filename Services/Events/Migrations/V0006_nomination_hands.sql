-- E4: everybody who put a nomination forward: who proposed it, and who let it rise a level. None of them decides about it
-- further up.
CREATE TABLE nomination_hands (
    nomination uuid        NOT NULL,
    principal  text        NOT NULL,
    first_at   timestamptz NOT NULL,
    CONSTRAINT nomination_hands_pkey PRIMARY KEY (nomination, principal),
    CONSTRAINT nomination_hands_nomination_fkey FOREIGN KEY (nomination) REFERENCES nominations
);
INSERT INTO nomination_hands (nomination, principal, first_at) SELECT id, proposed_by, proposed_at FROM nominations;
INSERT INTO nomination_hands (nomination, principal, first_at)
SELECT id, decided_by, proposed_at FROM nominations WHERE decided_by IS NOT NULL
ON CONFLICT ON CONSTRAINT nomination_hands_pkey DO NOTHING;
