-- The name of a table has the collation "C", so that comparing it with a text leaves that text's indexes unused: each change read
-- all versions there are. A variable of the text's own type and collation is found by index.
CREATE OR REPLACE FUNCTION keep_version() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    kind text := TG_TABLE_NAME;
    found jsonb;
    key text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        found := to_jsonb(OLD);
    ELSE
        found := to_jsonb(NEW);
    END IF;
    key := found ->> TG_ARGV[0];
    IF TG_OP <> 'INSERT' THEN
        -- Changed twice in one transaction: nobody else ever saw the first.
        DELETE FROM versions WHERE entity = kind AND id = key AND written = pg_current_xact_id();
        UPDATE versions SET replaced = pg_current_xact_id() WHERE entity = kind AND id = key AND replaced IS NULL;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO versions (entity, id, campaign, data, written)
        VALUES (kind, key, found ->> 'campaign', found, pg_current_xact_id())
        ON CONFLICT ON CONSTRAINT versions_written_primary DO UPDATE SET data = excluded.data, replaced = NULL;
    END IF;
    RETURN NULL;
END
$$;
