"""Ballots on paper: entered with the place they came from, and checked by a second person, all or by a sample."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from budgeting.ballot_words import refusal_of, refused
from budgeting.models import Ballot, BallotKind, PaperBallot, Round, Turnout, Voter, VotingWay
from budgeting.services.casting import BallotInput, hold, keep_ballot, note_turnout
from budgeting.voter_keys import known_voter, voter_key
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from participation.models import Channel, Event, Participant
from participation.services import Home, tell_home
from zoning.clock import town_now, town_today

State = PaperBallot.State
CHANNELS = (Channel.PAPER, Channel.EVENT, Channel.SCHOOL, Channel.DESK)


@dataclass(frozen=True)
class PaperInput:
    """One sheet of paper as it is read: its number, what is marked, and where the box stood.

    `spoiled`: it cannot be counted (unreadable, too many marks); then there are no choices.
    """

    number: str
    choices: tuple[int, ...] = ()
    points: tuple[int, ...] = ()
    place: str = ""
    channel: str = Channel.PAPER
    event: Event | None = None
    spoiled: bool = False
    home: Home | None = None


def enter_paper(*, town: Municipality, round: Round, paper: PaperInput, by: User) -> PaperBallot:
    """Enter a ballot, or that it is spoiled. Whether a second person must check it is drawn by lot, which nobody can
    foresee. The same number again is Refused ("entered")."""
    _check(paper)
    try:
        with in_town(town):
            hold(round.pk)
            now = Round.objects.get(pk=round.pk)
            checked = now.double_entry or secrets.randbelow(100) < now.checked_share
            kept = PaperBallot(municipality=town, round=now, number=paper.number.strip(), entered_by=by)
            kept.place, kept.event = paper.place.strip(), paper.event
            if PaperBallot.objects.filter(round=now, number=kept.number).exists():
                raise Refused([FieldError("number", "entered", _("A ballot with this number was entered already."))])
            kept.state = State.TO_CHECK if checked else State.SPOILED if paper.spoiled else State.ENTERED
            kept.voter = None if paper.spoiled else _vote(town, now, kept, paper)
            kept.save(force_insert=True)
            return kept
    except IntegrityError as error:
        raise refusal_of(error) or error from None


def to_check(*, town: Municipality, round: Round, by: User) -> list[PaperBallot]:
    """What waits for a second person other than the one who entered it, by number."""
    with in_town(town):
        waiting = PaperBallot.objects.filter(round=round, state=State.TO_CHECK).exclude(entered_by=by)
        return list(waiting.select_related("event").order_by("number"))


def check_paper(*, town: Municipality, paper: PaperBallot, read: PaperInput, by: User) -> PaperBallot:
    """A second reading without seeing the first: the state becomes "agreed", "spoiled" or "differs". Raises Refused."""
    with in_town(town):
        now = _locked(paper)
        if now.state != State.TO_CHECK:
            raise Refused([FieldError("number", "checked", _("This ballot does not wait for a check."))])
        if now.entered_by_id == by.pk:
            raise Refused([FieldError("number", "own_entry", _("Somebody else must check what you entered."))])
        first = _first_reading(now)
        in_order = Round.objects.get(pk=now.round_id).ballot == BallotKind.RANKING
        same = read.spoiled == first.spoiled and (read.spoiled or _said(read, in_order) == _said(first, in_order))
        now.checked_by, now.checked_at = by, town_now()
        if same:
            now.state = State.SPOILED if read.spoiled else State.AGREED
        else:
            now.state = State.DIFFERS
            now.second_choices = [] if read.spoiled else list(read.choices)
            now.second_points = [] if read.spoiled else list(read.points)
        now.save()
        return now


def differing(*, town: Municipality, round: Round) -> list[PaperBallot]:
    """Read in two ways; `readings` says how."""
    with in_town(town):
        found = PaperBallot.objects.filter(round=round, state=State.DIFFERS)
        return list(found.select_related("event", "entered_by", "checked_by").order_by("number"))


def readings(*, town: Municipality, paper: PaperBallot) -> tuple[PaperInput, PaperInput]:
    """The two readings of a ballot that differ."""
    with in_town(town):
        now = PaperBallot.objects.get(pk=paper.pk)
        choices, points = tuple(now.second_choices or ()), tuple(now.second_points or ())
        second = PaperInput(now.number, choices, points, now.place, event=now.event, spoiled=not choices)
        return _first_reading(now), second


def resolve_paper(*, town: Municipality, paper: PaperBallot, read: PaperInput, by: User) -> PaperBallot:
    """What it says after both looked again; anybody who may enter ballots decides."""
    if read.spoiled:
        return spoil_paper(town=town, paper=paper, by=by)
    try:
        with in_town(town):
            hold(paper.round_id)
            now = _locked(paper)
            if now.state != State.DIFFERS:
                raise Refused([FieldError("number", "checked", _("This ballot does not wait for a decision."))])
            its_round = Round.objects.get(pk=now.round_id)
            if now.voter_id is None:
                now.voter = _vote(town, its_round, now, read)
            else:
                said = BallotInput(read.choices, read.points, version=1)
                keep_ballot(town=town, round=now.round_id, voter=now.voter_id, ballot=said)
            return _settled(now, State.AGREED)
    except IntegrityError as error:
        raise refusal_of(error) or error from None


def spoil_paper(*, town: Municipality, paper: PaperBallot, by: User) -> PaperBallot:
    """It cannot be counted after all: its ballot and its turnout go. Again changes nothing."""
    with in_town(town):
        hold(paper.round_id)
        now = _locked(paper)
        voter = now.voter_id
        if now.state != State.SPOILED and now.checked_by_id is None and now.entered_by_id != by.pk:
            now.checked_by, now.checked_at = by, town_now()
        _settled(now, State.SPOILED)
        if voter is not None:
            Ballot.objects.filter(voter=voter).delete()
            Turnout.objects.filter(voter=voter).delete()
            Voter.objects.filter(pk=voter).delete()
            now.voter = None
            now.save(update_fields=["voter"])
        return now


def _vote(town: Municipality, round: Round, paper: PaperBallot, read: PaperInput) -> Voter:
    """The ballot of a paper, with its turnout: as if it had been cast, by somebody whom nobody knows."""
    if VotingWay.PAPER not in round.ways:
        raise refused("wrong_way")
    if known_voter(round, VotingWay.PAPER, paper.number) is not None:
        raise Refused([FieldError("number", "entered", _("A ballot with this number was entered already."))])
    key = voter_key(round, VotingWay.PAPER, paper.number)
    voter = Voter.objects.create(municipality=town, round=round, way=VotingWay.PAPER, key_hash=key)
    keep_ballot(town=town, round=round.pk, voter=voter.pk, ballot=BallotInput(read.choices, read.points))
    person = Participant.objects.create(municipality=town, identity=Participant.Identity.STAFF)
    said: dict[str, Any] = {"channel": read.channel, "event": read.event, "day": town_today()}
    turnout = Turnout(municipality=town, round=round, voter=voter, participant=person, **said)
    home = tell_home(town=town, participant_id=person.pk, home=read.home, at=town_now()) if read.home else None
    note_turnout(town=town, turnout=turnout, home=home)
    return voter


def _locked(paper: PaperBallot) -> PaperBallot:
    return PaperBallot.objects.select_for_update().get(pk=paper.pk)


def _settled(paper: PaperBallot, state: str) -> PaperBallot:
    """Nobody needs the other reading any more."""
    paper.state, paper.second_choices, paper.second_points = state, None, None
    paper.save()
    return paper


def _first_reading(paper: PaperBallot) -> PaperInput:
    cast = Ballot.objects.filter(voter=paper.voter_id).first() if paper.voter_id else None
    if cast is None:
        return PaperInput(paper.number, place=paper.place, event=paper.event, spoiled=True)
    return PaperInput(paper.number, tuple(cast.choices), tuple(cast.points), paper.place, event=paper.event)


def _said(read: PaperInput, in_order: bool) -> Collection[Any]:
    """Two readings of a ranking are the same in one order alone, of anything else in any."""
    return read.choices if in_order else frozenset(zip_longest(read.choices, read.points))


def _check(paper: PaperInput) -> None:
    errors = []
    if not paper.number.strip() or len(paper.number.strip()) > 40:
        errors.append(FieldError("number", "required", _("Give the number on the paper.")))
    if paper.channel not in CHANNELS:
        errors.append(FieldError("channel", "unknown_channel", _("The channel is not known.")))
    if len(paper.place.strip()) > 200:
        errors.append(FieldError("place", "too_long", _("Say in at most 200 characters where the box stood.")))
    if errors:
        raise Refused(errors)
