-- Takes rows out whose key an earlier row of the same file has, and remembers which. Gives: how many.
-- Index: none; hashes the staged keys once.
WITH doubled AS (
    SELECT import_key, min(n) AS first FROM import_pins GROUP BY import_key HAVING count(*) > 1
), gone AS (
    DELETE FROM import_pins row USING doubled
    WHERE row.import_key = doubled.import_key AND row.n > doubled.first
    RETURNING row.n
)
INSERT INTO import_doubled SELECT n FROM gone
