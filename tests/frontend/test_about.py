"""Pages made from the town's configuration, and the feedback form of the accessibility statement."""

from __future__ import annotations

import datetime

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from delivery.services import relay
from geo.models import Municipality
from geo.tenancy import in_town
from participation.models import ServiceFeedback
from participation.service_feedback import mark_answered, waiting_feedback
from tests.factories import make_town


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town(
        "testtown",
        phone="015 000 0000",
        email="kirjaamo@example.org",
        controller={"fi": "Testilän kunnanhallitus"},
        privacy_contact={"fi": "Tiina Tietosuoja"},
    )


def sent(client: Client, **fields: str) -> int:
    return client.post("/en/testtown/accessibility", fields).status_code


def test_the_privacy_notice_names_the_controller_and_the_officer(client: Client, town: Municipality) -> None:
    html = client.get("/testtown/privacy").content.decode()
    assert "Testilän kunnanhallitus" in html and "Tiina Tietosuoja" in html


@pytest.mark.parametrize("path", ["about", "privacy", "accessibility", "coverage"])
def test_every_page_names_the_phone(client: Client, town: Municipality, path: str) -> None:
    for prefix in ("", "/sv", "/en"):
        assert "015 000 0000" in client.get(f"{prefix}/testtown/{path}").content.decode()


def test_a_remark_is_kept_with_a_clock_of_14_days_and_the_town_is_told(client: Client, town: Municipality) -> None:
    assert sent(client, text="The map has no zoom by keyboard", email="me@example.org", key="a-key") == 302
    with in_town(town):
        remark = ServiceFeedback.objects.get()
    assert remark.due_on == timezone.localdate() + datetime.timedelta(days=14)
    relay()
    assert mail.outbox[0].to == ["kirjaamo@example.org"]
    assert mail.outbox[0].reply_to == ["me@example.org"]


def test_a_form_sent_twice_is_one_remark(client: Client, town: Municipality) -> None:
    for _ in range(2):
        assert sent(client, text="Hello", key="same") == 302
    with in_town(town):
        assert ServiceFeedback.objects.count() == 1


def test_an_empty_remark_is_refused_with_its_field(client: Client, town: Municipality) -> None:
    assert sent(client, text=" ", key="k") == 400
    assert sent(client, text="Hello", email="nobody", key="k") == 400
    with in_town(town):
        assert not ServiceFeedback.objects.exists()


def test_an_answer_stops_the_clock(client: Client, town: Municipality) -> None:
    sent(client, text="Hello", key="k")
    (waiting,) = waiting_feedback(town)
    mark_answered(town=town, public_id=waiting.public_id)
    assert waiting_feedback(town) == []
