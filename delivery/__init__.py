"""What must happen exactly once, and later: idempotency keys, outbox, jobs, mail, limits."""
