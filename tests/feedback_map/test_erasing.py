"""What goes by a category's months, and what goes when somebody asks; what the law keeps, stays without its sender."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from feedback_map.models import (
    Category,
    Contact,
    Erasure,
    ErasureRequest,
    Pin,
    PublishedPin,
    RowChange,
    Support,
)
from feedback_map.services import (
    Change,
    ContactInput,
    EditedWords,
    PinInput,
    PlacedPin,
    Sender,
    Whose,
    ask_for_erasure,
    decide_texts,
    edit_pin,
    erase_by_rule,
    erase_due,
    place_pin,
    take_back_erasure,
)
from geo.models import Municipality
from geo.tenancy import in_town
from participation.models import Participant
from tests.factories import make_category, make_halves, make_town

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
CONTACT = ContactInput(name="Aino Virtanen", email="aino@example.fi", phone="044 123")


@pytest.fixture
def town() -> Municipality:
    town = make_town()
    make_halves(town)
    make_category(town, contact_months=12, anonymise_months=24)
    return town


def send(town: Municipality, who: str = "aino", **said: Any) -> PlacedPin:
    words = {"kind": "feedback", "category": "streets", "text": "Valo ei pala.", "contact": CONTACT, **said}
    return place_pin(town=town, pin=PinInput(**words), sender=Sender(token=who))


def pin_of(town: Municipality, placed: PlacedPin) -> Pin:
    with in_town(town):
        return Pin.objects.get(public_id=placed.id)


def closed(town: Municipality, placed: PlacedPin, months_ago: int) -> None:
    when = timezone.now() - datetime.timedelta(days=31 * months_ago)
    with in_town(town):
        Pin.objects.filter(public_id=placed.id).update(received_at=when, closed_at=when)


def contacts(town: Municipality) -> int:
    with in_town(town):
        return Contact.objects.count()


def erasures(town: Municipality) -> list[tuple[str, dict[str, int]]]:
    with in_town(town):
        return list(Erasure.objects.order_by("pk").values_list("rule", "counts"))


def test_contact_data_goes_some_months_after_closing_and_not_before(town: Municipality) -> None:
    old, young = send(town), send(town)
    send(town)  # open: however old, somebody still has to answer it
    closed(town, old, 13)
    closed(town, young, 6)
    assert erase_by_rule(town) == {"contacts": 1}
    assert contacts(town) == 2
    assert erasures(town) == [("contact_months", {"contacts": 1})]
    assert not erase_by_rule(town) and len(erasures(town)) == 1


def test_contact_data_of_what_gets_no_answer_goes_after_the_months_too(town: Municipality) -> None:
    Category.objects.update(is_answered=False)
    placed = send(town)
    with in_town(town):
        Pin.objects.filter(public_id=placed.id).update(received_at=timezone.now() - datetime.timedelta(days=400))
    assert erase_by_rule(town) == {"contacts": 1}


def test_sender_and_message_are_parted_after_the_months_and_no_history_tells(town: Municipality) -> None:
    placed = send(town)
    closed(town, placed, 25)
    erase_by_rule(town)
    pin = pin_of(town, placed)
    assert (pin.participant_id, pin.follow_hash, pin.text) == (None, None, "Valo ei pala.")
    with in_town(town):
        changes = RowChange.objects.filter(table="pin", row=pin.pk)
        assert changes and all(change.before is None and change.erased_by == "anonymise_months" for change in changes)


def test_a_category_that_says_never_keeps_the_tie(town: Municipality) -> None:
    Category.objects.update(anonymise_months=None)
    placed = send(town)
    closed(town, placed, 100)
    erase_by_rule(town)
    assert pin_of(town, placed).participant_id is not None


def request_of(town: Municipality, placed: PlacedPin, **how: Any) -> ErasureRequest:
    with in_town(town):
        person = Participant.objects.get(pins__public_id=placed.id)
    return ask_for_erasure(town=town, whose=Whose(participant=person), **how)


def test_a_request_waits_some_days_and_can_be_taken_back(town: Municipality) -> None:
    placed = send(town)
    request = request_of(town, placed)
    assert erase_due(town) == 0
    assert request_of(town, placed) == request
    take_back_erasure(town=town, request=request)
    with in_town(town):
        ErasureRequest.objects.update(due_at=timezone.now())
    assert erase_due(town) == 0 and contacts(town) == 1


def test_after_those_days_the_person_is_gone_and_the_message_stays(town: Municipality) -> None:
    placed, other = send(town), send(town, who="joku muu")
    with in_town(town):
        person = Participant.objects.get(pins__public_id=placed.id)
        Support.objects.create(
            municipality=town, pin=Pin.objects.get(public_id=other.id), participant=person, at=timezone.now()
        )
    request_of(town, placed, at_once=True)
    call_command("erase_due", verbosity=0)
    pin = pin_of(town, placed)
    assert (pin.text, pin.participant_id, pin.follow_hash) == ("Valo ei pala.", None, None)
    assert contacts(town) == 1 and PublishedPin.objects.count() == 2
    with in_town(town):
        assert not Participant.objects.filter(pk=person.pk).exists() and not Support.objects.exists()
    gone = {"pins": 1, "contacts": 1, "supports": 1, "homes": 0, "follows": 0, "sign_ups": 0}
    assert erasures(town) == [("asked", gone)]
    assert erase_due(town) == 0


def test_the_town_may_decide_that_the_words_go_too(town: Municipality, django_user_model: Any) -> None:
    import shapely

    from tests.factories import SOUTH, WEST

    placed = send(town, text="Aino asuu tässä", geometry=shapely.Point(WEST + 2000, SOUTH + 2000))
    pin = pin_of(town, placed)
    edit_pin(town=town, pin=pin, words=EditedWords("Joku asuu tässä"), change=Change())
    request = request_of(town, placed, at_once=True)
    decide_texts(town=town, request=request, texts="blank", by=django_user_model.objects.create(email="a@b.fi"))
    erase_due(town)
    left = pin_of(town, placed)
    assert (left.text, left.geom, left.about_area.code) == ("–", None, "W")  # type: ignore[union-attr]
    assert not PublishedPin.objects.exists()
    with in_town(town):
        assert "asuu" not in str(list(RowChange.objects.values())) + str(list(left.edits.values()))


def test_one_message_alone_is_parted_by_its_own_key(town: Municipality) -> None:
    one, two = send(town), send(town)
    ask_for_erasure(town=town, whose=Whose(pin=pin_of(town, one)), at_once=True)
    assert erase_due(town) == 1
    assert pin_of(town, one).participant_id is None and pin_of(town, two).participant_id is not None
    assert contacts(town) == 1


def test_another_town_loses_nothing(town: Municipality) -> None:
    other = make_town()
    make_category(other, contact_months=12)
    placed = send(other)
    closed(other, placed, 30)
    assert not erase_by_rule(town)
    assert contacts(other) == 1
