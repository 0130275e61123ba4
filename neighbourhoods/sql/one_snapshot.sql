-- Everything the transaction reads is as it was at one moment. Must be the first statement of the transaction.
-- Takes: nothing. Gives: nothing. Index: none.
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ
