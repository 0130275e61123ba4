"""What was changed in a round after somebody had voted, in words."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from budgeting.models import RoundChange, RoundPhase
from geo.languages import text_in


@dataclass(frozen=True)
class ToldChange:
    """When, why, and of each thing that changed what it was and what it is (empty where words would not help)."""

    at: datetime.datetime
    reason: str
    things: tuple[tuple[str, str, str], ...]


def told_changes(changes: Iterable[RoundChange], language: str) -> list[ToldChange]:
    """The newest first."""
    told = [
        ToldChange(
            change.at,
            text_in(change.reason, language),
            tuple(
                (_name(key), _said(key, change.before.get(key), language), _said(key, value, language))
                for key, value in change.after.items()
                if key != "question"
            ),
        )
        for change in changes
    ]
    return told[::-1]


def _name(key: str) -> str:
    names = {
        "title": _("Name"),
        "summary": _("What it is about"),
        "who_decides": _("Who decides"),
        "when_decided": _("When it is decided"),
        "can_change": _("What you can change"),
        "is_fixed": _("What is already fixed"),
        "owner": _("Who is in charge"),
        "double_entry": _("How ballots on paper are checked"),
        "checked_share": _("How ballots on paper are checked"),
        "minimal_data": _("How little is asked of people"),
        "phases": _("Phases and their days"),
        "themes": _("Themes"),
        "pots": _("Names of the pots"),
        "proposals": _("Proposals on the ballot"),
    }
    return names.get(key, key)


def _said(key: str, value: Any, language: str) -> str:
    if key == "phases" and isinstance(value, list):
        return "; ".join(_phase(one) for one in value if isinstance(one, Mapping))
    if key in ("themes", "pots") and isinstance(value, Mapping):
        return ", ".join(text_in(names, language) for names in value.values())
    if key == "checked_share":
        return f"{value} %"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return text_in(value, language) if isinstance(value, Mapping) else ""


def _phase(said: Mapping[str, Any]) -> str:
    kinds = dict(RoundPhase.Kind.choices)
    first, last = (_day(said.get(name)) for name in ("starts_on", "ends_on"))
    return f"{kinds.get(str(said.get('kind')), '')} {first} – {last or _('until further notice')}"


def _day(written: object) -> str:
    return date_format(datetime.date.fromisoformat(written), "SHORT_DATE_FORMAT") if isinstance(written, str) else ""
