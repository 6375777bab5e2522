-- How far the publication of a policy is: written beside its transaction, so that others see it while it runs.
CREATE TABLE policy_runs (
    campaign    text        NOT NULL,
    stage       text        NOT NULL,
    done        bigint      NOT NULL,
    total       bigint      NOT NULL,
    started_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    finished_at timestamptz,
    CONSTRAINT policy_runs_pkey PRIMARY KEY (campaign),
    CONSTRAINT policy_runs_stage_known CHECK (stage IN ('reading', 'deriving', 'writing', 'telling'))
);
