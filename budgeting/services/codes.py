"""Sheets of printed codes. A code is shown once, when its sheet is made; afterwards only keyed hashes are there."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User
from budgeting.models import CodeSheet, Round
from geo.models import Municipality
from participation.models import Channel, Event

MOST_CODES = 5_000


@dataclass(frozen=True)
class SheetInput:
    """For whom codes are printed, how many, and how ballots cast with them count as having come."""

    label: str
    codes: int
    channel: str = Channel.PAPER
    event: Event | None = None


@dataclass(frozen=True)
class PrintedSheet:
    """A sheet and its codes in groups, as they are printed. Nobody can get the codes again."""

    sheet: CodeSheet
    codes: tuple[str, ...]


@dataclass(frozen=True)
class SheetUse:
    sheet: CodeSheet
    used: int


def print_sheet(*, town: Municipality, round: Round, sheet: SheetInput, by: User) -> PrintedSheet:
    """New codes for a round that takes codes and was not closed. Raises Refused."""
    raise NotImplementedError


def withdraw_sheet(*, town: Municipality, sheet: CodeSheet) -> CodeSheet:
    """Its unused codes open nothing any more; ballots that were cast stay. Again changes nothing."""
    raise NotImplementedError


def sheets_of(*, town: Municipality, round: Round) -> list[SheetUse]:
    """Newest first, with how many of its codes were used."""
    raise NotImplementedError
