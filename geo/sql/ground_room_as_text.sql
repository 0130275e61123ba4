-- Room for rows that were kept as text. Takes: nothing. Gives: nothing; the temporary table ground_before. Index: none.
CREATE TEMPORARY TABLE ground_before (of_table text, row_id bigint, content text, after text) ON COMMIT DROP
