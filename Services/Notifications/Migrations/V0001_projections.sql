-- What notifications needs of registry and reporting on a hot path: fed by their change feeds, rebuildable from nothing.

CREATE TABLE campaigns (
    key      text   NOT NULL CONSTRAINT campaigns_key_primary PRIMARY KEY,
    version  bigint NOT NULL,
    document jsonb  NOT NULL
);

CREATE TABLE calendars (
    year    bigint NOT NULL CONSTRAINT calendars_year_primary PRIMARY KEY,
    version bigint NOT NULL,
    days    jsonb  NOT NULL
);

CREATE TABLE units (
    key  text NOT NULL CONSTRAINT units_key_primary PRIMARY KEY,
    name text NOT NULL
);

-- Who can be reached, never how: addresses are asked of the registry when a message leaves (R7).
CREATE TABLE contacts (
    id       uuid    NOT NULL CONSTRAINT contacts_id_primary PRIMARY KEY,
    unit     text    NOT NULL,
    role     text    NOT NULL,
    channel  text    NOT NULL,
    usable   boolean NOT NULL
);
CREATE INDEX contacts_unit ON contacts (unit, role);

CREATE TABLE obligations (
    id       uuid  NOT NULL CONSTRAINT obligations_id_primary PRIMARY KEY,
    campaign text  NOT NULL,
    unit     text  NOT NULL,
    ended    boolean NOT NULL,
    data     jsonb NOT NULL
);
CREATE INDEX obligations_campaign ON obligations (campaign, id) WHERE NOT ended;
CREATE INDEX obligations_unit ON obligations (campaign, unit);
