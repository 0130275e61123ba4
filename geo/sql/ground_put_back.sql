-- Puts the rows of ground_before back (migrations/0008_ground_by_columns.py says how).
-- Takes: town, columns (text of JSON: of which columns the rows are, by table), usual (the same: what the model gives
-- a new row in the others). Gives: nothing. Index: primary keys.
SELECT put_ground_back_by_columns(%(town)s, %(columns)s::jsonb, %(usual)s::jsonb)
