"""Sheets of printed codes. A code is shown once, when its sheet is made; afterwards only keyed hashes are there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from budgeting.models import CodeSheet, Round, Voter, VotingWay
from budgeting.voter_keys import voter_key
from budgeting.voting_codes import new_code, shown
from budgeting.words import ages_listed
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from participation.models import AgeBand, Channel, Event

MOST_CODES = 5_000


@dataclass(frozen=True)
class SheetInput:
    """For whom codes are printed, how many, and how ballots cast with them count as having come.

    `age_bands`: of those whom they are for, so that they open no other age group's pot; empty where nobody knows.
    """

    label: str
    codes: int
    channel: str = Channel.PAPER
    event: Event | None = None
    age_bands: tuple[str, ...] = ()


@dataclass(frozen=True)
class PrintedSheet:
    """A sheet and its codes in groups, as they are printed. Nobody can get the codes again."""

    sheet: CodeSheet
    codes: tuple[str, ...]


@dataclass(frozen=True)
class SheetUse:
    sheet: CodeSheet
    used: int

    @property
    def ages(self) -> str:
        return ages_listed(self.sheet.age_bands)


def print_sheet(*, town: Municipality, round: Round, sheet: SheetInput, by: User) -> PrintedSheet:
    """New codes for a round that takes codes and was not closed. Raises Refused."""
    with in_town(town):
        now = Round.objects.get(pk=round.pk)
        _check(now, sheet)
        codes = [new_code() for _number in range(sheet.codes)]
        made = CodeSheet.objects.create(
            municipality=town,
            round=now,
            label=sheet.label.strip(),
            channel=sheet.channel,
            event=sheet.event,
            codes=sheet.codes,
            age_bands=list(sheet.age_bands),
            made_by=by,
        )
        keys = (voter_key(now, VotingWay.CODE, code) for code in codes)
        one: dict[str, Any] = {"municipality": town, "round": now, "way": VotingWay.CODE, "sheet": made}
        Voter.objects.bulk_create(Voter(**one, key_hash=key, age_bands=made.age_bands) for key in keys)
    return PrintedSheet(made, tuple(shown(code) for code in codes))


def withdraw_sheet(*, town: Municipality, sheet: CodeSheet) -> CodeSheet:
    """Its unused codes open nothing any more; ballots that were cast stay. Again changes nothing."""
    with in_town(town):
        CodeSheet.objects.filter(pk=sheet.pk, withdrawn_at=None).update(withdrawn_at=timezone.now())
        return CodeSheet.objects.get(pk=sheet.pk)


def sheets_of(*, town: Municipality, round: Round) -> list[SheetUse]:
    """Newest first, with how many of its codes were used. Once the vote is closed nobody knows that any more."""
    with in_town(town):
        sheets = CodeSheet.objects.filter(round=round).select_related("event", "made_by")
        return [SheetUse(sheet, sheet.used) for sheet in sheets.annotate(used=Count("voters__turnout"))]


def _check(round: Round, sheet: SheetInput) -> None:
    errors = []
    if VotingWay.CODE not in round.ways:
        errors.append(FieldError("round", "wrong_way", _("The round does not take printed codes.")))
    if not round.is_open_for_ballots:
        errors.append(FieldError("round", "closed", _("The vote is closed.")))
    if not sheet.label.strip() or len(sheet.label) > 120:
        errors.append(FieldError("label", "required", _("Say for whom the codes are, in at most 120 characters.")))
    if not 1 <= sheet.codes <= MOST_CODES:
        errors.append(FieldError("codes", "how_many", _("Print from 1 to 5,000 codes at a time.")))
    if sheet.channel not in Channel.values:
        errors.append(FieldError("channel", "unknown_channel", _("The channel is not known.")))
    if not set(sheet.age_bands) <= set(AgeBand.values):
        errors.append(FieldError("age_bands", "unknown_ages", _("Choose the ages from the list.")))
    if errors:
        raise Refused(errors)
