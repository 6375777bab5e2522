-- What keeps a draft from being filed: labels of parts that it needs and does not have. A row from each change on, so that
-- the reason can be told as of any instant.
CREATE TABLE draft_lacks (
    submission  uuid        NOT NULL,
    parts       text[]      NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT draft_lacks_pkey PRIMARY KEY (submission, recorded_at),
    CONSTRAINT draft_lacks_submission_fkey FOREIGN KEY (submission) REFERENCES submissions
);

-- Reminders that a channel took, from notifications; rebuilt from its feed.
CREATE TABLE sent_reminders (
    intent      uuid        NOT NULL,
    obligation  uuid        NOT NULL,
    step        text        NOT NULL,
    recipient   text        NOT NULL,
    channel     text        NOT NULL,
    sent_at     timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT sent_reminders_pkey PRIMARY KEY (intent)
);
CREATE INDEX sent_reminders_obligation ON sent_reminders (obligation, sent_at);
