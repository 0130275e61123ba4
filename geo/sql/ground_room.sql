-- Room for rows that are put back. Takes: nothing. Gives: nothing; the temporary table ground_before. Index: none.
CREATE TEMPORARY TABLE ground_before (of_table text, row_id bigint, content jsonb, after text) ON COMMIT DROP
