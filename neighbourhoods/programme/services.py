"""Writing a programme: goals and measures by those who keep it, how far a measure has come by its owner.

An edit that was begun from an older version is not taken: both versions are handed back (A20).
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.models import Body, User
from feedback_map.models import Outcome
from geo.models import Area, Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from neighbourhoods.models import Evidence, Goal, Measure, Programme
from participation.models import Event, Process

Row = TypeVar("Row", Programme, Measure)
LONGEST_TITLE, LONGEST_TEXT = 1_000, 5_000
is_web_address = URLValidator(schemes=["http", "https"])


class StaleEdit(Exception):
    """It changed after it was read. The current one is here, so that nobody's words are lost."""

    status = 412
    code = "stale_edit"

    def __init__(self, current: Programme | Measure) -> None:
        super().__init__(f"version {current.version} is current")
        self.current = current


@dataclass(frozen=True)
class ProgrammeWords:
    """What a programme says of itself."""

    titles: Mapping[str, str]
    starts_on: datetime.date
    ends_on: datetime.date
    summaries: Mapping[str, str] = field(default_factory=dict)
    stage: str = Programme.Stage.DRAFT
    is_public: bool = False
    approved_by: str = ""
    approved_on: datetime.date | None = None
    source: str = ""
    source_url: str = ""
    process: Process | None = None


@dataclass(frozen=True)
class MeasureWords:
    """What a measure says: what, who, when, how it is looked at, and where."""

    titles: Mapping[str, str]
    owner: Body | None = None
    owner_words: str = ""
    schedule: str = ""
    starts_on: datetime.date | None = None
    due_on: datetime.date | None = None
    evaluation: str = ""
    indicator: str = ""
    target: float | None = None
    aim: str = Measure.Aim.AT_LEAST
    area: Area | None = None


@dataclass(frozen=True)
class Progress:
    """How far a measure has come, in a word and in sentences by language."""

    status: str
    words: Mapping[str, str] = field(default_factory=dict)
    on: datetime.date | None = None


@dataclass(frozen=True)
class Shown:
    """One thing that shows a measure was carried out: an address, or something of the service."""

    day: datetime.date
    url: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    outcome: Outcome | None = None
    event: Event | None = None
    process: Process | None = None


def make_programme(*, town: Municipality, slug: str, words: ProgrammeWords) -> Programme:
    _check_programme(words)
    with in_town(town):
        if Programme.objects.filter(municipality=town, slug=slug).exists():
            raise Refused([FieldError("slug", "taken", _("There is a programme with this short name already."))])
        return Programme.objects.create(municipality=town, slug=slug, **vars(words))


def change_programme(
    *, town: Municipality, programme: Programme, words: ProgrammeWords, version: int | None
) -> Programme:
    """The same words again change nothing."""
    _check_programme(words)
    with in_town(town):
        now = Programme.objects.select_for_update().get(municipality=town, pk=programme.pk)
        return _changed(now, vars(words), version)


def add_goal(*, town: Municipality, programme: Programme, titles: Mapping[str, str], form: str = "") -> Goal:
    """As the last one. Its heading is that of the goal before it."""
    _check_titles(titles)
    with in_town(town):
        Programme.objects.select_for_update().get(municipality=town, pk=programme.pk)
        last = Goal.objects.filter(programme=programme).order_by("-number").first()
        return Goal.objects.create(
            municipality=town,
            programme=programme,
            number=(last.number if last else 0) + 1,
            headings=last.headings if last else {},
            titles=_said(titles),
            form=form,
        )


def add_measure(*, town: Municipality, goal: Goal, words: MeasureWords) -> Measure:
    _check_measure(words)
    with in_town(town):
        Goal.objects.select_for_update().get(municipality=town, pk=goal.pk)
        last = Measure.objects.filter(goal=goal).aggregate(last=Max("number"))["last"] or 0
        return Measure.objects.create(municipality=town, goal=goal, number=last + 1, **vars(words))


def change_measure(*, town: Municipality, measure: Measure, words: MeasureWords, version: int | None) -> Measure:
    _check_measure(words)
    with in_town(town):
        return _changed(_locked(town, measure), vars(words), version)


def remove_measure(*, town: Municipality, measure: Measure) -> None:
    """One that was never begun. What was begun is given up with a word why, so that it stays in the books."""
    with in_town(town):
        now = Measure.objects.select_for_update().filter(municipality=town, pk=measure.pk).first()
        if now is None:
            return
        if now.status != Measure.Status.PLANNED or now.evidence.exists():
            why = _("It was begun already: say that it was given up, and why.")
            raise Refused([FieldError("status", "begun", why)])
        now.delete()


