-- Takes: lifetime_s (of rate secrets), keep_days (of finished messages). Deletes what has served its time.
-- Returns one row: keys, buckets, secrets, messages, cached values deleted. Indexes: expires_at, window_end, outbox_done.
WITH keys AS (
    DELETE FROM delivery_idempotencykey WHERE expires_at < now() RETURNING 1
), buckets AS (
    DELETE FROM delivery_ratebucket WHERE window_end < now() RETURNING 1
), secrets AS (
    DELETE FROM delivery_ratesecret
    WHERE period < floor(extract(epoch FROM now()) / %(lifetime_s)s)::int RETURNING 1
), messages AS (
    DELETE FROM delivery_outboxmessage WHERE done_at < now() - make_interval(days => %(keep_days)s) RETURNING 1
), cached AS (
    DELETE FROM delivery_cache WHERE expires < now() RETURNING 1
)
SELECT (SELECT count(*) FROM keys), (SELECT count(*) FROM buckets), (SELECT count(*) FROM secrets),
    (SELECT count(*) FROM messages), (SELECT count(*) FROM cached)
