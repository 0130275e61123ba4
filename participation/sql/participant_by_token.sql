-- The participant of a token, made when it is new. Concurrent calls with one token give one participant.
-- Takes: town, public_id, token_hash, identity. Gives: id.
-- Index: participation_token_once_in_a_town (municipality_id, token_hash).
SELECT participant_of_token(%(town)s, %(public_id)s, %(token_hash)s, %(identity)s, true)
