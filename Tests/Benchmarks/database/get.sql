\set id random(1, 100000)
SELECT id, name, region_code AS "regionCode", quantity, note, updated_at AS "updatedAt" FROM items WHERE id = :id;
