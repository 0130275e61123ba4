"""Handling a message: each change has its entry, its clock and its news, and overwrites nobody."""

from __future__ import annotations

import pytest

from delivery.models import OutboxMessage
from delivery.services import relay
from feedback_map import topics
from feedback_map.models import Pin, StateType, Update
from feedback_map.services import (
    Change,
    StaleEdit,
    Words,
    acknowledge_pin,
    answer_pin,
    assign_pin,
    change_state,
    note_on_pin,
    reopen_pin,
    shortlist_pin,
)
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from tests.factories import make_category, make_town
from tests.feedback_map.handling import again, history, make_clerk, make_pin, make_state, make_unit

pytestmark = pytest.mark.django_db
SAID = Words(text="Korjaamme kuopan ensi viikolla.", language="fi", note="Tilattu urakoitsijalta.")


@pytest.fixture
def pin(town: Municipality) -> Pin:
    return make_pin(town)


def news(pin: Pin) -> int:
    return OutboxMessage.objects.filter(topic="pin.updated", payload__pin=pin.public_id).count()


def test_an_answer_has_its_author_time_public_text_and_internal_note(town: Municipality, pin: Pin) -> None:
    clerk = make_clerk(town)
    done = make_state(town, "done", StateType.DONE)
    written = answer_pin(town=town, pin=pin, words=SAID, state=done, change=Change(by=clerk, version=1))
    assert written is not None
    with in_town(town):
        kept = Update.objects.get(pk=written.pk)
    assert (kept.kind, kept.user, kept.public_text, kept.internal_note) == ("answer", clerk, SAID.text, SAID.note)
    assert (kept.state_before, kept.state) == (None, done)
    now = again(pin)
    assert (now.state, now.version) == (done, 2)
    assert now.answered_at == now.acknowledged_at == now.closed_at == kept.at


def test_the_first_answer_counts_and_the_second_is_an_entry_too(town: Municipality, pin: Pin) -> None:
    first = answer_pin(town=town, pin=pin, words=SAID, change=Change())
    answer_pin(town=town, pin=pin, words=Words("Vielä tämä.", "fi"), change=Change())
    assert first is not None
    assert again(pin).answered_at == first.at
    assert history(pin) == ["answer", "answer"]


def test_an_empty_answer_is_refused(town: Municipality, pin: Pin) -> None:
    with pytest.raises(Refused):
        answer_pin(town=town, pin=pin, words=Words("  ", "fi", "vain sisäinen"), change=Change())
    assert history(pin) == []


@pytest.mark.parametrize("type_", StateType.values)
def test_a_pin_is_closed_since_its_state_became_a_closed_one(town: Municipality, pin: Pin, type_: str) -> None:
    closed = type_ not in {"open", "planned"}
    change_state(town=town, pin=pin, state=make_state(town, "a", type_), change=Change())
    since = again(pin).closed_at
    assert (since is not None) == closed
    change_state(town=town, pin=pin, state=make_state(town, "b", "not_ours"), change=Change())
    assert again(pin).closed_at == (since or again(pin).closed_at)
    assert again(pin).closed_at is not None
    change_state(town=town, pin=pin, state=make_state(town, "c", "open"), change=Change())
    assert again(pin).closed_at is None


def test_a_state_of_another_town_is_refused(town: Municipality, pin: Pin) -> None:
    with pytest.raises(Refused):
        change_state(town=town, pin=pin, state=make_state(make_town(), "done"), change=Change())


def test_the_same_again_changes_nothing(town: Municipality, pin: Pin) -> None:
    state = make_state(town, "open")
    for _ in range(2):
        acknowledge_pin(town=town, pin=pin, change=Change())
        change_state(town=town, pin=pin, state=state, change=Change())
        shortlist_pin(town=town, pin=pin, is_shortlisted=True, change=Change())
        assign_pin(town=town, pin=pin, person=None, change=Change())
        reopen_pin(town=town, pin=pin, change=Change())
    assert history(pin) == ["acknowledged", "state", "note"]
    assert again(pin).version == 4
    assert news(pin) == 2


