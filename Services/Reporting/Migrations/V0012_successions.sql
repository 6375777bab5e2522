-- R6: what became of units, from the registry. What they owed ends with them; who follows owes from then on.
CREATE TABLE successions (
    id          uuid        NOT NULL,
    kind        text        NOT NULL,
    former      text[]      NOT NULL,
    successors  text[]      NOT NULL,
    at          timestamptz NOT NULL,
    basis       text        NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT successions_pkey PRIMARY KEY (id)
);
CREATE INDEX successions_former ON successions USING gin (former);
CREATE INDEX successions_successors ON successions USING gin (successors);
