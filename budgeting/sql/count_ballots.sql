-- Takes: round. Copies what its ballots chose to the counted table: ids by lot, rows in the order of what they say,
-- so that neither tells who or when. Gives the number of ballots. Index: the round's ballots.
INSERT INTO budgeting_countedballot (id, municipality_id, round_id, choices, points)
SELECT gen_random_uuid(), municipality_id, round_id, choices, points
FROM budgeting_ballot WHERE round_id = %(round)s
ORDER BY choices, points
