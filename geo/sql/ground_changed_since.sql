-- How many rows of ground_before are not any more as they were left, in the columns that there were then.
-- Takes: town, columns (text of JSON: columns by table). Gives: one number.
-- Index: municipality_id of each table (ground_by_columns).
SELECT count(*)
FROM ground_before AS before
LEFT JOIN ground_by_columns(%(town)s, %(columns)s::jsonb) AS now USING (of_table, row_id)
WHERE before.after IS DISTINCT FROM md5(now.content::text)
