-- Takes: lifetime_s, fresh (32 random bytes). Gives the secret of the running period; the first to ask brings it.
-- Returns: secret. Index: the primary key.
INSERT INTO delivery_ratesecret AS kept (period, secret)
VALUES (floor(extract(epoch FROM statement_timestamp()) / %(lifetime_s)s)::int, %(fresh)s)
ON CONFLICT (period) DO UPDATE SET secret = kept.secret
RETURNING secret
