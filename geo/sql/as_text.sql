-- A value as the database writes it. Takes: value. Gives: text. Index: none.
SELECT %(value)s::text
