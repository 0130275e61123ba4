-- Takes: topic, payload, municipality_id, dedupe. Writes one outbox row; touches none when dedupe is known.
-- Index: the unique one on dedupe.
INSERT INTO delivery_outboxmessage (topic, payload, municipality_id, dedupe)
VALUES (%(topic)s, %(payload)s, %(municipality_id)s, %(dedupe)s)
ON CONFLICT (dedupe) DO NOTHING
