-- Takes: round. Locks it against closing and against a change of its rules until the transaction ends.
-- Gives one row for a round that there is: whether its vote was closed. Index: the round's primary key.
SELECT held.closed_at IS NOT NULL FROM hold_round(%(round)s) AS held WHERE held.id IS NOT NULL
