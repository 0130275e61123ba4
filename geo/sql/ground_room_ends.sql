-- Takes: nothing. Gives: nothing; the temporary table ground_before goes. Index: none.
DROP TABLE ground_before
