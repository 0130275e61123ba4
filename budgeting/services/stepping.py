"""The one way in which a proposal changes: nobody's edit is overwritten, and every change has its step in its history.

The row is locked, the version that was seen is compared, the proposal changes, a step keeps what was before, and what
the public reads follows: all in one transaction.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db.models import Model
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Body, User
from budgeting.models import Proposal, ProposalAuthor, ProposalStep
from budgeting.services.publishing import publish_proposals
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town

LONGEST_WORDS = 10_000


@dataclass(frozen=True)
class By:
    """Who acts, and which version was before them (None: whichever it is, for programs)."""

    user: User | None = None
    author: ProposalAuthor | None = None
    version: int | None = None


@dataclass(frozen=True)
class Entry:
    """A step: its kind, the fields with their new values, what everybody may read of it, and what stays inside."""

    kind: str
    sets: Mapping[str, Any] = field(default_factory=dict)
    text: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    body: Body | None = None
    other: Proposal | None = None
    keeps: Mapping[str, Any] = field(default_factory=dict)


class StaleProposal(Exception):
    """It changed after it was read; nothing was written."""

    status = 412
    code = "stale_edit"

    def __init__(self, current: Proposal, seen: int) -> None:
        super().__init__(f"version {seen} was edited, version {current.version} is current")
        self.current, self.seen = current, seen


def locked(proposals: Iterable[Proposal | int]) -> dict[int, Proposal]:
    """The rows as they are, kept so until the transaction ends; always locked in one order. Inside `in_town`."""
    wanted = [one if isinstance(one, int) else one.pk for one in proposals]
    rows = Proposal.objects.select_for_update(of=("self",)).select_related("round", "pot", "theme")
    return {row.pk: row for row in rows.filter(pk__in=wanted).order_by("pk")}


def step(*, town: Municipality, proposal: Proposal, entry: Entry, by: By | None = None) -> ProposalStep | None:
    """Make one change. None when everything is so already and nothing is said: then nothing is written."""
    with in_town(town):
        now = locked([proposal])[proposal.pk]
        made = step_locked(now, entry, by or By())
        if made is not None:
            publish_proposals(town=town, proposals=[now])
    for name in ("version", *entry.sets):
        setattr(proposal, name, getattr(now, name))
    return made


def step_locked(now: Proposal, entry: Entry, by: By) -> ProposalStep | None:
    """`step` for a proposal that the caller has locked; the caller publishes."""
    if by.version not in (None, now.version):
        raise StaleProposal(now, by.version or 0)
    differs = {name: value for name, value in entry.sets.items() if getattr(now, name) != value}
    if not (differs or entry.text or entry.note or entry.keeps):
        return None
    before = {name: kept(getattr(now, name)) for name in differs} | dict(entry.keeps)
    for name, value in differs.items():
        setattr(now, name, value)
    now.version += 1
    now.save(update_fields=["version", *differs])
    return ProposalStep.objects.create(
        municipality_id=now.municipality_id,
        proposal=now,
        kind=entry.kind,
        state=now.state,
        text=dict(entry.text),
        note=entry.note.strip()[:LONGEST_WORDS],
        body=entry.body,
        other=entry.other,
        before=before,
        user=by.user,
        author=by.author,
    )


def kept(value: Any) -> Any:
    """A value as the history keeps it: rows by their number, days and places as text."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value.ewkt if isinstance(value, GEOSGeometry) else value


def refuse(field: str, code: str, detail: str | Promise) -> Refused:
    return Refused([FieldError(field, code, detail)])


def said(texts: Mapping[str, str], field: str, missing: str | Promise | None = None) -> dict[str, str]:
    """Words by language, without blanks around them; Refused where none is given though one is needed."""
    cleaned = {language[:10]: text.strip() for language, text in texts.items() if text and text.strip()}
    if missing is not None and not cleaned:
        raise refuse(field, "required", missing)
    for text in cleaned.values():
        if "\x00" in text:
            raise refuse(field, "not_text", _("The text has a character that cannot be stored."))
        if len(text) > LONGEST_WORDS:
            raise refuse(field, "too_long", _("The text is too long."))
    return cleaned


def in_languages(town: Municipality, sentence: str | Promise) -> dict[str, str]:
    """A sentence of ours (lazy) in every language of the town."""
    texts = {}
    for language in town.languages:
        with translation.override(language):
            texts[language] = str(sentence)
    return texts
