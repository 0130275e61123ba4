"""Writes of delivery: what may happen once only, what must follow, and how often somebody may knock."""

from delivery.services.idempotency import (
    Answer,
    Claim,
    IdempotencyConflict,
    Sealed,
    answer_once,
    claim,
    fingerprint,
    forget,
    opened,
    remember,
    scope_of,
    sealed,
)
from delivery.services.limits import Limit, RateLimited, Verdict, address_bucket, address_of, allow, demand
from delivery.services.outbox import OutboxState, enqueue, outbox_state, relay, revive

__all__ = [
    "Answer",
    "Claim",
    "IdempotencyConflict",
    "Limit",
    "OutboxState",
    "RateLimited",
    "Sealed",
    "Verdict",
    "address_bucket",
    "address_of",
    "allow",
    "answer_once",
    "claim",
    "demand",
    "enqueue",
    "fingerprint",
    "forget",
    "opened",
    "outbox_state",
    "relay",
    "remember",
    "revive",
    "scope_of",
    "sealed",
]
