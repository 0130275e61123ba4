"""The form of a participation scheme: texts, and lists with some empty rows at their ends, so that no script is needed.

A field's name says where it belongs: `purpose.fi`, `parties.0.names.fi`, `contacts.2.phone`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from frontend.pages import OWN_NAMES
from geo.models import Municipality
from zoning.models import ParticipationScheme
from zoning.services import SchemeFacts
from zoning.services.schemes import LISTS, MOST_ROWS, TEXTS

EMPTY_ROWS = 3
TITLES: dict[str, Promise] = {
    "purpose": _("What is planned and what for"),
    "area": _("The area"),
    "background": _("Earlier plans, reports and decisions"),
    "changes": _("What is new in this version"),
    "parties": _("Parties"),
    "methods": _("How people can take part"),
    "impacts": _("Impacts that are assessed"),
    "contacts": _("Whom to ask"),
    "timetable": _("Timetable"),
}
PARTS: dict[str, Promise] = {
    "names": _("Name"),
    "why": _("Why they are parties"),
    "phase": _("Phase"),
    "when": _("When"),
    "how": _("How it is assessed"),
    "title": _("Title"),
    "phone": _("Phone"),
    "email": _("E-mail"),
    "from": _("From (2026-05)"),
    "to": _("To (2026-06)"),
}


@dataclass(frozen=True)
class Field:
    name: str
    label: str
    value: str
    language: str = ""


@dataclass(frozen=True)
class SchemeForm:
    """What stands in the form: what was sent, else the newest version."""

    town: Municipality
    scheme: ParticipationScheme | None
    sent: QueryDict | None = None

    @property
    def texts(self) -> list[tuple[str, list[Field]]]:
        return [(str(TITLES[name]), [self._text(name, code) for code in self.town.languages]) for name in TEXTS]

    @property
    def lists(self) -> list[tuple[str, str, list[list[Field]]]]:
        return [(name, str(TITLES[name]), [self._row(name, n) for n in range(self._rows(name))]) for name in LISTS]

    @property
    def facts(self) -> SchemeFacts:
        """What was sent. Rows stand in the order of the form."""
        texts = {name: {code: self._sent(f"{name}.{code}") for code in self.town.languages} for name in TEXTS}
        lists: dict[str, Sequence[dict[str, Any]]] = {
            name: [self._sent_row(name, n) for n in range(MOST_ROWS)] for name in LISTS
        }
        return SchemeFacts(**texts, **lists)  # type: ignore[arg-type]

    def _text(self, name: str, code: str) -> Field:
        kept = getattr(self.scheme, name).get(code, "") if self.scheme else ""
        value = self._sent(f"{name}.{code}") if self.sent is not None else kept
        return Field(f"{name}.{code}", f"{TITLES[name]} ({OWN_NAMES.get(code, code)})", value, code)

    def _row(self, name: str, number: int) -> list[Field]:
        by_language, plain = LISTS[name]
        row = self._sent_row(name, number) if self.sent is not None else self._kept(name, number)
        several = [
            Field(f"{name}.{number}.{part}.{code}", f"{PARTS[part]} ({code})", row.get(part, {}).get(code, ""), code)
            for part in by_language
            for code in self.town.languages
        ]
        return [*several, *(Field(f"{name}.{number}.{p}", str(PARTS[p]), row.get(p, "")) for p in plain)]

    def _rows(self, name: str) -> int:
        kept = len(getattr(self.scheme, name)) if self.scheme else 0
        sent = sum(any(self._sent_row(name, n).values()) for n in range(MOST_ROWS)) if self.sent is not None else 0
        return min(max(kept, sent) + EMPTY_ROWS, MOST_ROWS)

    def _kept(self, name: str, number: int) -> dict[str, Any]:
        rows: list[dict[str, Any]] = getattr(self.scheme, name) if self.scheme else []
        return rows[number] if number < len(rows) else {}

    def _sent_row(self, name: str, number: int) -> dict[str, Any]:
        by_language, plain = LISTS[name]
        stem = f"{name}.{number}"
        texts = {
            part: {code: text for code in self.town.languages if (text := self._sent(f"{stem}.{part}.{code}"))}
            for part in by_language
        }
        return {**texts, **{part: self._sent(f"{stem}.{part}") for part in plain}}

    def _sent(self, name: str) -> str:
        return self.sent.get(name, "").replace("\x00", "") if self.sent is not None else ""
