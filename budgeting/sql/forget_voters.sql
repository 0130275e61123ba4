-- Takes: round. Deletes its voters: hashes of codes, addresses and subjects, and their links. Gives how many.
-- Index: budgeting_voter_once.
DELETE FROM budgeting_voter WHERE round_id = %(round)s
