"""What followed from messages: written, linked to the messages it rests on, told to those who sent them, withdrawn.

Publishing closes no message: what became of each is said in its own history, as one entry, and whoever sent or supports
it is told by the outbox. Published again, only those are told who were not, or whose response changed since.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Body, User
from delivery.services import enqueue
from feedback_map.models import Outcome, OutcomeInput, Pin, Support, Update
from feedback_map.services.changing import Change, Entry, Words, enter_locked, follow_up, locked_pins
from feedback_map.services.photos import publish_photos_of
from geo import sql
from geo.languages import text_in
from geo.models import Area, Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from participation.models import Process

LONGEST_TITLE, LONGEST_TEXT, LONGEST_WHY = 200, 10_000, 2_000
MOST_INPUTS = 2_000
OUTCOME_PUBLISHED = "outcome.published"


@dataclass(frozen=True)
class OutcomeWords:
    """What an outcome says; titles and texts by language, at least in the town's first one."""

    titles: Mapping[str, str]
    texts: Mapping[str, str]
    decided_on: datetime.date
    decided_by: Body | None = None
    about_area: Area | None = None
    place: GEOSGeometry | None = None
    process: Process | None = None
    theme: str = ""


@dataclass(frozen=True)
class Answered:
    """What became of one message: the response, and why, by language."""

    pin: int
    response: str
    why: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ToTell:
    """Who would be told if the outcome were published now; the inputs with their pins."""

    inputs: tuple[OutcomeInput, ...]
    supporters: int


class StaleOutcome(Exception):
    """The outcome changed after it was read. Both versions are here, so that nobody's words are lost."""

    status = 412
    code = "stale_edit"

    def __init__(self, current: Outcome, yours: OutcomeWords | None) -> None:
        super().__init__(f"version {current.version} is current")
        self.current, self.yours = current, yours


def make_outcome(*, town: Municipality, words: OutcomeWords, by: User | None) -> Outcome:
    """A draft: nobody outside the desk sees it."""
    values = _checked(town, words)
    with in_town(town):
        return Outcome.objects.create(municipality=town, made_by=by, made_at=timezone.now(), **values)


def change_outcome(*, town: Municipality, outcome: Outcome, words: OutcomeWords, version: int | None) -> Outcome:
    """Other words, place or theme. What is published changes at once; nobody is told of a mended sentence."""
    values = _checked(town, words)
    with in_town(town):
        now = _locked(town, outcome, version, words)
        if all(getattr(now, name) == value for name, value in values.items()):
            return now
        for name, value in values.items():
            setattr(now, name, value)
        return _kept(town, now)


def answer_inputs(*, town: Municipality, outcome: Outcome, answers: Sequence[Answered]) -> int:
    """Take messages in as inputs, or change what became of them. Gives how many are new or different."""
    _check_answers(answers)
    with in_town(town):
        now = _locked(town, outcome, None, None)
        known = {one.pin_id: one for one in OutcomeInput.objects.filter(outcome=now)}
        wanted = {one.pin: one for one in answers}
        ours = set(Pin.objects.filter(municipality=town, pk__in=wanted).values_list("pk", flat=True))
        if len(ours) < len(wanted):
            raise Refused([FieldError("pins", "unknown_pin", gettext_lazy("A message was not found."))])
        if len(known.keys() | ours) > MOST_INPUTS:
            raise Refused([FieldError("pins", "too_many", gettext_lazy("An outcome can name 2,000 messages."))])
        differing = [one for one in wanted.values() if not _is_same(known.get(one.pin), one)]
        rows = [
            OutcomeInput(municipality=town, outcome=now, pin_id=one.pin, response=one.response, why=_said(one.why))
            for one in differing
        ]
        OutcomeInput.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["outcome", "pin"], update_fields=["response", "why"]
        )
        if differing:
            _kept(town, now)
    return len(differing)


