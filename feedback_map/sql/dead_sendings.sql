-- Sendings to other systems whose outbox messages were given up, and for which no other one is under way.
-- Takes: town, topic. Gives: the number of each sending. Indexes: outbox_dead, outbox_waiting.
SELECT DISTINCT (dead.payload ->> 'sending')::bigint
FROM delivery_outboxmessage AS dead
WHERE dead.dead_at IS NOT NULL
  AND dead.topic = %(topic)s
  AND dead.municipality_id = %(town)s
  AND NOT EXISTS (
    SELECT FROM delivery_outboxmessage AS other
    WHERE other.done_at IS NULL
      AND other.dead_at IS NULL
      AND other.topic = dead.topic
      AND other.municipality_id = dead.municipality_id
      AND other.payload ->> 'sending' = dead.payload ->> 'sending'
  )
