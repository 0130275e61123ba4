-- Takes: topic, payload, municipality_id, dedupe. Writes one outbox row; touches none when dedupe is known.
-- Gives: whether it was written. Index: outbox_once.
SELECT enqueue(%(topic)s, %(payload)s, %(municipality_id)s, %(dedupe)s)
