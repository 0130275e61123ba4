-- Which rows of a batch had an id that an earlier row has. Takes: first, last (numbers of rows). Gives: n, ascending.
-- Index: primary key of import_doubled.
SELECT n FROM import_doubled WHERE n BETWEEN %(first)s AND %(last)s ORDER BY n