def tell_progress(*, town: Municipality, measure: Measure, progress: Progress, version: int | None) -> Measure:
    """How far it has come. One that is given up says why."""
    said = _said(progress.words)
    if progress.status not in Measure.Status.values:
        raise Refused([FieldError("status", "unknown_status", _("Choose how far the measure has come."))])
    if progress.status == Measure.Status.DROPPED and not said:
        raise Refused([FieldError("words", "required", _("Say why the measure is given up."))])
    _check_lengths("words", said)
    values = {"status": progress.status, "status_words": said, "status_on": progress.on}
    with in_town(town):
        return _changed(_locked(town, measure), values, version)


def add_evidence(*, town: Municipality, measure: Measure, shown: Shown, by: User | None) -> Evidence:
    """The same thing twice is one piece of evidence."""
    things = {name: getattr(shown, name) for name in ("outcome", "event", "process")}
    if bool(shown.url) + sum(thing is not None for thing in things.values()) != 1:
        raise Refused([FieldError("url", "one_thing", _("Give a web address, or choose one thing of the service."))])
    if shown.url:
        _check_address(shown.url)
    if any(thing is not None and thing.municipality_id != town.pk for thing in things.values()):
        raise Refused([FieldError("url", "unknown", _("This was not found."))])
    _check_lengths("words", shown.words)
    with in_town(town):
        known, _made = Evidence.objects.get_or_create(
            measure=_locked(town, measure),
            url=shown.url,
            **things,
            defaults={"municipality": town, "words": _said(shown.words), "day": shown.day, "added_by": by},
        )
    return known


def remove_evidence(*, town: Municipality, measure: Measure, evidence: str) -> None:
    with in_town(town):
        Evidence.objects.filter(municipality=town, measure=measure, public_id=evidence).delete()


def _locked(town: Municipality, measure: Measure) -> Measure:
    return Measure.objects.select_for_update(of=("self",)).get(municipality=town, pk=measure.pk)


def _changed(now: Row, values: Mapping[str, Any], version: int | None) -> Row:
    values = {name: dict(value) if isinstance(value, Mapping) else value for name, value in values.items()}
    if all(getattr(now, name) == value for name, value in values.items()):
        return now
    if version is not None and version != now.version:
        raise StaleEdit(now)
    for name, value in values.items():
        setattr(now, name, value)
    now.version += 1
    try:
        with transaction.atomic():
            now.save()
    except IntegrityError as error:
        raise Refused([FieldError("", "impossible", _("This cannot be kept as it stands."))]) from error
    return now


def _said(texts: Mapping[str, str]) -> dict[str, str]:
    return {code: text.strip() for code, text in texts.items() if text.strip()}


def _check_programme(words: ProgrammeWords) -> None:
    _check_titles(words.titles)
    _check_lengths("summaries", words.summaries)
    if words.ends_on < words.starts_on:
        raise Refused([FieldError("ends_on", "before_start", _("The last day is before the first one."))])
    if words.source_url:
        _check_address(words.source_url, "source_url")


def _check_measure(words: MeasureWords) -> None:
    _check_titles(words.titles)
    if words.owner is None and not words.owner_words.strip():
        raise Refused([FieldError("owner", "required", _("Say who is responsible: a unit, or in words."))])
    if words.starts_on and words.due_on and words.due_on < words.starts_on:
        raise Refused([FieldError("due_on", "before_start", _("The last day is before the first one."))])


def _check_titles(titles: Mapping[str, str]) -> None:
    if not _said(titles):
        raise Refused([FieldError("title", "required", _("Write a title."))])
    if any(len(text) > LONGEST_TITLE for text in titles.values()):
        raise Refused([FieldError("title", "too_long", _("The title is longer than 1,000 characters."))])


def _check_lengths(name: str, texts: Mapping[str, str]) -> None:
    if any(len(text) > LONGEST_TEXT for text in texts.values()):
        raise Refused([FieldError(name, "too_long", _("The text is longer than 5,000 characters."))])


def _check_address(url: str, name: str = "url") -> None:
    try:
        is_web_address(url)
    except ValidationError as error:
        raise Refused([FieldError(name, "no_address", _("Write a web address: https://…"))]) from error
