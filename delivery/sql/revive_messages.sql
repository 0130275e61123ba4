-- Takes: id, or null for all. Makes dead messages due now, with all their attempts before them.
-- Index: outbox_dead.
UPDATE delivery_outboxmessage
SET dead_at = NULL, attempts = 0, lease_until = NULL, available_at = clock_timestamp()
WHERE dead_at IS NOT NULL AND (%(id)s::bigint IS NULL OR id = %(id)s)
