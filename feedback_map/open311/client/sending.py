"""Pins of some categories go to another system: written down with the pin, carried by the outbox until it is there.

At least once by us, exactly once at the peer: one that knows `Idempotency-Key` gets the same key at every try; another
is asked first whether it has the request, once a try may have reached it.
"""

from __future__ import annotations

import datetime

import shapely
from django.db.models import F
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from delivery.faults import fault_point
from delivery.services import enqueue
from delivery.topics import Message
from feedback_map.models import Moderation, Open311PeerCategory, Open311Sending, Pin, Visibility
from feedback_map.open311.client import peer as remote
from feedback_map.open311.client.peer import PeerAway, PeerRefused, Taken
from geo import crs, sql
from geo.models import Municipality
from geo.tenancy import in_town

SEND = "open311.send"
FIND_SINCE = datetime.timedelta(hours=1)


def send_on(*, town: Municipality | int, pin: Pin) -> bool:
    """Have a pin sent to whoever handles its category. False when nobody does, or it is on its way already."""
    with in_town(town):
        if pin.category_id is None or pin.is_test:
            return False
        routes = Open311PeerCategory.objects.filter(category_id=pin.category_id, peer__is_active=True)
        route = routes.select_related("peer").first()
        if route is None or not _may_go(pin, route):
            return False
        sending, is_new = Open311Sending.objects.get_or_create(
            municipality_id=pin.municipality_id, peer=route.peer, pin=pin
        )
        if is_new:
            _announce(sending)
    return is_new


def send_again(*, town: Municipality, sending: Open311Sending) -> bool:
    """A person looked at what was refused or given up, and has it tried once more.

    False for what is on its way or there already: two tries at once could make two requests at the peer.
    """
    with in_town(town):
        now = Open311Sending.objects.select_for_update().get(pk=sending.pk)
        if now.state != Open311Sending.State.REFUSED and now.pk not in given_up(town):
            return False
        now.state, now.why = Open311Sending.State.WAITING, ""
        now.save(update_fields=["state", "why"])
        enqueue(topic=SEND, payload={"sending": now.pk}, municipality=town)
    return True


def given_up(town: Municipality) -> set[int]:
    """Sendings that the outbox gave up after all its tries: they wait for a person."""
    return {found[0] for found in sql.rows("feedback_map/dead_sendings", {"town": town.pk, "topic": SEND})}


def carry(message: Message) -> None:
    """One try. Raises when the peer is away, so that the outbox tries again later."""
    assert message.municipality_id is not None
    sending = _waiting(message.municipality_id, message.payload["sending"])
    if sending is None or _is_kept_back(sending):
        return
    found = _found_there(sending)
    fault_point("open311.asked")
    if found is None:
        _note_try(sending)
        fault_point("open311.noted")
        try:
            found = remote.post(sending.peer, _form(sending), sending.key)
        except PeerRefused as refused:
            _note_refusal(sending, str(refused))
            return
    fault_point("open311.posted")
    _note_sent(sending, found)


def _may_go(pin: Pin, route: Open311PeerCategory) -> bool:
    if pin.moderation != Moderation.SHOWN:
        return False
    return pin.visibility == Visibility.PUBLIC or route.peer.sends_private


def _is_kept_back(sending: Open311Sending) -> bool:
    """Whether what was decided meanwhile keeps it here: it is not public any more, or goes to this system no more.

    What never left is forgotten when it is hidden, so that it is sent as a new one should it be shown again.
    """
    with in_town(sending.municipality_id):
        routes = Open311PeerCategory.objects.filter(category=sending.pin.category, peer__is_active=True)
        route = routes.filter(peer_id=sending.peer_id).select_related("peer").first()
    if route is None:
        _note_refusal(sending, _told(sending, _NOT_CONNECTED))
    elif _may_go(sending.pin, route):
        return False
    elif sending.tries:
        _note_refusal(sending, _told(sending, _NOT_PUBLIC))
    else:
        with in_town(sending.municipality_id):
            Open311Sending.objects.filter(pk=sending.pk, tries=0).delete()
    return True


_NOT_CONNECTED = _("The system is not in use, or messages of this category do not go to it any more.")
_NOT_PUBLIC = _("The message is not published any more. The system may have it already.")


def _told(sending: Open311Sending, reason: Promise) -> str:
    """In the town's first language, as it is kept for all who look."""
    with translation.override(sending.municipality.first_language):
        return str(reason)


def _announce(sending: Open311Sending) -> None:
    enqueue(
        topic=SEND,
        payload={"sending": sending.pk},
        municipality=sending.municipality_id,
        dedupe=f"{SEND}:{sending.pk}",
    )


def _waiting(town_id: int, sending_id: int) -> Open311Sending | None:
    with in_town(town_id):
        waiting = Open311Sending.objects.filter(pk=sending_id, state=Open311Sending.State.WAITING)
        return waiting.select_related("municipality", "peer", "pin", "pin__category__open311").first()


def _found_there(sending: Open311Sending) -> Taken | None:
    """After a try that may have arrived: what the peer has of it already, where a repeat would make a second one."""
    if sending.tries == 0 or sending.peer.takes_key:
        return None
    remote_id = remote.request_that_says(sending.peer, _mark(sending), sending.made_at - FIND_SINCE)
    return Taken(remote_id) if remote_id else None


def _note_try(sending: Open311Sending) -> None:
    with in_town(sending.municipality_id):
        Open311Sending.objects.filter(pk=sending.pk).update(tries=F("tries") + 1)


def _note_sent(sending: Open311Sending, taken: Taken) -> None:
    with in_town(sending.municipality_id):
        Open311Sending.objects.filter(pk=sending.pk).update(
            state=Open311Sending.State.SENT,
            remote_id=taken.remote_id[:200],
            remote_token=taken.token[:200],
            sent_at=timezone.now(),
        )


def _note_refusal(sending: Open311Sending, why: str) -> None:
    with in_town(sending.municipality_id):
        Open311Sending.objects.filter(pk=sending.pk).update(state=Open311Sending.State.REFUSED, why=why[:500])


def _mark(sending: Open311Sending) -> str:
    """What makes our request known among the peer's: the pin's code and its random id."""
    return f"[{sending.pin.code} {sending.pin.public_id}]"


def _form(sending: Open311Sending) -> dict[str, str]:
    """What the peer needs to do its work: never who wrote it."""
    pin = sending.pin
    assert pin.category is not None
    said = {
        "service_code": pin.category.open311.service_code,
        "description": f"{pin.text}\n{_mark(sending)}",
        "address_string": pin.place_note,
        "attribute[external_id]": pin.public_id if sending.peer.takes_key else "",
        **{f"attribute[{code}]": str(value) for code, value in pin.attributes.items() if code != "media_url"},
    }
    return said | _coordinates(pin)


def _coordinates(pin: Pin) -> dict[str, str]:
    if pin.geom is None:
        return {}
    point = shapely.from_wkb(bytes(pin.geom.wkb)).representative_point()
    longitude, latitude = crs.to_wire(point.x, point.y)
    return {"lat": f"{float(latitude):.6f}", "long": f"{float(longitude):.6f}"}


__all__ = ["SEND", "PeerAway", "carry", "given_up", "send_again", "send_on"]
