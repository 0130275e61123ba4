"""Shown at once or after a look; hidden with a reason; edited and given back; reported; limited moderators."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Membership, Role, User
from accounts.services import Post, create_staff
from delivery.models import OutboxMessage
from feedback_map.models import (
    AbuseReport,
    Doubt,
    ModeratorCategory,
    Pin,
    PublishedPin,
    RowChange,
    Update,
)
from feedback_map.moderation_queue import REPORTED, WAITING, may_moderate_pin, queue
from feedback_map.services import (
    Change,
    EditedWords,
    PinInput,
    PlacedPin,
    Sender,
    StaleEdit,
    Words,
    change_visibility,
    edit_pin,
    moderate_pin,
    moderate_pins,
    place_pin,
    report_pin,
    undo_edit,
)
from geo import sql
from geo.models import AreaSet, Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from tests.factories import make_category
from tests.frontend.conftest import pin_at

pytestmark = pytest.mark.django_db


def send(town: Municipality, text: str = "Valo ei pala.", token: str | None = None, **said: Any) -> PlacedPin:
    words = {"kind": "feedback", "category": "streets", "text": text, **said}
    return place_pin(town=town, pin=PinInput(**words), sender=Sender(token=token))


def pin_of(town: Municipality, placed: PlacedPin) -> Pin:
    with in_town(town):
        return Pin.objects.select_related("municipality").get(public_id=placed.id)


def doubts(town: Municipality, placed: PlacedPin) -> list[str]:
    with in_town(town):
        return [reason for doubt in Doubt.objects.filter(pin__public_id=placed.id) for reason in doubt.reasons]


def updates(town: Municipality, pin: Pin) -> list[Update]:
    with in_town(town):
        return list(Update.objects.filter(pin=pin).order_by("pk"))


# Shown when


def test_a_moderated_category_waits_also_for_staff(town: Municipality) -> None:
    make_category(town, "people", shown_when="moderated")
    assert send(town, category="people").moderation == "waiting"
    assert send(town, category="people", channel="phone").moderation == "waiting"


def test_a_trusted_category_shows_what_staff_enter_at_once(town: Municipality) -> None:
    make_category(town, "parks", shown_when="trusted")
    assert send(town, category="parks", channel="phone").moderation == "shown"
    assert send(town, category="parks").moderation == "waiting"


def test_a_sender_becomes_trusted_by_shown_messages_and_loses_it_by_a_hidden_one(town: Municipality) -> None:
    make_category(town, "parks", shown_when="trusted", trusted_after=2)
    first, token = send(town, "Yksi"), "tuttu"
    for number in (1, 2):
        assert send(town, f"Viesti {number}", token, category="parks").moderation == "waiting"
        with in_town(town):
            latest = Pin.objects.latest("pk")
        moderate_pin(town=town, pin=latest, moderation="shown")
    third = send(town, "Viesti 3", token, category="parks")
    assert third.moderation == "shown"
    assert send(town, "Viesti 4", first.participant_token, category="parks").moderation == "waiting"
    moderate_pin(town=town, pin=pin_of(town, third), moderation="hidden")
    assert send(town, "Viesti 5", token, category="parks").moderation == "waiting"


def test_messages_that_were_never_public_make_nobody_trusted(town: Municipality) -> None:
    make_category(town, "parks", shown_when="trusted", trusted_after=1)
    send(town, "Vain teille", "joku", visibility="private")
    assert send(town, "Kaikille", "joku", category="parks").moderation == "waiting"


def test_a_private_message_made_public_is_moderated_like_a_new_one(town: Municipality) -> None:
    make_category(town, "people", shown_when="moderated")
    hidden, open_one = (send(town, visibility="private", category=code) for code in ("people", "streets"))
    for placed in (hidden, open_one):
        change_visibility(town=town, pin=pin_of(town, placed), visibility="public")
    assert set(PublishedPin.objects.values_list("public_id", flat=True)) == {open_one.id}
    assert pin_of(town, hidden).moderation == "waiting"


# Doubts: such a message waits, is never dropped, and its sender is not told of a suspicion


def test_three_links_wait_and_two_do_not(town: Municipality) -> None:
    assert send(town, "http://a.fi http://b.fi").moderation == "shown"
    many = send(town, "http://a.fi HTTPS://b.fi www.c.fi")
    assert (many.moderation, doubts(town, many)) == ("waiting", ["links"])


def test_the_same_text_from_the_same_sender_waits(town: Municipality) -> None:
    first = send(town, token="sama")
    again, other = send(town, token="sama"), send(town, token="toinen")
    assert (first.moderation, again.moderation, other.moderation) == ("shown", "waiting", "shown")
    assert doubts(town, again) == ["repeated"]


def test_staff_who_write_down_calls_may_repeat_themselves(town: Municipality) -> None:
    assert {send(town, token="puhelin", channel="phone").moderation for _ in range(3)} == {"shown"}


def test_what_the_form_noticed_holds_for_one_message(town: Municipality) -> None:
    with in_town(town):
        sql.set_local("kuuluvuus.doubts", "filled,quick")
        placed = send(town)
    assert (placed.moderation, doubts(town, placed)) == ("waiting", ["filled", "quick"])


# Decisions


def test_a_hidden_message_is_gone_for_the_public_and_its_sender_reads_why(town: Municipality) -> None:
    pin = pin_of(town, send(town))
    moderate_pin(town=town, pin=pin, moderation="hidden", words=Words("Viestissä on naapurin nimi.", "fi"))
    assert not PublishedPin.objects.exists()
    (entry,) = updates(town, pin)
    assert (entry.kind, entry.public_text) == ("moderated", "Viestissä on naapurin nimi.")
    moderate_pin(town=town, pin=pin, moderation="shown")
    (published,) = PublishedPin.objects.all()
    assert not published.updates.exists()


def test_a_second_click_changes_nothing(town: Municipality) -> None:
    pin = pin_of(town, send(town))
    for _ in range(2):
        moderate_pin(town=town, pin=pin, moderation="hidden", words=Words("Syy", "fi"))
    assert len(updates(town, pin)) == 1
    assert OutboxMessage.objects.filter(topic="pin.moderated").count() == 1


def test_a_decision_about_words_that_have_changed_since_is_refused(town: Municipality) -> None:
    pin = pin_of(town, send(town))
    edit_pin(town=town, pin=pin, words=EditedWords("Muuta"), change=Change())
    with pytest.raises(StaleEdit):
        moderate_pin(town=town, pin=pin, moderation="hidden", change=Change(version=1))
    assert pin_of(town, PlacedPin(pin.public_id, "", "", None, "", "", "")).moderation == "shown"


def test_many_are_shown_at_once_as_one_batch(town: Municipality) -> None:
    make_category(town, "people", shown_when="moderated")
    pins = [pin_of(town, send(town, f"Viesti {n}", category="people")) for n in range(3)]
    assert moderate_pins(town=town, pins=pins, moderation="shown", change=Change()) == 3
    assert PublishedPin.objects.count() == 3
    assert len({update.batch for pin in pins for update in updates(town, pin)}) == 1


def test_only_known_decisions_are_taken(town: Municipality) -> None:
    with pytest.raises(Refused):
        moderate_pin(town=town, pin=pin_of(town, send(town)), moderation="waiting")


# Edits


def test_an_edit_keeps_the_original_and_gives_it_back(town: Municipality) -> None:
    pin = pin_of(town, send(town, "Naapuri Virtanen kaataa puita.", place_note="Virtasen piha"))
    edit = edit_pin(town=town, pin=pin, words=EditedWords("Naapuri kaataa puita.", reason="Nimi pois"), change=Change())
    assert edit is not None and edit.text_before == "Naapuri Virtanen kaataa puita."
    assert PublishedPin.objects.get().text == "Naapuri kaataa puita."
    undo_edit(town=town, pin=pin, change=Change())
    published = PublishedPin.objects.get()
    assert (published.text, published.place_note) == ("Naapuri Virtanen kaataa puita.", "Virtasen piha")
    assert undo_edit(town=town, pin=pin, change=Change()) is None


def test_the_entry_of_an_edit_holds_no_words(town: Municipality) -> None:
    pin = pin_of(town, send(town, "Virtanen"))
    edit_pin(town=town, pin=pin, words=EditedWords("Naapuri"), change=Change())
    (entry,) = updates(town, pin)
    assert "Virtanen" not in str(entry.detail) + entry.public_text
    with in_town(town):
        kept = RowChange.objects.filter(table="pin", before__has_key="text").values_list("before__text", flat=True)
        assert list(kept) == ["Virtanen"]


def test_an_edit_to_the_same_words_is_none_and_an_empty_one_is_refused(town: Municipality) -> None:
    pin = pin_of(town, send(town))
    assert edit_pin(town=town, pin=pin, words=EditedWords("Valo ei pala. "), change=Change()) is None
    with pytest.raises(Refused):
        edit_pin(town=town, pin=pin, words=EditedWords("  "), change=Change())


# Reports and who decides


def moderator(town: Municipality, **where: Any) -> User:
    return create_staff(email=f"m{User.objects.count()}@x.fi", post=Post(town, Role.MODERATOR, **where)).user


def test_a_report_waits_for_a_moderator_and_is_settled_by_a_decision(town: Municipality) -> None:
    pin, user = pin_of(town, send(town)), moderator(town)
    report_pin(town=town, pin=pin, reason="personal", text="Tuossa on nimi.")
    with in_town(town):
        assert [found.pk for found in queue(user, town, REPORTED)] == [pin.pk]
    moderate_pin(town=town, pin=pin, moderation="shown", change=Change(by=user))
    with in_town(town):
        assert not queue(user, town, REPORTED)
        assert AbuseReport.objects.get().settled_by == user


def test_a_moderator_of_an_area_decides_about_that_area_alone(town: Municipality, halves: AreaSet) -> None:
    make_category(town, "people", shown_when="moderated")
    west, east = (pin_of(town, pin_at(town, east, 5, category="people")) for east in (2, 8))
    user = moderator(town, area=halves.areas.get(code="W"))
    with in_town(town):
        assert [pin.pk for pin in queue(user, town, WAITING)] == [west.pk]
        assert may_moderate_pin(user, town, west) and not may_moderate_pin(user, town, east)


def test_a_moderator_of_a_category_decides_about_that_category_alone(town: Municipality) -> None:
    parks = make_category(town, "parks")
    user = moderator(town)
    ModeratorCategory.objects.create(membership=Membership.objects.get(user=user), category=parks)
    street, park = (pin_of(town, send(town, f"Viesti {code}", category=code)) for code in ("streets", "parks"))
    with in_town(town):
        assert not may_moderate_pin(user, town, street) and may_moderate_pin(user, town, park)


def test_nobody_decides_without_the_role(town: Municipality) -> None:
    clerk = create_staff(email="c@x.fi", post=Post(town, Role.CLERK)).user
    with in_town(town):
        assert not may_moderate_pin(clerk, town, pin_of(town, send(town)))
