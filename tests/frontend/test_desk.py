"""The desk: who gets in, what they see, what is noted down, and what they can do."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client

from accounts.models import AccessLog, Grant, Membership, User
from feedback_map.counts import pins_without_place
from feedback_map.services import PinInput, PlacedPin, place_pin
from geo.models import Municipality
from geo.tenancy import in_town
from participation.models import Attendance, Event, Participant
from participation.service_feedback import Remark, leave_service_feedback, waiting_feedback
from tests.factories import make_category, make_halves, make_town


@pytest.fixture
def town(db: None) -> Municipality:
    town = make_town("testtown")
    make_category(town)
    make_halves(town)
    return town


def staff(town: Municipality, role: str) -> Client:
    user = User.objects.create_user(f"{role}@example.org")
    Membership.objects.create(user=user, municipality=town, role=role)
    client = Client()
    client.force_login(user)
    return client


def message(town: Municipality, text: str, visibility: str = "public") -> PlacedPin:
    said = PinInput(kind="feedback", text=text, category="streets", visibility=visibility)
    return place_pin(town=town, pin=said)


def desk(client: Client) -> str:
    response = client.get("/en/testtown/desk/")
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    return response.content.decode()


def test_visitors_sign_in_first_and_other_towns_staff_find_nothing(town: Municipality) -> None:
    assert Client().get("/testtown/desk/")["Location"].startswith("/accounts/login/")
    assert staff(make_town("othertown"), "admin").get("/testtown/desk/").status_code == 404


def test_a_clerk_sees_unpublished_messages(town: Municipality) -> None:
    message(town, "Salainen asia", "private")
    assert "Salainen asia" in desk(staff(town, "clerk"))


def test_a_board_member_sees_published_messages_only(town: Municipality) -> None:
    message(town, "Salainen asia", "private")
    message(town, "Julkinen asia")
    html = desk(staff(town, "board"))
    assert "Julkinen asia" in html and "Salainen asia" not in html


def test_a_board_that_the_town_lets_see_more_is_noted_down(town: Municipality) -> None:
    placed = message(town, "Salainen asia", "private")
    Grant.objects.create(municipality=town, role="board", what="unpublished")
    assert "Salainen asia" in desk(staff(town, "board"))
    with in_town(town):
        assert list(AccessLog.objects.values_list("subject", "what")) == [(placed.id, "unpublished")]


def test_a_moderator_hides_and_shows_a_message(town: Municipality) -> None:
    placed = message(town, "Julkinen asia")
    moderator = staff(town, "moderator")
    for decision, count in (("hidden", 0), ("shown", 1)):
        answer = moderator.post(f"/testtown/desk/pins/{placed.id}/moderate", {"decision": decision})
        assert (answer.status_code, pins_without_place(town).pins) == (302, count)


def test_a_clerk_may_not_moderate(town: Municipality) -> None:
    placed = message(town, "Julkinen asia")
    answer = staff(town, "clerk").post(f"/testtown/desk/pins/{placed.id}/moderate", {"decision": "hidden"})
    assert (answer.status_code, pins_without_place(town).pins) == (403, 1)


def test_the_clock_of_accessibility_feedback_shows_and_stops(town: Municipality) -> None:
    remark = leave_service_feedback(town=town, remark=Remark(text="Kartta ei suurene"))
    clerk = staff(town, "clerk")
    assert "Kartta ei suurene" in desk(clerk)
    clerk.post(f"/testtown/desk/remarks/{remark.public_id}/answered")
    assert waiting_feedback(town) == []


@pytest.fixture
def event(town: Municipality) -> Event:
    when = datetime.datetime(2026, 9, 1, 15, tzinfo=datetime.UTC)
    return Event.objects.create(municipality=town, code="kylailta", names={"fi": "Kyläilta"}, starts_at=when)


def test_a_headcount_is_entered_once_however_often_it_is_sent(town: Municipality, event: Event) -> None:
    clerk = staff(town, "clerk")
    form = {"heads": "23", "area": "W", "resident_type": "seasonal", "basis": "counted", "key": "one-key"}
    for _ in range(2):
        assert clerk.post("/testtown/desk/events/kylailta", form).status_code == 302
    with in_town(town):
        kept = Attendance.objects.get()
        assert (kept.headcount, kept.area.code if kept.area else "", kept.participant) == (23, "W", None)
        assert not Participant.objects.exists()


def test_a_person_entered_one_by_one_is_a_participant(town: Municipality, event: Event) -> None:
    form = {"heads": "1", "one_by_one": "on", "area": "E", "age_band": "65-74", "basis": "signed", "key": "k"}
    staff(town, "clerk").post("/testtown/desk/events/kylailta", form)
    with in_town(town):
        assert Attendance.objects.get().participant is not None


def test_a_wrong_headcount_is_told_and_nothing_is_kept(town: Municipality, event: Event) -> None:
    clerk = staff(town, "clerk")
    for wrong in ({"heads": "0"}, {"heads": "many"}, {"heads": "2", "one_by_one": "on"}, {"heads": "3", "basis": "x"}):
        form = {"basis": "counted", **wrong}
        assert clerk.post("/testtown/desk/events/kylailta", form).status_code == 400
    with in_town(town):
        assert not Attendance.objects.exists()


def test_an_entry_made_by_mistake_is_taken_back(town: Municipality, event: Event) -> None:
    clerk = staff(town, "clerk")
    clerk.post("/testtown/desk/events/kylailta", {"heads": "5", "basis": "asked", "key": "k"})
    with in_town(town):
        entry = Attendance.objects.get().pk
    clerk.post(f"/testtown/desk/events/kylailta/{entry}/remove")
    with in_town(town):
        assert not Attendance.objects.exists()
