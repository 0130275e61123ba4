-- Takes: id, attempt, wait_s, give_up, error. Makes a failed message due again later, or declares it dead.
-- Index: the primary key.
UPDATE delivery_outboxmessage
SET lease_until = NULL, last_error = %(error)s,
    available_at = clock_timestamp() + make_interval(secs => %(wait_s)s::double precision),
    dead_at = CASE WHEN %(give_up)s THEN clock_timestamp() END
WHERE id = %(id)s AND attempts = %(attempt)s AND done_at IS NULL
