-- Takes: topics and attempts, two lists of equal length. Declares dead what killed its worker too often.
-- Index: outbox_waiting.
UPDATE delivery_outboxmessage AS message
SET dead_at = clock_timestamp(), lease_until = NULL, last_error = 'the worker died each time'
FROM unnest(%(topics)s::text[], %(attempts)s::int[]) AS known (topic, most)
WHERE message.topic = known.topic AND message.attempts >= known.most AND message.lease_until IS NOT NULL
    AND message.done_at IS NULL AND message.dead_at IS NULL AND message.available_at <= clock_timestamp()
