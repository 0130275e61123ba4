"""Who is told: subscriptions are made, changed and ended here, and tried out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from doors.models import Event, Webhook, WebhookDelivery
from doors.models.webhooks import TEST
from doors.webhooks import posting
from doors.webhooks.noticing import tell
from doors.webhooks.signing import deciphered, enciphered, new_webhook_secret
from geo.ids import new_public_id
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town

MOST_PER_TOWN = 50
WHY_NOT = {
    "not_an_address": _("Write the whole address, beginning with https://."),
    "has_password": _("The address may not hold a name and a password."),
    "not_https": _("The address must begin with https://."),
    "unknown_host": _("No machine of this name was found. Check the address."),
    "private_address": _("The address leads into a private network or to this machine itself. That is not allowed."),
}


@dataclass(frozen=True)
class WebhookInput:
    label: str
    address: str
    events: Collection[str]
    is_active: bool = True


@dataclass(frozen=True)
class Made:
    webhook: Webhook
    secret: str


class StaleWebhook(Exception):
    """Somebody changed the subscription meanwhile."""

    def __init__(self, current: Webhook) -> None:
        super().__init__(current.public_id)
        self.current = current


def make_webhook(*, town: Municipality, said: WebhookInput, by: User | None = None) -> Made:
    """A new subscription and its secret, which can be read again by nobody but the worker."""
    values = _checked(said)
    secret, public_id = new_webhook_secret(), new_public_id()
    with transaction.atomic(), in_town(town):
        Municipality.objects.select_for_update(no_key=True).only("pk").get(pk=town.pk)  # two cannot pass the limit
        if Webhook.objects.filter(municipality=town).count() >= MOST_PER_TOWN:
            raise Refused([FieldError("", "too_many", _("The town has as many webhooks as it can have."))])
        kept = enciphered(secret, public_id)
        made = Webhook.objects.create(municipality=town, public_id=public_id, secret=kept, made_by=by, **values)
    return Made(made, secret)


def change_webhook(*, town: Municipality, webhook: Webhook, said: WebhookInput, version: int) -> Webhook:
    values = _checked(said, known=webhook.address)
    with transaction.atomic(), in_town(town):
        kept = _locked(town, webhook, version)
        for name, value in values.items():
            setattr(kept, name, value)
        kept.version += 1
        kept.save(update_fields=[*values, "version"])
    return kept


def renew_secret(*, town: Municipality, webhook: Webhook, version: int) -> Made:
    """A new secret; what was signed with the old one and not yet sent is signed with the new one."""
    secret = new_webhook_secret()
    with transaction.atomic(), in_town(town):
        kept = _locked(town, webhook, version)
        kept.secret, kept.version = enciphered(secret, kept.public_id), kept.version + 1
        kept.save(update_fields=["secret", "version"])
    return Made(kept, secret)


def end_webhook(*, town: Municipality, webhook: Webhook, version: int) -> None:
    with transaction.atomic(), in_town(town):
        _locked(town, webhook, version).delete()


def try_out(*, town: Municipality, webhook: Webhook) -> WebhookDelivery:
    """A telling that says nothing but that it is one, by the way that all others go."""
    with in_town(town):
        made = tell(webhook, TEST, webhook.public_id, f"{TEST}:{new_public_id()}")
    assert made is not None  # the occasion is new
    return made


def secret_of(webhook: Webhook) -> str:
    return deciphered(webhook.secret, webhook.public_id)


def _locked(town: Municipality, webhook: Webhook, version: int) -> Webhook:
    kept = Webhook.objects.select_for_update().get(municipality=town, pk=webhook.pk)
    if kept.version != version:
        raise StaleWebhook(kept)
    return kept


def _checked(said: WebhookInput, known: str = "") -> dict[str, object]:
    """An address that is there already is judged when something is sent: its name may be away just now."""
    errors = []
    events = sorted(set(said.events))
    if not said.label.strip():
        errors.append(FieldError("label", "required", _("Write who is told.")))
    if not events or not set(events) <= set(Event.values):
        errors.append(FieldError("events", "unknown_event", _("Choose what is told.")))
    try:
        if len(said.address) > 500:
            raise posting.NotAllowed("not_an_address")
        target = posting.target_of(said.address)
        if said.address != known:
            posting.judged_address(target)
    except posting.NotAllowed as refused:
        errors.append(FieldError("address", refused.code, WHY_NOT[refused.code]))
    if errors:
        raise Refused(errors)
    label = said.label.strip()[:120]
    return {"label": label, "address": said.address, "events": events, "is_active": said.is_active}
