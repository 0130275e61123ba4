"""Keys of clients, and the systems that handle categories for the town: what an administrator sets up."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback_map.models import Category, Open311Key, Open311Peer, Open311PeerCategory, Open311Sending
from feedback_map.open311.asking import digest
from geo.ids import new_secret
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town

MOST_SHOWN = 50


@dataclass(frozen=True)
class PeerInput:
    """A system, and which of the town's categories go to it under which of its service codes."""

    code: str
    name: str
    endpoint: str
    jurisdiction_id: str = ""
    api_key: str = ""
    format: str = Open311Peer.Format.JSON
    takes_key: bool = False
    sends_private: bool = False
    is_active: bool = True
    services: dict[str, str] = field(default_factory=dict)


def make_key(*, town: Municipality, label: str, may_update: bool = False) -> str:
    """A new key, told this once."""
    secret = new_secret()
    Open311Key.objects.create(municipality=town, label=label, digest=digest(secret), may_update=may_update)
    return secret


def revoke_key(*, town: Municipality, key_id: int) -> None:
    keys = Open311Key.objects.filter(municipality=town, pk=key_id, revoked_at__isnull=True)
    keys.update(revoked_at=timezone.now())


def set_peer(*, town: Municipality, peer: PeerInput) -> Open311Peer:
    """Make or change a system. An empty key keeps the one that is there. A category goes to one system only."""
    known = {category.code: category for category in Category.objects.filter(municipality=town)}
    unknown = sorted(set(peer.services) - set(known))
    if unknown:
        raise Refused([FieldError("services", "unknown_category", _("The town has no such category."))])
    values = {name: getattr(peer, name) for name in _PLAIN} | ({"api_key": peer.api_key} if peer.api_key else {})
    with in_town(town):
        made, _new = Open311Peer.objects.update_or_create(municipality=town, code=peer.code, defaults=values)
        wanted = {known[code].pk: service for code, service in peer.services.items() if service}
        Open311PeerCategory.objects.filter(peer=made).exclude(category_id__in=wanted).delete()
        for category, service in wanted.items():
            Open311PeerCategory.objects.update_or_create(
                category_id=category, defaults={"municipality": town, "peer": made, "service_code": service}
            )
    return made


_PLAIN = ("name", "endpoint", "jurisdiction_id", "format", "takes_key", "sends_private", "is_active")


def not_sent(town: Municipality) -> list[Open311Sending]:
    """What is on its way or was refused, newest first. Runs inside `in_town`."""
    sendings = Open311Sending.objects.filter(municipality=town).exclude(state=Open311Sending.State.SENT)
    return list(sendings.select_related("peer", "pin").order_by("-made_at")[:MOST_SHOWN])
