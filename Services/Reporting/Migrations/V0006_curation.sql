-- N20: what becomes of a material that is worth showing.
ALTER TABLE materials DROP CONSTRAINT materials_state_known;
ALTER TABLE materials ADD CONSTRAINT materials_state_known
    CHECK (state IN ('submitted', 'accepted', 'shortlisted', 'published', 'returned'));
ALTER TABLE materials ADD COLUMN shortlist_reason text;

-- Where and as what it was published; a row never changes, it only ends.
CREATE TABLE publications (
    material     uuid        NOT NULL,
    channel      text        NOT NULL,
    title        text        NOT NULL,
    link         text,
    rights       text        NOT NULL,
    published_at timestamptz NOT NULL,
    published_by text        NOT NULL,
    ended_at     timestamptz,
    end_reason   text,
    CONSTRAINT publications_pkey PRIMARY KEY (material, channel, published_at),
    CONSTRAINT publications_material_fkey FOREIGN KEY (material) REFERENCES materials,
    CONSTRAINT publications_rights_given CHECK (rights ~ '\S'),
    CONSTRAINT publications_end_has_reason CHECK ((ended_at IS NULL) = (end_reason IS NULL))
);
-- A material stands once on a channel.
CREATE UNIQUE INDEX publications_once ON publications (material, channel) WHERE ended_at IS NULL;
CREATE INDEX publications_standing ON publications (published_at, material) WHERE ended_at IS NULL;
