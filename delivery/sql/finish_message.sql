-- Takes: id, attempt, private. Marks a message as done, unless another worker has taken it over since.
-- Index: the primary key.
UPDATE delivery_outboxmessage
SET done_at = clock_timestamp(), lease_until = NULL, last_error = '',
    payload = CASE WHEN %(private)s THEN '{}'::jsonb ELSE payload END
WHERE id = %(id)s AND attempts = %(attempt)s AND done_at IS NULL
