-- Takes: round. Deletes the ballots of a closed round; the trigger ballots_gone compares them with what is counted.
-- Gives the number of ballots. Index: the round's ballots.
DELETE FROM budgeting_ballot WHERE round_id = %(round)s