def test_a_note_and_an_assignment_stay_in_the_house(town: Municipality, pin: Pin) -> None:
    unit = make_unit(town)
    clerk = make_clerk(town, body=unit)
    note_on_pin(town=town, pin=pin, note="Soitettu.", change=Change(by=clerk))
    assign_pin(town=town, pin=pin, person=clerk, change=Change(by=clerk))
    now = again(pin)
    assert now.assignee == clerk
    assert now.acknowledged_at is None
    assert news(pin) == 0


def test_a_pin_goes_to_a_person_of_its_unit_or_to_nobody(town: Municipality) -> None:
    own, other = make_unit(town), make_unit(town, "puistot")
    pin = make_pin(town, owner=own)
    clerk, stranger = make_clerk(town, body=own), make_clerk(town, "other@example.org", other)
    assign_pin(town=town, pin=pin, person=clerk, change=Change())
    with pytest.raises(Refused):
        assign_pin(town=town, pin=pin, person=stranger, change=Change())
    assert again(pin).assignee == clerk
    assign_pin(town=town, pin=pin, person=None, change=Change())
    assert again(pin).assignee is None


def test_a_stale_edit_is_refused_with_both_versions(town: Municipality, pin: Pin) -> None:
    done = make_state(town, "done", StateType.DONE)
    first = answer_pin(town=town, pin=pin, words=SAID, change=Change(version=1))
    yours = Words("Ei kuulu meille.", "fi", "Siirretään?")
    with pytest.raises(StaleEdit) as refused:
        answer_pin(town=town, pin=again(pin), words=yours, state=done, change=Change(version=1))
    stale = refused.value
    assert (stale.current.pin.version, stale.yours.version) == (2, 1)
    assert [update.public_text for update in stale.current.updates] == [SAID.text]
    assert first is not None
    assert (stale.yours.entry.words, stale.yours.entry.sets) == (yours, {"state": done})
    assert again(pin).version == 2
    assert history(pin) == ["answer"]


def test_a_closed_pin_opens_again_and_waits_for_its_unit(town: Municipality, pin: Pin) -> None:
    change_state(town=town, pin=pin, state=make_state(town, "done", StateType.DONE), change=Change())
    reopen_pin(town=town, pin=pin, words=Words("Avataan.", "fi"), change=Change())
    assert (again(pin).state, again(pin).closed_at) == (None, None)
    assert history(pin) == ["state", "reopened"]


def test_a_senders_dispute_keeps_their_words_inside(town: Municipality, pin: Pin) -> None:
    change_state(town=town, pin=pin, state=make_state(town, "done", StateType.DONE), change=Change())
    by_sender = Change(author=Update.Author.RESIDENT)
    disputed = reopen_pin(town=town, pin=pin, words=Words("Reikä on yhä siinä, t. Maija", "fi"), change=by_sender)
    assert disputed is not None
    assert (disputed.kind, disputed.public_text) == ("disputed", "")
    assert disputed.internal_note == "Reikä on yhä siinä, t. Maija"


def test_everyone_who_listens_hears_once(town: Municipality, pin: Pin, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[tuple[str, str]] = []
    monkeypatch.setattr(topics, "_listeners", [lambda update: heard.append((update.pin.public_id, update.kind))])
    acknowledge_pin(town=town, pin=pin, change=Change())
    relay()
    relay()
    assert heard == [(pin.public_id, "acknowledged")]


def test_of_an_erased_entry_nobody_hears_and_nothing_waits(
    town: Municipality, pin: Pin, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Update] = []
    monkeypatch.setattr(topics, "_listeners", [heard.append])
    acknowledge_pin(town=town, pin=pin, change=Change())
    with in_town(town):
        pin.delete()
    relay()
    assert heard == []
    assert not OutboxMessage.objects.filter(topic="pin.updated", done_at__isnull=True).exists()


def test_another_towns_pin_is_not_found(town: Municipality, pin: Pin) -> None:
    other = make_town()
    make_category(other)
    with pytest.raises(Pin.DoesNotExist):
        acknowledge_pin(town=other, pin=pin, change=Change())
