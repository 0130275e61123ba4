"""Updates of requests: FixMyStreet's extension of GeoReport v2, told in its states."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest, QueryDict

from feedback_map.models import (
    Open311Key,
    Open311Received,
    Open311Sending,
    Pin,
    PublishedPin,
    PublishedUpdate,
    State,
    StateType,
    Update,
)
from feedback_map.open311.asking import MOST, plain, span
from feedback_map.open311.wire import Open311Error, Record, moment
from feedback_map.services.changing import Change, Words
from feedback_map.services.handling import change_state, note_on_pin
from geo.models import Municipality
from geo.tenancy import in_town

# github.com/mysociety/fixmystreet/wiki/Open311-FMS---Proposed-differences-to-Open311
TOLD = {
    StateType.OPEN.value: "open",
    StateType.PLANNED.value: "action_scheduled",
    StateType.DONE.value: "fixed",
    StateType.NOT_DONE.value: "no_further_action",
    StateType.NOT_OURS.value: "not_councils_responsibility",
    StateType.DUPLICATE.value: "duplicate",
}
HEARD = {
    **{told: type_ for type_, told in TOLD.items()},
    "investigating": StateType.OPEN.value,
    "in_progress": StateType.OPEN.value,
    "internal_referral": StateType.OPEN.value,
    "reopen": StateType.OPEN.value,
    "planned": StateType.PLANNED.value,
    "closed": StateType.DONE.value,
    "done": StateType.DONE.value,
    "unable_to_fix": StateType.NOT_DONE.value,
    "closed_not_done": StateType.NOT_DONE.value,
    "not_ours": StateType.NOT_OURS.value,
    "not_responsible": StateType.NOT_OURS.value,
}


def update_records(request: HttpRequest, town: Municipality, given: QueryDict, now: datetime.datetime) -> list[Record]:
    """The public updates of published pins between two moments, oldest first."""
    since, until = span(given, now)
    updates = PublishedUpdate.objects.filter(municipality=town, at__gte=since, at__lte=until).order_by(
        "at", "update_id"
    )
    rows = list(updates.values("public_id", "pin_id", "at", "state_type", "text")[:MOST])
    ids = dict(
        PublishedPin.objects.filter(pin_id__in={row["pin_id"] for row in rows}).values_list("pin_id", "public_id")
    )
    return [
        {
            "update_id": row["public_id"],
            "service_request_id": ids[row["pin_id"]],
            "status": TOLD.get(row["state_type"], "open"),
            "updated_datetime": moment(row["at"]),
            "description": row["text"],
            "media_url": None,
        }
        for row in rows
        if row["pin_id"] in ids
    ]


def take_update(town: Municipality, key: Open311Key, given: QueryDict) -> str:
    """What a system that we sent a pin to tells of it. The same `update_id` again is no news."""
    if not key.may_update:
        raise Open311Error(403, "this api_key may not post updates")
    status = plain(given, "status").lower()
    if status and status not in HEARD:
        raise Open311Error(400, f"status must be one of {', '.join(sorted(HEARD))}")
    told = {name: plain(given, name) for name in ("service_request_id", "update_id", "description")}
    for name in ("service_request_id", "update_id"):
        if not told[name]:
            raise Open311Error(400, f"{name} was not provided")
    with in_town(town):
        sendings = Open311Sending.objects.filter(municipality=town)
        sending = sendings.filter(pin__public_id=told["service_request_id"][:22]).select_related("pin", "peer").first()
        if sending is None:
            raise Open311Error(404, "service_request_id provided was not found")
        hear(town, sending, told["update_id"], status, told["description"])
    return told["update_id"]


def hear(town: Municipality, sending: Open311Sending, update_id: str, status: str, text: str) -> bool:
    """Take in one update of a peer, exactly once: as a change of state with words. False when it is known."""
    with transaction.atomic(), in_town(town):
        received = Open311Received.objects.get_or_create(municipality=town, sending=sending, update_id=update_id[:200])
        if not received[1]:
            return False
        pin = Pin.objects.get(pk=sending.pin_id)
        change = Change(author=Update.Author.PEER)
        words = Words(text=text[:10_000].replace("\x00", ""), language=town.first_language)
        state = _state(town, HEARD.get(status, ""), pin)
        if state is not False:
            change_state(town=town, pin=pin, state=state, change=change, words=words)
        elif words.text:
            note_on_pin(town=town, pin=pin, note=words.text, change=change)
        Open311Sending.objects.filter(pk=sending.pk).update(remote_status=status[:60])
    return True


def _state(town: Municipality, type_: str, pin: Pin) -> Any:
    """The town's state of that type; the pin's own when it fits already; False when there is nothing to change to."""
    if not type_:
        return pin.state
    if type_ == StateType.OPEN and (pin.state is None or pin.state.type == StateType.OPEN):
        return pin.state
    if pin.state is not None and pin.state.type == type_:
        return pin.state
    found = State.objects.filter(municipality=town, type=type_, is_active=True).first()
    if found is None:
        return None if type_ == StateType.OPEN else False
    return found
