-- Takes: town, round, voter, choices, points, receipt_hash. Returns the version of the new ballot.
-- Values go apart from the statement (prepared), so that the server's log never holds a choice, whatever is refused.
-- The trigger ballot_received checks everything. Index: the voter's, which is unique.
INSERT INTO budgeting_ballot (municipality_id, round_id, voter_id, choices, points, receipt_hash, version)
VALUES (%(town)s, %(round)s, %(voter)s, %(choices)s::bigint[], %(points)s::integer[], %(receipt_hash)s, 1)
RETURNING version
