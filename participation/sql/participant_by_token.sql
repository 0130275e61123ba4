-- The participant of a token, made when it is new. Concurrent calls with one token give one participant.
-- Takes: town, public_id, token_hash, identity. Gives: id.
-- Index: participation_token_once_in_a_town (municipality_id, token_hash).
WITH known AS (
    SELECT id FROM participation_participant
    WHERE municipality_id = %(town)s AND token_hash = %(token_hash)s
), made AS (
    INSERT INTO participation_participant (municipality_id, public_id, identity, token_hash, is_test, created_at)
    SELECT %(town)s, %(public_id)s, %(identity)s, %(token_hash)s, false, now()
    WHERE NOT EXISTS (SELECT FROM known)
    ON CONFLICT (municipality_id, token_hash) DO UPDATE SET token_hash = excluded.token_hash
    RETURNING id
)
SELECT id FROM known UNION ALL SELECT id FROM made
