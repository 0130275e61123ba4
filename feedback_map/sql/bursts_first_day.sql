-- The day of the town's first message, null without any.
-- Takes: town. Index: feedback_map_pin_newest (municipality_id, received_at), read from its end.
SELECT (received_at AT TIME ZONE 'Europe/Helsinki')::date
FROM feedback_map_pin
WHERE municipality_id = %(town)s AND NOT is_test AND moderation <> 'rejected'
ORDER BY received_at, id
LIMIT 1
