-- The rows of the town in some tables as they are now, until the transaction ends.
-- Takes: town, tables. Gives: nothing; fills the temporary table ground_then.
-- Index: municipality_id of each table (ground_by_columns).
CREATE TEMPORARY TABLE ground_then ON COMMIT DROP AS
SELECT of_table, row_id, content FROM ground_by_columns(%(town)s, ground_columns(%(tables)s))
