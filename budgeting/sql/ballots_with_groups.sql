-- Takes: round. The ballots that are counted, with the groups their voters count in, for shares of groups alone.
-- Gives choices, points, code of the area, age band, channel; in the order of what they say, and by lot among equals.
-- Index: the round's ballots, the voter's turnout.
SELECT ballot.choices, ballot.points, coalesce(area.code, ''), turnout.age_band, turnout.channel
FROM budgeting_ballot AS ballot
JOIN budgeting_turnout AS turnout ON turnout.voter_id = ballot.voter_id
LEFT JOIN geo_area AS area ON area.id = turnout.area_id
WHERE ballot.round_id = %(round)s
ORDER BY ballot.choices, ballot.points, gen_random_uuid()
