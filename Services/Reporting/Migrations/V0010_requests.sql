-- What units ask for before the due time, or after it: more time, with a reason. A request is answered once.
CREATE TABLE extension_requests (
    id           uuid        NOT NULL,
    obligation   uuid        NOT NULL,
    until        timestamptz NOT NULL,
    basis        text        NOT NULL,
    requested_by text        NOT NULL,
    requested_at timestamptz NOT NULL,
    state        text        NOT NULL,
    decided_by   text,
    decided_at   timestamptz,
    reason       text,
    CONSTRAINT extension_requests_pkey PRIMARY KEY (id),
    CONSTRAINT extension_requests_obligation_fkey FOREIGN KEY (obligation) REFERENCES obligations,
    CONSTRAINT extension_requests_basis_given CHECK (basis ~ '\S'),
    CONSTRAINT extension_requests_state_known CHECK (state IN ('open', 'granted', 'denied')),
    CONSTRAINT extension_requests_decided_whole CHECK ((state = 'open') = (decided_at IS NULL)),
    CONSTRAINT extension_requests_denied_has_reason CHECK (state <> 'denied' OR reason ~ '\S')
);
CREATE UNIQUE INDEX extension_requests_open_once ON extension_requests (obligation) WHERE state = 'open';