def drop_inputs(*, town: Municipality, outcome: Outcome, pins: Iterable[int]) -> int:
    """The outcome no longer names these messages. Whoever was told is told that it was taken back."""
    with in_town(town):
        now = _locked(town, outcome, None, None)
        rows = OutcomeInput.objects.filter(outcome=now, pin_id__in=list(pins))
        gone = list(rows.values_list("pin_id", flat=True))
        rows.delete()
        if gone:
            _take_back(town, now, gone)
            _kept(town, now)
    return len(gone)


def publish_outcome(*, town: Municipality, outcome: Outcome, by: User | None, version: int | None) -> list[Update]:
    """Everybody reads it, and whoever sent or supports its messages is told. Again: only those not told so yet."""
    with in_town(town):
        now = _locked(town, outcome, version, None)
        waiting = list(_untold(now))
        pins = {pin.pk: pin for pin in locked_pins(town, [one.pin_id for one in waiting])}
        updates = [_told(town, now, one, pins[one.pin_id], by) for one in waiting]
        if now.published_at is None or waiting:
            now.published_at = now.published_at or timezone.now()
            _kept(town, now)
            enqueue(topic=OUTCOME_PUBLISHED, payload={"outcome": now.public_id}, municipality=town)
        follow_up(town=town, updates=updates)
    outcome.published_at, outcome.version = now.published_at, now.version
    return updates


def withdraw_outcome(*, town: Municipality, outcome: Outcome, by: User | None, version: int | None) -> Outcome:
    """Nobody outside the desk sees it any more, and whoever was told is told so. Withdrawn again, nothing happens."""
    with in_town(town):
        now = _locked(town, outcome, version, None)
        if now.published_at is None:
            return now
        now.published_at = None
        _kept(town, now)
        _take_back(town, now, OutcomeInput.objects.filter(outcome=now).values_list("pin_id", flat=True), by)
    return now


def who_is_told(town: Municipality, outcome: Outcome) -> ToTell:
    """For the preview; reads what `publish_outcome` would act on."""
    with in_town(town):
        inputs = tuple(_untold(outcome))
        pins = [one.pin_id for one in inputs]
        supporters = Support.objects.filter(pin_id__in=pins).values("participant").distinct().count()
    return ToTell(inputs, supporters)


def _kept(town: Municipality, outcome: Outcome) -> Outcome:
    """Save the locked outcome as its next version, with what everybody reads of it."""
    outcome.version += 1
    outcome.save()
    sql.row("feedback_map/publish_outcomes", {"town": town.pk, "outcomes": [outcome.pk]})
    sql.row("feedback_map/publish_outcome_inputs", {"town": town.pk, "outcomes": [outcome.pk], "pins": None})
    publish_photos_of(town=town, outcomes=[outcome.pk])
    return outcome


def _locked(town: Municipality, outcome: Outcome, version: int | None, yours: OutcomeWords | None) -> Outcome:
    """What is derived is locked first, as whoever changes pins does."""
    sql.run("feedback_map/share_derived", {"town": town.pk})
    now = Outcome.objects.select_for_update().get(municipality=town, pk=outcome.pk)
    if version not in (None, now.version):
        raise StaleOutcome(now, yours)
    return now


def _untold(outcome: Outcome) -> Iterable[OutcomeInput]:
    """Inputs whose people have not been told what is said of them now."""
    last = _last_told(outcome)
    inputs = OutcomeInput.objects.filter(outcome=outcome).select_related("pin").defer("pin__geom").order_by("pin_id")
    return (one for one in inputs if last.get(one.pin_id) != _mark(outcome, one))


def _last_told(outcome: Outcome) -> dict[int, dict[str, Any] | None]:
    """What each pin's history says of the outcome at its end: nothing, too, when it was taken back."""
    told = Update.objects.filter(municipality_id=outcome.municipality_id, detail__outcome=outcome.public_id)
    last = told.order_by("pin_id", "-pk").distinct("pin_id").values_list("pin_id", "kind", "detail")
    return {pin: _only_mark(detail) if kind == Update.Kind.OUTCOME else None for pin, kind, detail in last}


