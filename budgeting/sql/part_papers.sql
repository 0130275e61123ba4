-- Takes: round. Takes voter and second reading away from its ballots on paper. Gives how many. Index: the round's.
UPDATE budgeting_paperballot SET voter_id = NULL, second_choices = NULL, second_points = NULL
WHERE round_id = %(round)s
