-- Takes rows out whose key an earlier row of the same file has. Gives: n of each row taken out.
-- Index: none; hashes the staged keys once.
WITH doubled AS (
    SELECT import_key, min(n) AS first FROM import_pins GROUP BY import_key HAVING count(*) > 1
)
DELETE FROM import_pins row USING doubled
WHERE row.import_key = doubled.import_key AND row.n > doubled.first
RETURNING row.n
