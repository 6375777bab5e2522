-- Q13: everybody through whose hands a submission went: who opened it, who wrote in its draft, who filed a version, in
-- whoever's name. None of them decides about it.
CREATE TABLE submission_hands (
    submission uuid        NOT NULL,
    principal  text        NOT NULL,
    first_at   timestamptz NOT NULL,
    CONSTRAINT submission_hands_pkey PRIMARY KEY (submission, principal),
    CONSTRAINT submission_hands_submission_fkey FOREIGN KEY (submission) REFERENCES submissions
);
INSERT INTO submission_hands (submission, principal, first_at)
SELECT submission, filed_by, min(recorded_at) FROM submission_versions GROUP BY submission, filed_by;
