-- How many rows of ground_before, kept as text, are not any more as they were left.
-- Takes: town, tables. Gives: one number. Index: municipality_id of each table (ground_rows).
SELECT count(*)
FROM ground_before AS before LEFT JOIN ground_rows(%(town)s, %(tables)s) AS now USING (of_table, row_id)
WHERE before.after IS DISTINCT FROM md5(now.content)
