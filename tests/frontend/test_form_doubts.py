"""What only programs do makes a message wait; nothing that people do, does."""

from __future__ import annotations

import re
import time

import pytest
from django.test import Client, override_settings

from feedback_map.models import Doubt, Pin
from frontend.form_doubts import doubts_of, stamp
from geo.models import Municipality
from geo.tenancy import in_town

NEW = "/testila/pins/new"
SAID = {"kind": "suggestion", "category": "streets", "text": "Lisää valoja.", "visibility": "public", "where": "town"}


def sent(town: Municipality, client: Client, **fields: str) -> tuple[str, list[str]]:
    assert client.post(NEW, {"step": "check", "go": "send", "key": "k", **SAID, **fields}).status_code == 303
    with in_town(town):
        doubt = Doubt.objects.first()
        return Pin.objects.get().moderation, doubt.reasons if doubt else []


def test_a_field_that_nobody_sees_makes_the_message_wait(client: Client, town: Municipality) -> None:
    assert sent(town, client, website="http://spam.example") == ("waiting", ["filled"])


@override_settings(FORM_LEAST_SECONDS=3)
def test_a_form_sent_at_once_makes_the_message_wait(client: Client, town: Municipality) -> None:
    begun = re.search(r'name="begun" value="([^"]+)"', client.get(NEW).content.decode())
    assert begun and sent(town, client, begun=begun[1]) == ("waiting", ["quick"])


@override_settings(FORM_LEAST_SECONDS=3)
def test_the_stamp_is_carried_through_the_steps(client: Client, town: Municipality) -> None:
    begun = stamp()
    page = client.post(NEW, {"step": "where", "go": "next", "where": "town", "begun": begun}).content.decode()
    assert f'name="begun" value="{begun}"' in page


@override_settings(FORM_LEAST_SECONDS=3)
@pytest.mark.parametrize(("seconds", "expected"), [(1, ["quick"]), (5, []), (86_000, []), (90_000, [])])
def test_slow_people_and_yesterdays_forms_raise_no_doubt(
    monkeypatch: pytest.MonkeyPatch, seconds: int, expected: list[str]
) -> None:
    begun, now = stamp(), time.time()
    monkeypatch.setattr(time, "time", lambda: now + seconds)
    assert doubts_of({"begun": begun}) == expected


@override_settings(FORM_LEAST_SECONDS=3)
def test_a_form_without_a_stamp_or_with_a_broken_one_raises_no_doubt(client: Client, town: Municipality) -> None:
    assert doubts_of({}) == doubts_of({"begun": "form:x:y"}) == []
    assert sent(town, client) == ("shown", [])
