-- Takes nothing. Returns one row: waiting, leased, dead, the time of the oldest that waits.
-- Indexes: outbox_waiting, outbox_dead.
SELECT
    count(*) FILTER (WHERE dead_at IS NULL AND lease_until IS NULL),
    count(*) FILTER (WHERE dead_at IS NULL AND lease_until IS NOT NULL),
    count(*) FILTER (WHERE dead_at IS NOT NULL),
    min(created_at) FILTER (WHERE dead_at IS NULL)
FROM delivery_outboxmessage
WHERE done_at IS NULL
