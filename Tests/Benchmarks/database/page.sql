\set after random(0, 99900)
SELECT id, name, region_code AS "regionCode", quantity, note, updated_at AS "updatedAt" FROM items WHERE id > :after ORDER BY id LIMIT 50;
