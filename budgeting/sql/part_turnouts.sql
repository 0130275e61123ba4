-- Takes: round. Takes the voter away from its turnouts. Gives the number of turnouts. Index: the round's turnouts.
UPDATE budgeting_turnout SET voter_id = NULL WHERE round_id = %(round)s AND voter_id IS NOT NULL
