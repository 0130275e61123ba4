-- The rows of a town in some tables, as text. Takes: town, tables. Gives: of_table, row_id, content.
-- Index: municipality_id of each table (ground_rows).
SELECT of_table, row_id, content FROM ground_rows(%(town)s, %(tables)s)
