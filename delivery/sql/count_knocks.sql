-- Takes: keys (bytea) and windows (seconds), two lists of equal length. Counts one knock at each key.
-- Returns: key, count within the running window, seconds until that window ends. Ordered, so that two never wait for
-- each other in a ring. Index: the primary key.
INSERT INTO delivery_ratebucket AS bucket (key, window_start, window_end, count)
SELECT knock.key, statement_timestamp(), statement_timestamp() + make_interval(secs => knock.window_s), 1
FROM unnest(%(keys)s::bytea[], %(windows)s::double precision[]) AS knock (key, window_s)
ORDER BY knock.key
ON CONFLICT (key) DO UPDATE SET
    window_start = CASE WHEN bucket.window_end <= excluded.window_start THEN excluded.window_start ELSE bucket.window_start END,
    window_end = CASE WHEN bucket.window_end <= excluded.window_start THEN excluded.window_end ELSE bucket.window_end END,
    count = CASE WHEN bucket.window_end <= excluded.window_start THEN 1 ELSE least(bucket.count + 1, 1000000000) END
RETURNING key, count, extract(epoch FROM window_end - statement_timestamp())::double precision
