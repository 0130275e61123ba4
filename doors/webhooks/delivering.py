"""One try to tell a subscriber, by the outbox: at least once, with the same `webhook-id` each time."""

from __future__ import annotations

from django.db.models import F
from django.utils import timezone

from delivery.faults import fault_point
from delivery.topics import Message, Topic, register
from doors.models import Webhook, WebhookDelivery
from doors.webhooks import posting
from doors.webhooks.noticing import DELIVER, send
from doors.webhooks.signing import deciphered, signature
from doors.webhooks.telling import told_of
from geo.api.answers import JSON, dumped
from geo.models import Municipality
from geo.tenancy import in_town

ATTEMPTS = 10  # over about a day
GONE = 410
State = WebhookDelivery.State


class NotTaken(Exception):
    """The subscriber did not say that it has it; tried again later."""


def carry(message: Message) -> None:
    assert message.municipality_id is not None
    found = _waiting(message)
    if found is None:
        return
    delivery, body = found
    fault_point("webhook.tried")
    status, why = _posted(delivery, body)
    fault_point("webhook.posted")
    if 200 <= status < 300:
        _note(delivery, State.SENT, status)
        return
    if status == GONE:
        _end(delivery)
        return
    is_last = message.attempt >= ATTEMPTS
    _note(delivery, State.DEAD if is_last else State.WAITING, status, why)
    if not is_last:
        raise NotTaken


def send_again(*, town: Municipality, delivery: WebhookDelivery) -> None:
    """A person looked at what was given up, or wants it told once more."""
    with in_town(town):
        WebhookDelivery.objects.filter(pk=delivery.pk).update(state=State.WAITING, why="")
        delivery.refresh_from_db()
        send(delivery)


def register_topic() -> None:
    register(Topic(DELIVER, carry, outside=True, attempts=ATTEMPTS))


def _waiting(message: Message) -> tuple[WebhookDelivery, bytes] | None:
    """What is to be told, if it still may be. The last try is written down as given up before it is made: a worker
    that dies in it leaves it on the list of what a person should look at."""
    with in_town(message.municipality_id or 0):
        rows = WebhookDelivery.objects.select_for_update(of=("self",)).select_related("webhook", "municipality")
        delivery = rows.filter(pk=message.payload["delivery"]).exclude(state__in=(State.SENT, State.PASSED)).first()
        if delivery is None:
            return None
        told = told_of(delivery, delivery.municipality) if delivery.webhook.is_active else None
        if told is None:
            delivery.state = State.PASSED
            delivery.save(update_fields=["state"])
            return None
        delivery.state = State.DEAD if message.attempt >= ATTEMPTS else State.WAITING
        delivery.tried_at = timezone.now()
        delivery.tries = F("tries") + 1
        delivery.save(update_fields=["state", "tried_at", "tries"])
        return delivery, dumped(told)


def _posted(delivery: WebhookDelivery, body: bytes) -> tuple[int, str]:
    webhook, at = delivery.webhook, int(timezone.now().timestamp())
    told_by = f"msg_{delivery.public_id}"
    secret = deciphered(webhook.secret, webhook.public_id)
    headers = {
        "Content-Type": JSON,
        "webhook-id": told_by,
        "webhook-timestamp": str(at),
        "webhook-signature": signature(secret, told_by, at, body),
    }
    try:
        return posting.post(webhook.address, body, headers), ""
    except posting.NotAllowed as refused:
        return 0, refused.code


def _note(delivery: WebhookDelivery, state: str, status: int, why: str = "") -> None:
    with in_town(delivery.municipality_id):
        rows = WebhookDelivery.objects.filter(pk=delivery.pk)
        rows.update(state=state, status=status or None, why=why)


def _end(delivery: WebhookDelivery) -> None:
    """410 Gone: the subscriber wants to hear no more."""
    _note(delivery, State.DEAD, GONE, "gone")
    with in_town(delivery.municipality_id):
        Webhook.objects.filter(pk=delivery.webhook_id).update(is_active=False, version=F("version") + 1)
