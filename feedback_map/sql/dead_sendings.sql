-- Sendings to other systems whose outbox messages were given up.
-- Takes: town, topic. Gives: the number of each sending. Index: outbox_dead.
SELECT (payload ->> 'sending')::bigint
FROM delivery_outboxmessage
WHERE dead_at IS NOT NULL AND topic = %(topic)s AND municipality_id = %(town)s
