-- What a ceremony has beyond other events. The event's row is the root under which replies are counted (E9).
CREATE TABLE ceremonies (
    event    uuid   NOT NULL CONSTRAINT ceremonies_event_primary PRIMARY KEY
        CONSTRAINT ceremonies_event_known REFERENCES events,
    plan     jsonb  NOT NULL,
    capacity bigint CONSTRAINT ceremonies_capacity_positive CHECK (capacity > 0),
    revision bigint NOT NULL
);

CREATE TABLE invitations (
    event      uuid   NOT NULL CONSTRAINT invitations_ceremony_known REFERENCES ceremonies,
    unit       text   NOT NULL,
    quota      bigint NOT NULL CONSTRAINT invitations_quota_positive CHECK (quota > 0),
    attending  bigint,
    note       text,
    replied_at timestamptz,
    replied_by text,
    CONSTRAINT invitations_unit_primary PRIMARY KEY (event, unit),
    CONSTRAINT invitations_attending_within_quota CHECK (attending BETWEEN 0 AND quota)
);

-- How many a unit may put forward, or the authority select; its row is the root under which they are counted (E9).
CREATE TABLE nomination_quotas (
    campaign text   NOT NULL,
    kind     text   NOT NULL,
    unit     text   NOT NULL,
    quota    bigint NOT NULL CONSTRAINT nomination_quotas_quota_not_negative CHECK (quota >= 0),
    CONSTRAINT nomination_quotas_unit_primary PRIMARY KEY (campaign, kind, unit)
);

CREATE TABLE nominations (
    id           uuid        NOT NULL CONSTRAINT nominations_id_primary PRIMARY KEY,
    campaign     text        NOT NULL,
    kind         text        NOT NULL,
    -- The person or project as compared: without spaces, with the unit it belongs to.
    subject_key  text        NOT NULL,
    nominated_by text        NOT NULL,
    level        text        NOT NULL CONSTRAINT nominations_level_known CHECK (level IN ('county', 'city', 'province')),
    state        text        NOT NULL CONSTRAINT nominations_state_known CHECK (
        state IN ('proposed', 'shortlisted', 'selected', 'not_selected')),
    content      jsonb       NOT NULL,
    revision     bigint      NOT NULL,
    proposed_at  timestamptz NOT NULL,
    proposed_by  text        NOT NULL,
    decided_by   text,
    reason       text,
    CONSTRAINT nominations_selected_by_province CHECK (state <> 'selected' OR level = 'province'),
    CONSTRAINT nominations_decider_not_proposer CHECK (decided_by <> proposed_by)
);
-- E10, over all campaigns: an honour given is never given again to the same person or project.
CREATE UNIQUE INDEX nominations_subject_once ON nominations (kind, subject_key) WHERE state <> 'not_selected';
CREATE INDEX nominations_campaign ON nominations (campaign, id);
CREATE INDEX nominations_nominator ON nominations (campaign, kind, nominated_by);
