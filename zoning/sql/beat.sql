-- The pulse of the service: the time of the last beat is renewed and the one before it given, in one statement.
-- Takes: nothing. Gives: the instant of the beat before, null for the first. Index: primary key.
WITH before AS (SELECT at FROM zoning_heartbeat WHERE id = 1),
beaten AS (
    INSERT INTO zoning_heartbeat (id, at) VALUES (1, town_clock())
    ON CONFLICT (id) DO UPDATE SET at = EXCLUDED.at RETURNING id
)
SELECT (SELECT at FROM before) FROM beaten
