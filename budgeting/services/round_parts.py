"""The parts of a round: pots whose sum is its money, themes, phases, and the batches of a rolling intake."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import ProtectedError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from budgeting.models import IntakeBatch, Pot, Round, RoundPhase, RoundTheme
from budgeting.services.round_changes import Change, begin_change, refuse_frozen, tell_change
from budgeting.services.rounds import LONGEST_NAME, LONGEST_TEXT, Texts, keep_round, said, wrong_texts
from geo.models import Area, Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from participation.models import AgeBand

MOST_PARTS, MOST_CODE = 100, 60
NAMELESS = _("Give the name in the town's first language.")


@dataclass(frozen=True)
class PotFacts:
    """One pot; `code` is empty for a new one. Money is in cents."""

    names: Texts
    money_cents: int
    kind: str = Pot.Kind.TOWN
    area: Area | None = None
    age_bands: Sequence[str] = ()
    code: str = ""


@dataclass(frozen=True)
class ThemeFacts:
    names: Texts
    code: str = ""


@dataclass(frozen=True)
class PhaseFacts:
    """Both days are included; without a last one it lasts until further notice."""

    kind: str
    starts_on: datetime.date
    ends_on: datetime.date | None = None
    note: Texts = field(default_factory=dict)


@dataclass(frozen=True)
class BatchFacts:
    closes_on: datetime.date
    meets_on: datetime.date
    public_id: str = ""


def set_pots(*, town: Municipality, round: Round, pots: Sequence[PotFacts], change: Change) -> Round:
    """These pots and no others; the round's money is their sum. Raises Refused or StaleRound.

    Once somebody has voted only their names change.
    """
    _refuse(_wrong_pots(town, pots))
    with in_town(town):
        now = begin_change(round, change)
        known = {pot.code: pot for pot in now.pots.select_related("area")}
        wanted = _with_codes(pots, known)
        refuse_frozen(now, {"pots": _money(known.values())}, {"pots": _money(_rows(now, wanted))})
        names = {"pots": {code: pot.names for code, pot in known.items()}}
        tell_change(now, change, names, {"pots": {pot.code: said(pot.names) for pot in wanted}})
        _remove(pot for code, pot in known.items() if code not in {one.code for one in wanted})
        for row in _rows(now, wanted):
            row.pk = known[row.code].pk if row.code in known else None
            row.save()
        now.money_cents = sum(pot.money_cents for pot in wanted)
        return keep_round(now)


def set_themes(*, town: Municipality, round: Round, themes: Sequence[ThemeFacts], change: Change) -> Round:
    """These themes in this order, and no others. One that a proposal has stays. Raises Refused or StaleRound."""
    _refuse(_wrong_names(town, "themes", [theme.names for theme in themes]))
    with in_town(town):
        now = begin_change(round, change)
        known = {theme.code: theme for theme in now.themes.all()}
        wanted = _with_codes(themes, known)
        before = {code: theme.names for code, theme in known.items()}
        tell_change(now, change, {"themes": before}, {"themes": {one.code: said(one.names) for one in wanted}})
        _remove(theme for code, theme in known.items() if code not in {one.code for one in wanted})
        for order, theme in enumerate(wanted):
            values = {"municipality": town, "names": said(theme.names), "order": order}
            RoundTheme.objects.update_or_create(round=now, code=theme.code, defaults=values)
        return keep_round(now)


def set_phases(*, town: Municipality, round: Round, phases: Sequence[PhaseFacts], change: Change) -> Round:
    """These phases and no others. A published vote keeps its days' end in sight. Raises Refused or StaleRound."""
    _refuse(_wrong_phases(phases))
    with in_town(town):
        now = begin_change(round, change)
        if now.has_vote and now.published_at:
            _refuse(_without_vote(phases))
        before, wanted = list(now.phases.all()), sorted(phases, key=lambda one: (one.starts_on, one.kind))
        tell_change(now, change, {"phases": _days(before)}, {"phases": _days(wanted)})
        if _days(before) != _days(wanted):
            now.phases.all().delete()
            RoundPhase.objects.bulk_create(
                RoundPhase(municipality=town, round=now, **{**vars(one), "note": said(one.note)}) for one in wanted
            )
        return keep_round(now)


def set_batches(*, town: Municipality, round: Round, batches: Sequence[BatchFacts], change: Change) -> Round:
    """These batches; one that a council has handled stays. Ideas of a batch that is taken away wait for the next.

    Raises Refused or StaleRound.
    """
    _refuse(_wrong_batches(batches))
    with in_town(town):
        now = begin_change(round, change)
        kept = {one.public_id for one in batches}
        gone = now.batches.exclude(public_id__in=kept)
        if gone.filter(handled_at__isnull=False).exists():
            _refuse([FieldError("batches", "handled", _("The council has handled a batch that you left out."))])
        gone.delete()
        for one in batches:
            days = {"closes_on": one.closes_on, "meets_on": one.meets_on}
            if not now.batches.filter(public_id=one.public_id).update(**days):
                IntakeBatch.objects.create(municipality=town, round=now, **days)
        return keep_round(now)


