-- Takes: nothing. Gives: nothing; the temporary table ground_then goes. Index: none.
DROP TABLE ground_then
