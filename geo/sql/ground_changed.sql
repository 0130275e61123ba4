-- What became of those rows since: each that is new, other or gone, with what it was and a fingerprint of what it is.
-- Takes: town, tables. Gives: of_table, row_id, content (null: was not there), after (null: is not there).
-- Index: municipality_id of each table (ground_by_columns).
SELECT of_table, row_id, was.content::text, md5(now.content::text)
FROM ground_then AS was
FULL JOIN ground_by_columns(%(town)s, ground_columns(%(tables)s)) AS now USING (of_table, row_id)
WHERE was.content IS DISTINCT FROM now.content
ORDER BY of_table, row_id