def _rows(of: Round, wanted: Sequence[PotFacts]) -> list[Pot]:
    return [
        Pot(
            municipality=of.municipality,
            round=of,
            order=order,
            **{**vars(pot), "names": said(pot.names), "age_bands": list(pot.age_bands)},
        )
        for order, pot in enumerate(wanted)
    ]


def _money(pots: Iterable[Pot]) -> list[tuple[Any, ...]]:
    """What of pots the first ballot fixes."""
    return sorted((pot.code, pot.kind, pot.area_id, list(pot.age_bands), pot.money_cents) for pot in pots)


def _days(phases: Iterable[RoundPhase | PhaseFacts]) -> list[dict[str, Any]]:
    """As they are written down."""
    return [
        {
            "kind": str(one.kind),
            "starts_on": one.starts_on.isoformat(),
            "ends_on": one.ends_on.isoformat() if one.ends_on else None,
            "note": said(one.note),
        }
        for one in phases
    ]


def _with_codes(wanted: Sequence[Any], known: dict[str, Any]) -> list[Any]:
    """The same facts, new ones with a code that none of the others has."""
    taken, found = {*known, *(one.code for one in wanted)}, []
    for one in wanted:
        code = one.code if one.code in known else ""
        if not code:
            stem = slugify(next(iter(said(one.names).values()), ""))[: MOST_CODE - 5].strip("-_") or "osa"
            names = (stem, *(f"{stem}-{n}" for n in range(2, MOST_PARTS + 2)))
            code = next(name for name in names if name not in taken)
            taken.add(code)
        found.append(replace(one, code=code))
    return found


def _remove(rows: Iterable[Pot | RoundTheme]) -> None:
    try:
        for row in rows:
            row.delete()
    except ProtectedError:
        text = _("A proposal belongs to one that you left out. Move the proposal first.")
        raise Refused([FieldError("parts", "in_use", text)]) from None


def _refuse(errors: Sequence[FieldError]) -> None:
    if errors:
        raise Refused(errors)


def _wrong_names(town: Municipality, name: str, texts: Sequence[Texts]) -> list[FieldError]:
    errors = [error for one in texts for error in wrong_texts(name, one, LONGEST_NAME)]
    if any(town.first_language not in said(one) for one in texts):
        errors.append(FieldError(name, "required", NAMELESS))
    if len(texts) > MOST_PARTS:
        errors.append(FieldError(name, "too_many", _("There are too many.")))
    return errors


def _wrong_pots(town: Municipality, pots: Sequence[PotFacts]) -> list[FieldError]:
    errors = _wrong_names(town, "pots", [pot.names for pot in pots])
    if not pots or any(pot.money_cents <= 0 for pot in pots):
        errors.append(FieldError("pots", "no_money", _("Give each pot its money.")))
    if any(pot.kind == Pot.Kind.AREA and pot.area is None for pot in pots):
        errors.append(FieldError("pots", "no_area", _("Choose the area of a pot that is for an area.")))
    if any(pot.kind == Pot.Kind.AGE and not pot.age_bands for pot in pots):
        errors.append(FieldError("pots", "no_ages", _("Choose the ages of a pot that is for an age group.")))
    wrong = any(pot.kind not in Pot.Kind.values or not set(pot.age_bands) <= set(AgeBand.values) for pot in pots)
    if wrong or any(pot.area and pot.area.area_set.municipality_id != town.pk for pot in pots):
        errors.append(FieldError("pots", "unknown", _("Choose one of those that are offered.")))
    return errors


def _wrong_phases(phases: Sequence[PhaseFacts]) -> list[FieldError]:
    errors = [error for one in phases for error in wrong_texts("phases", one.note, LONGEST_TEXT)]
    if any(one.kind not in RoundPhase.Kind.values for one in phases):
        errors.append(FieldError("phases", "unknown", _("Choose one of those that are offered.")))
    if any(one.ends_on is not None and one.ends_on < one.starts_on for one in phases):
        errors.append(FieldError("phases", "backwards", _("A phase does not end before it begins.")))
    if len({(one.kind, one.starts_on) for one in phases}) < len(phases):
        errors.append(FieldError("phases", "twice", _("Two phases of one kind begin on the same day.")))
    return errors


def _without_vote(phases: Sequence[PhaseFacts]) -> list[FieldError]:
    votes = [one for one in phases if one.kind == RoundPhase.Kind.VOTE]
    if not votes:
        return [FieldError("phases", "no_vote", _("Give the days of the vote."))]
    if any(one.ends_on is None for one in votes):
        return [FieldError("phases", "endless_vote", _("Give the last day of the vote."))]
    return []


def _wrong_batches(batches: Sequence[BatchFacts]) -> list[FieldError]:
    errors = []
    if any(one.meets_on < one.closes_on for one in batches):
        errors.append(FieldError("batches", "backwards", _("The council meets after the last day of the ideas.")))
    if len({one.closes_on for one in batches}) < len(batches):
        errors.append(FieldError("batches", "twice", _("Two batches have the same last day.")))
    return errors
