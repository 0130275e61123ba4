-- The columns of some tables as they are now. Takes: tables. Gives: one object (text of JSON), columns by table.
-- Index: none.
SELECT ground_columns(%(tables)s)::text
