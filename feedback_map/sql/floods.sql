-- Notices towns in which very many messages came at once, whatever their addresses. Takes :minutes (the window), :most
-- (so many are no flood), :rest (minutes for which everything waits for a moderator afterwards). Gives the towns in
-- which one is on. Index: outbox_waiting and outbox_done; the outbox has one row for each message placed, of all towns.
WITH counted AS (
    SELECT placed.municipality_id, count(*) AS messages
    FROM delivery_outboxmessage placed
    WHERE placed.topic = 'pin.placed' AND placed.created_at > now() - make_interval(mins => %(minutes)s)
      AND (placed.done_at IS NULL OR placed.done_at > now() - make_interval(mins => %(minutes)s))
    GROUP BY placed.municipality_id
)
INSERT INTO feedback_map_flood (municipality_id, began_at, until, messages)
SELECT counted.municipality_id, now(), now() + make_interval(mins => %(rest)s), counted.messages
FROM counted WHERE counted.messages > %(most)s
ON CONFLICT (municipality_id) DO UPDATE SET
    began_at = CASE WHEN feedback_map_flood.until > now() THEN feedback_map_flood.began_at ELSE now() END,
    until = excluded.until, messages = greatest(excluded.messages,
        CASE WHEN feedback_map_flood.until > now() THEN feedback_map_flood.messages ELSE 0 END)
RETURNING municipality_id
