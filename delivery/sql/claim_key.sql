-- Takes: scope, key (a hash), fingerprint. Claims the key, or gives what its first holder left.
-- Returns one row: id, fingerprint, status, body; status is null for the one who must do the work.
-- ON CONFLICT waits for a concurrent holder to commit or fail. A key past its time is claimed anew.
-- Index: idempotency_key_once_per_scope.
INSERT INTO delivery_idempotencykey AS held (scope, key, fingerprint)
VALUES (%(scope)s, %(key)s, %(fingerprint)s)
ON CONFLICT (scope, key) DO UPDATE SET
    fingerprint = CASE WHEN held.expires_at < now() THEN excluded.fingerprint ELSE held.fingerprint END,
    status = CASE WHEN held.expires_at < now() THEN NULL ELSE held.status END,
    body = CASE WHEN held.expires_at < now() THEN NULL ELSE held.body END,
    created_at = CASE WHEN held.expires_at < now() THEN excluded.created_at ELSE held.created_at END,
    expires_at = CASE WHEN held.expires_at < now() THEN excluded.expires_at ELSE held.expires_at END
RETURNING id, fingerprint, status, body
