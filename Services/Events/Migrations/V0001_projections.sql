-- What events needs of the registry on a hot path: fed by registry.changes.list, rebuildable from nothing.

CREATE TABLE campaigns (
    key      text  NOT NULL CONSTRAINT campaigns_key_primary PRIMARY KEY,
    version  bigint NOT NULL,
    document jsonb NOT NULL
);

CREATE TABLE regions (
    code   text    NOT NULL CONSTRAINT regions_code_primary PRIMARY KEY,
    name   text    NOT NULL,
    level  text    NOT NULL,
    parent text,
    direct boolean NOT NULL
);

CREATE TABLE units (
    key        text    NOT NULL CONSTRAINT units_key_primary PRIMARY KEY,
    name       text    NOT NULL,
    kind       text    NOT NULL,
    flags      text[]  NOT NULL,
    region     text,
    valid_from timestamptz,
    valid_to   timestamptz
);
CREATE INDEX units_kind ON units (kind, key);

CREATE TABLE relations (
    id         uuid NOT NULL CONSTRAINT relations_id_primary PRIMARY KEY,
    type       text NOT NULL,
    track      text,
    child      text NOT NULL,
    parent     text NOT NULL,
    valid_from timestamptz,
    valid_to   timestamptz
);
CREATE INDEX relations_parent ON relations (parent, type);
CREATE INDEX relations_child ON relations (child, type);
