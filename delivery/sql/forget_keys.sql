-- Takes: scope (how the scopes begin). Forgets what was accepted under those keys, before their time.
-- Returns nothing. Index: idempotency_key_once_per_scope.
DELETE FROM delivery_idempotencykey WHERE starts_with(scope, %(scope)s)
