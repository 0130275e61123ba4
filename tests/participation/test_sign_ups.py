"""Signing up for an event: with little, taken back by one's own link, never over the limit, and erased soon after."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from delivery.models import OutboxMessage
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from participation.letters import signed_up
from participation.models import Attendance, Event, EventSignUp, Participant
from participation.sign_ups import (
    Coming,
    cancel_sign_up,
    forget_sign_ups,
    key_of_sign_up,
    mark_came,
    people_coming,
    sign_up,
    sign_up_by_key,
)
from tests.factories import make_town

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def event(db: None) -> Event:
    return Event.objects.create(
        municipality=make_town(), code="talkoot", names={"fi": "Puistotalkoot"}, starts_at=timezone.now() + DAY
    )


def comes(event: Event, most: int | None = None, once: str = "", **said: object) -> EventSignUp:
    coming = Coming(**said)  # type: ignore[arg-type]  # the fields of the class
    return sign_up(town=event.municipality, event=event, coming=coming, most=most, once=once)


def coming_to(event: Event) -> int:
    with in_town(event.municipality):
        return people_coming(event)


def town_of(event: Event) -> Municipality:
    return event.municipality


def test_nobody_has_to_say_who_they_are(event: Event) -> None:
    made = comes(event)
    assert (made.name, made.email, made.phone, coming_to(event)) == ("", "", "", 1)
    assert not OutboxMessage.objects.filter(topic="mail").exists()


def test_places_are_counted_with_those_who_come_along(event: Event) -> None:
    comes(event, most=5, people=3)
    with pytest.raises(Refused) as refused:
        comes(event, most=5, people=3)
    assert "2" in str(refused.value.errors[0].detail)
    comes(event, most=5, people=2)
    with pytest.raises(Refused):
        comes(event, most=5)
    assert coming_to(event) == 5


def test_a_form_sent_twice_is_one_entry(event: Event) -> None:
    first, again = (comes(event, once="k" * 20, name="Aino") for _ in range(2))
    assert (first.pk, coming_to(event)) == (again.pk, 1)


def test_taken_back_the_place_is_free_and_the_address_gone(event: Event) -> None:
    made = comes(event, most=1, name="Aino", email="Aino@Example.fi", phone="044 1")
    assert made.email == "aino@example.fi"
    for _ in range(2):
        found = cancel_sign_up(town=town_of(event), key=key_of_sign_up(made))
        assert found is not None
        assert (found.name, found.email, found.phone) == ("", "", "")
    comes(event, most=1)


def test_another_key_opens_nothing(event: Event) -> None:
    comes(event)
    with in_town(town_of(event)):
        assert sign_up_by_key(town=town_of(event), key="x" * 32) is None
    assert cancel_sign_up(town=town_of(event), key="x" * 32) is None
    assert coming_to(event) == 1


def test_who_gave_an_address_gets_the_link_by_letter(event: Event) -> None:
    made = comes(event, email="aino@example.fi", language="fi")
    message = OutboxMessage.objects.get(topic="mail")
    letter = signed_up(message.payload)
    assert letter is not None
    assert key_of_sign_up(made) in letter.text
    assert "Puistotalkoot" in letter.text
    cancel_sign_up(town=town_of(event), key=key_of_sign_up(made))
    assert signed_up(message.payload) is None


def test_what_is_over_cannot_be_joined(event: Event) -> None:
    event.starts_at = timezone.now() - DAY
    event.save()
    with pytest.raises(Refused) as refused:
        comes(event)
    assert refused.value.errors[0].code == "over"


@pytest.mark.parametrize("said", [{"people": 0}, {"people": 21}, {"email": "aino"}, {"name": "a" * 81}])
def test_what_cannot_be_is_refused(event: Event, said: dict[str, object]) -> None:
    with pytest.raises(Refused):
        sign_up(town=town_of(event), event=event, coming=Coming(**said))  # type: ignore[arg-type]  # one wrong field
    assert coming_to(event) == 0


def test_who_came_is_attendance_once_and_those_along_are_heads(event: Event) -> None:
    with in_town(town_of(event)):
        person = Participant.objects.create(municipality=town_of(event))
    made = comes(event, people=3, participant=person.pk)
    first, again = (mark_came(town=town_of(event), sign_up=made) for _ in range(2))
    assert (first.pk, first.participant_id) == (again.pk, person.pk)
    with in_town(town_of(event)):
        assert sorted(Attendance.objects.values_list("headcount", flat=True)) == [1, 2]


def test_entries_are_erased_a_month_after_and_attendance_stays(event: Event) -> None:
    mark_came(town=town_of(event), sign_up=comes(event, name="Aino", email="aino@example.fi"))
    in_time = event.starts_at + 29 * DAY
    assert forget_sign_ups(town=town_of(event), now=in_time) == 0
    assert forget_sign_ups(town=town_of(event), now=in_time + 2 * DAY) == 1
    with in_town(town_of(event)):
        assert (EventSignUp.objects.count(), Attendance.objects.count()) == (0, 1)
