-- What regions are called: an annex prints names, not codes. From the registry's feed, in both times as units are. Where the
-- feed has been followed before, `reporting rebuild registry` brings those it told already; until then codes are printed.
CREATE TABLE regions (
    code          text        NOT NULL,
    name          text        NOT NULL,
    parent        text,
    valid         tstzrange   NOT NULL,
    recorded_at   timestamptz NOT NULL,
    superseded_at timestamptz,
    CONSTRAINT regions_valid_some CHECK (NOT isempty(valid)),
    CONSTRAINT regions_superseded_later CHECK (superseded_at >= recorded_at),
    CONSTRAINT regions_valid_once EXCLUDE USING gist (code WITH =, valid WITH &&) WHERE (superseded_at IS NULL)
);

-- A filled annex names units as people do.
CREATE INDEX units_name ON units (name) WHERE superseded_at IS NULL;
