"""Tables of delivery, none under row-level security: they hold keys and references, and the relay serves all towns."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

KEY_LIFETIME = timedelta(days=8)  # phones that were offline for a week still get their answer


class IdempotencyKey(models.Model):
    """One accepted write and the answer it was given. Committed with its effect or not at all."""

    scope = models.CharField(max_length=200)
    key = models.CharField(max_length=200)
    fingerprint = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.BinaryField(null=True)
    told = models.TextField(null=True, help_text="of the answer, what is no secret and only the database knew")
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(db_default=Now() + KEY_LIFETIME, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="idempotency_key_once_per_scope")]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"


class OutboxMessage(models.Model):
    """What must follow from a committed write: written in its transaction, carried out later, at least once."""

    # Messages come and go by the thousand, and a town hardly ever: neither a check nor an index for its sake
    municipality = models.ForeignKey(
        "geo.Municipality",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    topic = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    dedupe = models.CharField(max_length=200)
    created_at = models.DateTimeField(db_default=Now())
    available_at = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(db_default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dedupe"], name="outbox_once")]
        indexes = [
            models.Index(
                fields=["available_at", "id"], name="outbox_waiting", condition=Q(done_at=None) & Q(dead_at=None)
            ),
            models.Index(fields=["done_at"], name="outbox_done", condition=Q(done_at__isnull=False)),
            models.Index(fields=["dead_at"], name="outbox_dead", condition=Q(dead_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.dedupe}"


class RateBucket(models.Model):
    """How often a key was seen in its running window. Unlogged: a crash forgets it, and no commit waits for it."""

    key = models.BinaryField(primary_key=True, max_length=32)
    window_start = models.DateTimeField()
    window_end = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField()


class RateSecret(models.Model):
    """The random secret that turns addresses into bucket keys for 48 hours, and is then deleted."""

    period = models.PositiveIntegerField(primary_key=True)
    secret = models.BinaryField(max_length=32)
