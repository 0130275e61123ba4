-- Takes: round. Keeps the hashes of its ballots' receipts, in their own order and without the choices.
-- Gives the number of receipts. Index: the round's ballots.
INSERT INTO budgeting_countedreceipt (id, municipality_id, round_id, receipt_hash)
SELECT gen_random_uuid(), municipality_id, round_id, receipt_hash
FROM budgeting_ballot WHERE round_id = %(round)s
ORDER BY receipt_hash
