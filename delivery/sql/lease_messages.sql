-- Takes: topics and leases (seconds), two lists of equal length; most; fresh (only what was never tried).
-- Leases up to `most` messages that are due longest. Returns: id, topic, payload, municipality_id, dedupe, attempts.
-- A lease is a date in available_at, so that a message whose worker died comes back by itself.
-- Index: outbox_waiting. Workers skip each other's rows.
UPDATE delivery_outboxmessage AS message
SET attempts = message.attempts + 1,
    lease_until = clock_timestamp() + make_interval(secs => due.lease),
    available_at = clock_timestamp() + make_interval(secs => due.lease)
FROM (
    SELECT waiting.id, known.lease
    FROM delivery_outboxmessage AS waiting
    JOIN unnest(%(topics)s::text[], %(leases)s::double precision[]) AS known (topic, lease) USING (topic)
    WHERE waiting.done_at IS NULL AND waiting.dead_at IS NULL AND waiting.available_at <= clock_timestamp()
        AND (NOT %(fresh)s OR waiting.attempts = 0)
    ORDER BY waiting.available_at, waiting.id
    LIMIT %(most)s
    FOR UPDATE OF waiting SKIP LOCKED
) AS due
WHERE message.id = due.id
RETURNING message.id, message.topic, message.payload, message.municipality_id, message.dedupe, message.attempts
