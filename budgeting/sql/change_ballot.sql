-- Takes: voter, choices, points, receipt_hash. Returns the version of the changed ballot.
-- Values go apart from the statement (prepared), so that the server's log never holds a choice, whatever is refused.
-- The trigger ballot_received checks everything and counts the version. Index: the voter's, which is unique.
UPDATE budgeting_ballot
SET choices = %(choices)s::bigint[], points = %(points)s::integer[], receipt_hash = %(receipt_hash)s
WHERE voter_id = %(voter)s
RETURNING version
