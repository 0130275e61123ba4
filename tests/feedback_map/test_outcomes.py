"""What followed: written, linked, told once, changed, taken back; and who reads it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.management import call_command

from delivery.models import OutboxMessage
from feedback_map.models import (
    Outcome,
    OutcomeInput,
    Pin,
    PublishedOutcome,
    PublishedOutcomeInput,
    PublishedUpdate,
    Support,
    Update,
)
from feedback_map.services import (
    PIN_UPDATED,
    Answered,
    OutcomeWords,
    PinInput,
    StaleOutcome,
    answer_inputs,
    change_outcome,
    drop_inputs,
    make_outcome,
    moderate_pin,
    place_pin,
    publish_outcome,
    who_is_told,
    withdraw_outcome,
)
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from participation.models import Participant
from tests.factories import make_town

DAY = datetime.date(2026, 10, 1)


def words(**fields: Any) -> OutcomeWords:
    said: dict[str, Any] = {"titles": {"fi": "Penkki"}, "texts": {"fi": "Uusi penkki tuli."}, "decided_on": DAY}
    return OutcomeWords(**said | fields)


def pin_in(town: Municipality, text: str = "Penkki rikki", **fields: Any) -> Pin:
    placed = place_pin(town=town, pin=PinInput(kind="feedback", text=text, category="streets", **fields))
    with in_town(town):
        return Pin.objects.get(public_id=placed.id)


def outcome_with(town: Municipality, *pins: Pin, response: str = "done") -> Outcome:
    made = make_outcome(town=town, words=words(), by=None)
    answer_inputs(town=town, outcome=made, answers=[Answered(pin.pk, response) for pin in pins])
    return made


def publish(town: Municipality, outcome: Outcome) -> list[Update]:
    return publish_outcome(town=town, outcome=outcome, by=None, version=None)


def told(town: Municipality, pin: Pin) -> list[str]:
    with in_town(town):
        return [row.kind for row in Update.objects.filter(pin=pin).order_by("pk") if row.kind in {"outcome", "undone"}]


def letters(town: Municipality, pin: Pin) -> int:
    return OutboxMessage.objects.filter(topic=PIN_UPDATED, payload__pin=pin.public_id).count()


def test_a_draft_is_seen_by_nobody_outside(town: Municipality) -> None:
    pin = pin_in(town)
    outcome_with(town, pin)
    assert not PublishedOutcome.objects.exists()
    assert not PublishedOutcomeInput.objects.exists()
    assert told(town, pin) == []


def test_publishing_tells_each_message_what_became_of_it_and_closes_none(town: Municipality) -> None:
    pin = pin_in(town)
    outcome = outcome_with(town, pin, response="partly")
    (update,) = publish(town, outcome)
    assert "Penkki" in update.public_text
    assert update.detail["outcome"] == outcome.public_id
    with in_town(town):
        pin.refresh_from_db()
    assert (pin.closed_at, pin.state, pin.version) == (None, None, 2)
    assert letters(town, pin) == 1
    (row,) = PublishedOutcomeInput.objects.all()
    assert (row.pin_id, row.response, row.outcome.titles) == (pin.pk, "partly", {"fi": "Penkki"})
    assert PublishedUpdate.objects.filter(pin_id=pin.pk, kind="outcome").exists()


def test_published_again_nobody_is_told_twice(town: Municipality) -> None:
    pin = pin_in(town)
    outcome = outcome_with(town, pin)
    publish(town, outcome)
    first = PublishedOutcome.objects.get().published_at
    assert publish(town, outcome) == []
    assert told(town, pin) == ["outcome"]
    assert letters(town, pin) == 1
    assert PublishedOutcome.objects.get().published_at == first


def test_a_message_added_later_is_told_and_the_first_one_is_not_again(town: Municipality) -> None:
    first, second = pin_in(town), pin_in(town)
    outcome = outcome_with(town, first)
    publish(town, outcome)
    answer_inputs(town=town, outcome=outcome, answers=[Answered(second.pk, "noted")])
    publish(town, outcome)
    assert (told(town, first), told(town, second)) == (["outcome"], ["outcome"])


def test_another_response_is_told_and_a_mended_sentence_is_not(town: Municipality) -> None:
    pin = pin_in(town)
    outcome = outcome_with(town, pin, response="noted")
    publish(town, outcome)
    change_outcome(town=town, outcome=outcome, words=words(texts={"fi": "Uusi penkki tuli!"}), version=None)
    assert publish(town, outcome) == []
    assert PublishedOutcome.objects.get().texts == {"fi": "Uusi penkki tuli!"}
    answer_inputs(town=town, outcome=outcome, answers=[Answered(pin.pk, "done", {"fi": "Asennettu."})])
    (update,) = publish(town, outcome)
    assert "Asennettu." in update.public_text


def test_withdrawn_it_is_gone_and_those_who_were_told_are_told_so_once(town: Municipality) -> None:
    pin, other = pin_in(town), pin_in(town)
    outcome = outcome_with(town, pin)
    publish(town, outcome)
    answer_inputs(town=town, outcome=outcome, answers=[Answered(other.pk, "done")])
    for _ in range(2):
        withdraw_outcome(town=town, outcome=outcome, by=None, version=None)
    assert not PublishedOutcome.objects.exists()
    assert not PublishedOutcomeInput.objects.exists()
    assert (told(town, pin), told(town, other)) == (["outcome", "undone"], [])
    publish(town, outcome)
    assert (told(town, pin), told(town, other)) == (["outcome", "undone", "outcome"], ["outcome"])


def test_a_message_that_was_dropped_is_told_and_no_longer_named(town: Municipality) -> None:
    pin, kept = pin_in(town), pin_in(town)
    outcome = outcome_with(town, pin, kept)
    publish(town, outcome)
    assert drop_inputs(town=town, outcome=outcome, pins=[pin.pk]) == 1
    assert drop_inputs(town=town, outcome=outcome, pins=[pin.pk]) == 0
    assert told(town, pin) == ["outcome", "undone"]
    assert list(PublishedOutcomeInput.objects.values_list("pin_id", flat=True)) == [kept.pk]


def test_of_unpublished_messages_nothing_is_told_in_public(town: Municipality) -> None:
    shown, private = pin_in(town), pin_in(town, "Salainen", visibility="private")
    publish(town, outcome_with(town, shown, private))
    assert list(PublishedOutcomeInput.objects.values_list("pin_id", flat=True)) == [shown.pk]
    assert told(town, private) == ["outcome"], "its sender is told all the same"


def test_a_message_hidden_and_shown_again_goes_and_comes_back(town: Municipality) -> None:
    pin = pin_in(town)
    publish(town, outcome_with(town, pin))
    moderate_pin(town=town, pin=pin, moderation="hidden")
    assert not PublishedOutcomeInput.objects.exists()
    moderate_pin(town=town, pin=pin, moderation="shown")
    assert PublishedOutcomeInput.objects.get().pin_id == pin.pk


def test_rebuilding_what_is_derived_gives_the_same(town: Municipality) -> None:
    shown, private = pin_in(town), pin_in(town, visibility="private")
    publish(town, outcome_with(town, shown, private))
    before = list(PublishedOutcome.objects.values()), list(PublishedOutcomeInput.objects.values("pin_id", "response"))
    PublishedOutcome.objects.all()._raw_delete("default")
    PublishedOutcomeInput.objects.all()._raw_delete("default")
    call_command("assign_areas", town=town.slug, verbosity=0)
    after = list(PublishedOutcome.objects.values()), list(PublishedOutcomeInput.objects.values("pin_id", "response"))
    assert after == before


def test_a_stale_edit_is_refused_with_both_versions(town: Municipality) -> None:
    outcome = make_outcome(town=town, words=words(), by=None)
    change_outcome(town=town, outcome=outcome, words=words(titles={"fi": "Toinen"}), version=1)
    with pytest.raises(StaleOutcome) as stale:
        change_outcome(town=town, outcome=outcome, words=words(titles={"fi": "Kolmas"}), version=1)
    assert stale.value.current.titles == {"fi": "Toinen"}
    assert stale.value.yours is not None
    assert stale.value.yours.titles == {"fi": "Kolmas"}
    with pytest.raises(StaleOutcome):
        publish_outcome(town=town, outcome=outcome, by=None, version=1)


def test_nothing_changes_when_nothing_is_different(town: Municipality) -> None:
    pin = pin_in(town)
    outcome = outcome_with(town, pin)
    again = change_outcome(town=town, outcome=outcome, words=words(), version=None)
    assert answer_inputs(town=town, outcome=outcome, answers=[Answered(pin.pk, "done")]) == 0
    with in_town(town):
        assert Outcome.objects.get().version == again.version == 2


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"titles": {"en": "Bench"}}, "title_fi"),
        ({"texts": {}}, "text_fi"),
        ({"titles": {"fi": "x" * 201}}, "title_fi"),
        ({"texts": {"fi": "a\x00b"}}, "text_fi"),
    ],
)
def test_what_cannot_be_published_is_refused_by_field(town: Municipality, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        make_outcome(town=town, words=words(**fields), by=None)
    assert [error.field for error in refused.value.errors] == [field]


def test_messages_of_another_town_and_unknown_responses_are_refused(town: Municipality) -> None:
    elsewhere = make_town("muualla")
    foreign = pin_in_other(elsewhere)
    outcome = make_outcome(town=town, words=words(), by=None)
    for answer in (Answered(foreign.pk, "done"), Answered(pin_in(town).pk, "whatever")):
        with pytest.raises(Refused):
            answer_inputs(town=town, outcome=outcome, answers=[answer])
    with in_town(town):
        assert not OutcomeInput.objects.exists()


def pin_in_other(town: Municipality) -> Pin:
    placed = place_pin(town=town, pin=PinInput(kind="feedback", text="Muualla"))
    with in_town(town):
        return Pin.objects.get(public_id=placed.id)


def test_the_preview_counts_who_will_be_told_and_then_nobody(town: Municipality) -> None:
    pin = pin_in(town)
    outcome = outcome_with(town, pin)
    with in_town(town):
        person = Participant.objects.create(municipality=town)
        Support.objects.create(municipality=town, pin=pin, participant=person, at="2026-10-01T10:00Z")
    preview = who_is_told(town, outcome)
    assert ([one.pin_id for one in preview.inputs], preview.supporters) == ([pin.pk], 1)
    publish(town, outcome)
    preview = who_is_told(town, outcome)
    assert (preview.inputs, preview.supporters) == ((), 0)


def test_the_sender_is_told_in_the_language_of_the_message_when_the_outcome_has_it(town: Municipality) -> None:
    swedish, russian = pin_in(town, language="sv"), pin_in(town, language="ru")
    made = make_outcome(
        town=town, words=words(titles={"fi": "Penkki", "sv": "Bänk"}, texts={"fi": "Tuli.", "sv": "Kom."}), by=None
    )
    answer_inputs(town=town, outcome=made, answers=[Answered(pin.pk, "noted") for pin in (swedish, russian)])
    updates = {update.pin_id: update for update in publish(town, made)}
    assert "Bänk" in updates[swedish.pk].public_text
    assert (updates[swedish.pk].language, updates[russian.pk].language) == ("sv", "fi")
