"""Participation and assessment schemes (OAS): written, published whole, and followed by the next version."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from zoning.models import ParticipationScheme, Plan
from zoning.services.plans import LONGEST_TEXT, keep_plan, locked_plan, said, wrong_texts

Texts = Mapping[str, str]
Rows = Sequence[Mapping[str, Any]]
TEXTS = ("purpose", "area", "background", "changes")
# Each list's parts: texts by language, and plain ones
LISTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "parties": (("names", "why"), ()),
    "methods": (("names", "phase", "when"), ()),
    "impacts": (("names", "how"), ()),
    "contacts": (("names", "title"), ("phone", "email")),
    "timetable": (("names",), ("phase", "from", "to")),
}
MOST_ROWS = 60
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
MISSING = {
    "purpose": _("Say what is planned and what for."),
    "area": _("Say where the area is."),
    "parties": _("Say who the parties are."),
    "methods": _("Say how people can take part."),
    "impacts": _("Say which impacts are assessed."),
    "contacts": _("Say whom to ask."),
    "timetable": _("Give the timetable."),
}


@dataclass(frozen=True)
class SchemeFacts:
    """One version of a scheme. `methods` say in which phase people are heard, and how."""

    purpose: Texts = field(default_factory=dict)
    area: Texts = field(default_factory=dict)
    background: Texts = field(default_factory=dict)
    changes: Texts = field(default_factory=dict)
    parties: Rows = ()
    methods: Rows = ()
    impacts: Rows = ()
    contacts: Rows = ()
    timetable: Rows = ()


def write_scheme(
    *, town: Municipality, plan: Plan, facts: SchemeFacts, user: User | None = None
) -> ParticipationScheme:
    """The version that is being written; after a published one the next number begins. Raises Refused."""
    values = _checked(facts)
    with in_town(town):
        locked_plan(plan)
        newest = plan.schemes.select_for_update().first()
        if newest is None or newest.published_at is not None:
            newest = ParticipationScheme(municipality=town, plan=plan, number=(newest.number if newest else 0) + 1)
        for name, value in values.items():
            setattr(newest, name, value)
        newest.made_by, newest.made_at = user, timezone.now()
        newest.save()
        return newest


def publish_scheme(*, town: Municipality, scheme: ParticipationScheme) -> ParticipationScheme:
    """Everybody reads it, and it is edited no more. Refused, with what is missing, until it is whole."""
    with in_town(town):
        plan = locked_plan(scheme.plan)
        now: ParticipationScheme = ParticipationScheme.objects.select_for_update().get(pk=scheme.pk)
        errors = missing(town, now)
        if errors:
            raise Refused(errors)
        if now.published_at is None:
            now.published_at = timezone.now()
            now.save(update_fields=["published_at"])
            keep_plan(town, plan)
        return now


def missing(town: Municipality, scheme: ParticipationScheme) -> list[FieldError]:
    """What the law wants in a scheme and is not there, in the town's first language; for a later version also what is
    new in it."""
    first = town.first_language
    errors = [
        FieldError(name, "required", MISSING[name])
        for name in ("purpose", "area")
        if not getattr(scheme, name).get(first)
    ]
    for name in LISTS:
        rows = getattr(scheme, name)
        if not rows or not all(row.get("names", {}).get(first) for row in rows):
            errors.append(FieldError(name, "required", MISSING[name]))
    if scheme.number > 1 and not scheme.changes.get(first):
        errors.append(FieldError("changes", "required", _("Say what is new in this version.")))
    return errors


def untranslated(scheme: ParticipationScheme, languages: Sequence[str]) -> dict[str, list[str]]:
    """Language → parts of the scheme that have text, but none in that language."""
    found: dict[str, list[str]] = {}
    for language in languages:
        texts = [name for name in TEXTS if (text := getattr(scheme, name)) and not text.get(language)]
        lists = [
            name
            for name, (by_language, _plain) in LISTS.items()
            if any(
                row.get(part) and not row[part].get(language) for row in getattr(scheme, name) for part in by_language
            )
        ]
        if texts or lists:
            found[language] = [*texts, *lists]
    return found


def _checked(facts: SchemeFacts) -> dict[str, Any]:
    errors = [error for name in TEXTS for error in wrong_texts(name, getattr(facts, name), LONGEST_TEXT)]
    values: dict[str, Any] = {name: said(getattr(facts, name)) for name in TEXTS}
    for name, (by_language, plain) in LISTS.items():
        rows = [_row(row, by_language, plain) for row in getattr(facts, name)]
        values[name] = [row for row in rows if row]
        if len(rows) > MOST_ROWS:
            errors.append(FieldError(name, "too_many", _("The list is too long.")))
        errors += [
            error
            for row in values[name]
            for part in by_language
            for error in wrong_texts(name, row.get(part, {}), 2000)
        ]
    for row in values["timetable"]:
        if any(row.get(end) and not _MONTH.fullmatch(row[end]) for end in ("from", "to")):
            errors.append(FieldError("timetable", "not_a_month", _("Write months as 2026-05.")))
    if errors:
        raise Refused(errors)
    return values


def _row(row: Mapping[str, Any], by_language: Sequence[str], plain: Sequence[str]) -> dict[str, Any]:
    """The row without what is empty; nothing of a row that is empty."""
    texts = {part: text for part in by_language if (text := said(row.get(part) or {}))}
    others = {part: plainly for part in plain if (plainly := str(row.get(part) or "").strip()[:200])}
    return {**texts, **others} if texts or others else {}
