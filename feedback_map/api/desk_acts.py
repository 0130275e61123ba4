"""What staff do to a message over the wire: the JSON of an act, looked up in the town, and done."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from accounts.models import Body, Membership, User
from feedback_map.forms import Reader
from feedback_map.models import Pin, State
from feedback_map.services import (
    Act,
    Batch,
    Change,
    Line,
    Words,
    act_on,
    merge_pins,
    part_pins,
    preview_act,
    reroute_pin,
    run_act,
    undo_act,
)
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town

ACT_FIELDS = frozenset({"act", "text", "language", "note", "state", "assignee", "is_shortlisted", "owner", "others"})
LONGEST = 20_000
_ETAG = re.compile(r'"(\d{1,9})"')


class VersionRequired(APIException):
    """An edit must say which version was before whoever edits."""

    status_code = 428
    default_code = "version_required"
    default_detail = _("Say with If-Match which version you looked at.")


def version_seen(request: Request) -> int:
    """The version in If-Match; one that we never gave is as stale as an old one."""
    given = request.headers.get("If-Match", "").strip()
    if not given or given == "*":
        raise VersionRequired
    found = _ETAG.fullmatch(given)
    return int(found[1]) if found else 0


def do_act(town: Municipality, pin: Pin, said: Any, change: Change) -> None:
    """Do what was sent to one message."""
    reader = Reader(said, known=ACT_FIELDS)
    kind = reader.text("act")
    words = _words(reader, pin)
    if kind in _BEYOND:
        _BEYOND[kind](town, pin, reader, (words, change))
        return
    act_on(town=town, pin=pin, act=_act(town, kind, reader, words), change=change)


def do_to_many(town: Municipality, said: Any, by: User) -> tuple[list[Line], Batch | None]:
    """Look at, do or take back one thing for many messages."""
    reader = Reader(said, known=frozenset({"pins", "do", "preview", "undo"}))
    if batch := reader.text("undo"):
        reader.done()
        undone = undo_act(town=town, batch=batch, by=by)
        return list(undone.lines), undone
    pins, seen = _seen(town, reader)
    inner = Reader(reader.value.get("do"), known=ACT_FIELDS)
    act = _act(town, inner.text("act"), inner, _words(inner, None))
    if reader.value.get("preview"):
        return preview_act(town=town, pins=pins, act=act, by=by, seen=seen), None
    if len(seen) < len(pins):
        raise VersionRequired
    done = run_act(town=town, pins=pins, act=act, by=by, seen=seen)
    return list(done.lines), done


def _act(town: Municipality, kind: str, reader: Reader, words: Words) -> Act:
    state = _state(town, reader)
    person = _person(town, reader)
    is_shortlisted = reader.value.get("is_shortlisted", True)
    if not isinstance(is_shortlisted, bool):
        reader.refuse("is_shortlisted", "not_a_boolean", _("Say true or false."))
    if kind == "state" and "state" not in reader.value:
        reader.refuse("state", "required", _("Choose a state."))
    reader.done()
    return Act(kind, words, state, person, bool(is_shortlisted))


def _words(reader: Reader, pin: Pin | None) -> Words:
    language = reader.text("language") or (pin.language if pin else "")
    return Words(reader.text("text", longest=LONGEST), language, reader.text("note", longest=LONGEST))


def _state(town: Municipality, reader: Reader) -> State | None:
    code = reader.text("state")
    found = State.objects.filter(municipality=town, code=code, is_active=True).first() if code else None
    if code and found is None:
        reader.refuse("state", "unknown_state", _("The town has no such state."))
    return found


def _person(town: Municipality, reader: Reader) -> User | None:
    """Somebody who works for the town; a person of elsewhere is unknown here."""
    email = reader.text("assignee").lower()
    here = Membership.objects.valid_on().filter(municipality=town, user__email=email).first() if email else None
    if email and here is None:
        reader.refuse("assignee", "unknown_person", _("Nobody of this address works for the town."))
    return here.user if here else None


def _reroute(town: Municipality, pin: Pin, reader: Reader, done: tuple[Words, Change]) -> None:
    body = Body.objects.filter(municipality=town, code=reader.text("owner")).first()
    if body is None:
        reader.refuse("owner", "unknown_body", _("The town has no such unit."))
    reader.done()
    assert body is not None
    reroute_pin(town=town, pin=pin, body=body, change=done[1], words=done[0])


def _merge(town: Municipality, pin: Pin, reader: Reader, done: tuple[Words, Change]) -> None:
    others = reader.value.get("others")
    if not isinstance(others, list) or not others or not all(isinstance(one, str) for one in others):
        reader.refuse("others", "required", _("Name the messages that are joined with this one."))
        others = []
    reader.done()
    merge_pins(town=town, kept=pin, others=_pins(town, others), change=done[1], words=done[0])


def _part(town: Municipality, pin: Pin, reader: Reader, done: tuple[Words, Change]) -> None:
    reader.done()
    part_pins(town=town, pins=[pin], change=done[1], words=done[0])


_BEYOND: dict[str, Callable[[Municipality, Pin, Reader, tuple[Words, Change]], None]] = {
    "reroute": _reroute,
    "merge": _merge,
    "part": _part,
}


def _pins(town: Municipality, ids: list[str]) -> list[Pin]:
    with in_town(town):
        found = list(Pin.objects.filter(municipality=town, public_id__in=ids))
    if len(found) != len(set(ids)):
        raise Http404
    return found


def _seen(town: Municipality, reader: Reader) -> tuple[list[Pin], dict[int, int]]:
    """The messages that were named, and the versions that were seen of them."""
    given = reader.value.get("pins")
    named = given if isinstance(given, list) else []
    if not named or not all(isinstance(one, dict) and isinstance(one.get("id"), str) for one in named):
        raise Refused([FieldError("pins", "required", _("Name the messages."))])
    versions = {one["id"]: one["version"] for one in named if type(one.get("version")) is int}
    pins = _pins(town, [one["id"] for one in named])
    return pins, {pin.pk: versions[pin.public_id] for pin in pins if pin.public_id in versions}
