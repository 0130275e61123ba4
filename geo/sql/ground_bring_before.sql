-- Fills ground_before. Takes: rows on standard input. Gives: nothing. Index: none.
COPY ground_before (of_table, row_id, content, after) FROM STDIN
