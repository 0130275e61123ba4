"""The list of events over the wire goes on page by page."""

from __future__ import annotations

import datetime
from typing import Any

from django.test import Client
from django.utils import timezone

from geo.models import Municipality
from participation.events import EventWords, make_event
from tests.factories import make_town
from tests.wire import read

SOON = timezone.now().replace(microsecond=0) + datetime.timedelta(days=3)


def meet(town: Municipality, name: str, days: int = 0, **said: Any) -> None:
    words = EventWords(names={"fi": name}, starts_at=SOON + datetime.timedelta(days=days), **said)
    make_event(town=town, words=words)


def names(page: Any) -> list[str]:
    return [one["properties"]["names"]["fi"] for one in page["features"]]


def test_events_go_on_by_next_without_doubles_also_where_they_begin_at_once(db: None) -> None:
    town = make_town()
    for name in ("A", "B", "C"):
        meet(town, name)
    first = read(town, "events", limit=2)
    assert (names(first), first["numberMatched"], first["numberReturned"]) == (["C", "B"], 3, 2)
    meet(town, "Uusi", days=1)
    rest = Client().get(first["next"]).json()
    assert (names(rest), rest["numberMatched"], rest["next"]) == (["A"], 4, None)


def test_pages_keep_to_what_was_asked(db: None) -> None:
    town = make_town()
    for name, kind in (("A", "working_party"), ("B", "meeting"), ("C", "working_party")):
        meet(town, name, kind=kind)
    first = read(town, "events", kind="working_party", limit=1)
    assert names(first) + names(Client().get(first["next"]).json()) == ["C", "A"]


def test_a_cursor_that_is_not_ours_is_refused(db: None) -> None:
    told = read(make_town(), "events", 400, cursor="4711")
    assert told["errors"][0]["code"] == "not_a_cursor"
