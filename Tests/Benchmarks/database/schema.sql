-- What the database benchmark reads and writes: 100,000 items of about 150 bytes, and empty tables for the writes.
CREATE TABLE items (
    id int8 PRIMARY KEY,
    name text NOT NULL,
    region_code text NOT NULL,
    quantity int4 NOT NULL,
    note text,
    updated_at timestamptz NOT NULL
);
INSERT INTO items
SELECT n, '合肥市第' || n || '中等职业学校', (340100 + n % 24)::text, (n * 7919 % 5000)::int4,
    CASE WHEN n % 3 > 0 THEN 'reported by the county, item ' || n END,
    timestamptz '2026-05-01 08:00:00+08' + n * interval '1 second'
FROM generate_series(1, 100000) AS n;
CREATE TABLE keys (key uuid PRIMARY KEY, at timestamptz NOT NULL);
CREATE TABLE entries (id uuid PRIMARY KEY, name text NOT NULL, quantity int4 NOT NULL, at timestamptz NOT NULL);
VACUUM (ANALYZE) items;