def _mark(outcome: Outcome, one: OutcomeInput) -> dict[str, Any]:
    """What tells two responses apart, without their words."""
    why = hashlib.sha256(repr(sorted(one.why.items())).encode()).hexdigest()[:16] if one.why else ""
    return {"outcome": outcome.public_id, "response": one.response, "why": why}


def _only_mark(detail: Mapping[str, Any]) -> dict[str, Any]:
    return {name: detail.get(name) for name in ("outcome", "response", "why")}


def _told(town: Municipality, outcome: Outcome, one: OutcomeInput, pin: Pin, by: User | None) -> Update:
    language = pin.language if pin.language in outcome.titles else town.first_language
    with translation.override(language):
        response = str(OutcomeInput.Response(one.response).label)
        lines = [f"{_('What followed')}: {outcome.name(language)}", f"{response}. {text_in(one.why, language)}".strip()]
    words = Words("\n".join(lines), language)
    update = enter_locked(pin, Entry(Update.Kind.OUTCOME, words, detail=_mark(outcome, one)), Change(by=by))
    assert update is not None  # it has words
    return update


def _take_back(town: Municipality, outcome: Outcome, pins: Iterable[int], by: User | None = None) -> None:
    """An entry for each pin that was told, saying that it no longer holds."""
    told = {pin for pin, mark in _last_told(outcome).items() if mark is not None}
    updates = []
    for pin in locked_pins(town, told & set(pins)):
        language = pin.language if pin.language in outcome.titles else town.first_language
        with translation.override(language):
            text = _("The outcome “%(title)s” was taken back.") % {"title": outcome.name(language)}
        entry = Entry(Update.Kind.UNDONE, Words(text, language), detail={"outcome": outcome.public_id})
        updates.append(enter_locked(pin, entry, Change(by=by)))
    follow_up(town=town, updates=[update for update in updates if update is not None])


def _is_same(known: OutcomeInput | None, wanted: Answered) -> bool:
    return known is not None and (known.response, known.why) == (wanted.response, _said(wanted.why))


def _said(texts: Mapping[str, str]) -> dict[str, str]:
    return {code: text.strip() for code, text in texts.items() if text.strip()}


def _check_answers(answers: Sequence[Answered]) -> None:
    errors = []
    if any(one.response not in OutcomeInput.Response.values for one in answers):
        errors.append(FieldError("response", "unknown_response", gettext_lazy("Choose what became of the message.")))
    if any(len(text) > LONGEST_WHY or "\x00" in text for one in answers for text in one.why.values()):
        errors.append(FieldError("why", "too_long", gettext_lazy("The text is too long.")))
    if errors:
        raise Refused(errors)


def _checked(town: Municipality, words: OutcomeWords) -> dict[str, Any]:
    """The columns of an outcome, or Refused with every reason."""
    titles, texts, first = _said(words.titles), _said(words.texts), town.first_language
    errors = []
    for name, said, most in (("title", titles, LONGEST_TITLE), ("text", texts, LONGEST_TEXT)):
        if first not in said:
            errors.append(FieldError(f"{name}_{first}", "required", gettext_lazy("Write this in the town's language.")))
        errors += [
            FieldError(f"{name}_{code}", "too_long", gettext_lazy("The text is too long."))
            for code, text in said.items()
            if len(text) > most or "\x00" in text
        ]
    for name, thing in (("decided_by", words.decided_by), ("area", words.about_area), ("process", words.process)):
        if thing is not None and thing.municipality_id != town.pk:
            errors.append(FieldError(name, "unknown", gettext_lazy("The town has no such thing.")))
    if errors:
        raise Refused(errors)
    rest = {name: getattr(words, name) for name in ("decided_on", "decided_by", "about_area", "place", "process")}
    return {"titles": titles, "texts": texts, "theme": words.theme.strip()[:60], **rest}
