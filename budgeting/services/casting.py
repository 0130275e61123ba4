"""`cast_ballot` is the one way in for a ballot: with its turnout, in one transaction, or not at all.

Every limit is held by the database (migration 0004); what it refuses is told as Refused. What a key of idempotency
leaves behind tells no choices either: its fingerprint is keyed with the key, which only the voter's browser has.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from budgeting.ballot_words import refusal_of, refused
from budgeting.electorate import asks_own_word
from budgeting.models import Ballot, CountedReceipt, Pot, Proposal, Round, Turnout, Voter, VotingWay
from budgeting.services.voters import Admission
from budgeting.voting_codes import LETTERS_OF_A_RECEIPT, new_code, read_code, shown
from delivery.faults import fault_point
from delivery.services import Claim, claim, remember, scope_of
from geo import sql
from geo.models import AreaSet, Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from participation.models import HomeAssignment, Participant, ParticipantHome
from participation.services import Home, participant_by_token, tell_home
from zoning.clock import town_now, town_today

_LARGEST = 2**31 - 1


class StaleBallot(Exception):
    """The ballot was cast or changed meanwhile, or there is one already. `version` is what it is now."""

    def __init__(self, version: int) -> None:
        super().__init__(str(version))
        self.version = version


@dataclass(frozen=True)
class BallotInput:
    """What is chosen: ids of proposals, in order of preference for a ranking; `points` along them for points.

    `is_entitled`: the voter says that they belong to those who may vote, where the round limits that.
    `version`: of the ballot that this one replaces; None for the first. `key`: idempotency key of the browser.
    """

    choices: tuple[int, ...]
    points: tuple[int, ...] = ()
    is_entitled: bool = False
    version: int | None = None
    key: str = ""


@dataclass(frozen=True)
class Receipt:
    """`code` proves that the ballot is in the count, and nothing of what it says. Shown once; a change gives a new one.

    `participant_token`: to be kept in the voter's browser (not on a shared device); None where there is none.
    """

    code: str
    version: int
    participant_token: str | None = None
    replayed: bool = False


@dataclass(frozen=True)
class CurrentBallot:
    choices: tuple[int, ...]
    points: tuple[int, ...]
    version: int


def cast_ballot(
    *, town: Municipality, admission: Admission, ballot: BallotInput, participant_token: str | None = None
) -> Receipt:
    """Cast the ballot, or change it while the vote is open.

    Raises Refused (fields: choices, points, is_entitled, round), StaleBallot (409/412), IdempotencyConflict (422).
    `participant_token`: the browser's, if it has one; "" makes a new participant with a token, None (a shared device)
    one without.
    """
    try:
        with in_town(town):
            claimed = _claimed(admission, ballot)
            if claimed is not None and claimed.answer is not None:
                return replace(Receipt(**json.loads(claimed.answer.body)), replayed=True)
            receipt = _cast(town, admission, ballot, participant_token)
            if claimed is not None:
                remember(claimed, 201, json.dumps(asdict(receipt)).encode())
            fault_point("ballot.stored")
    except IntegrityError as error:
        raise refusal_of(error) or error from None
    fault_point("ballot.cast")
    return receipt


def keep_ballot(*, town: Municipality, round: int, voter: int, ballot: BallotInput) -> tuple[str, int]:
    """Write the ballot under locks, whatever was there before; gives the receipt's code and the version.

    Inside `in_town`, after `hold`.
    """
    code = new_code(LETTERS_OF_A_RECEIPT)
    values: dict[str, Any] = {
        "town": town.pk,
        "round": round,
        "voter": voter,
        "choices": _numbers(ballot.choices, 2**63 - 1),
        "points": _numbers(ballot.points, _LARGEST),
        "receipt_hash": receipt_hash(code),
    }
    statement = "budgeting/cast_ballot" if ballot.version is None else "budgeting/change_ballot"
    kept = sql.row(statement, values, prepared=True)
    assert kept is not None
    return code, int(kept[0])


def hold(round: int) -> None:
    """The first lock of everything that touches ballots: the round's, then the voter's. Raises Refused."""
    held = sql.row("budgeting/hold_round", {"round": round})
    if held is None or held[0]:
        raise refused("not_open")


def note_turnout(*, town: Municipality, turnout: Turnout, home: ParticipantHome | None) -> Turnout:
    """That somebody voted, with the area, age and kind of resident of the home they told of."""
    if home is not None:
        turnout.home, turnout.area_id = home, _area_of(town, home)
        turnout.age_band, turnout.resident_type = home.age_band, home.resident_type
    turnout.save()
    return turnout


def current_ballot(*, town: Municipality, admission: Admission) -> CurrentBallot | None:
    """What the voter has cast so far, to be changed; None before the first. Nobody else may be shown it."""
    with in_town(town):
        cast = Ballot.objects.filter(voter=admission.voter, round=admission.round).first()
    return None if cast is None else CurrentBallot(tuple(cast.choices), tuple(cast.points), cast.version)


def tell_where_from(*, town: Municipality, admission: Admission, home: Home) -> None:
    """Where the voter lives and how old they are, as they say after casting; until closing. Again replaces it."""
    with in_town(town):
        hold(admission.round)
        turnout = Turnout.objects.filter(voter=admission.voter, round=admission.round).first()
        if turnout is None or turnout.participant_id is None:
            raise Refused([FieldError("home", "not_cast", _("Cast your ballot first."))])
        told = tell_home(town=town, participant_id=turnout.participant_id, home=home, at=town_now())
        note_turnout(town=town, turnout=turnout, home=told)


def receipt_state(*, town: Municipality, round: Round, typed: str) -> str:
    """Of a receipt's code: "mistyped", "unknown", "cast" (waits for the count) or "counted". Nothing of the choices."""
    code = read_code(typed, LETTERS_OF_A_RECEIPT)
    if code is None:
        return "mistyped"
    with in_town(town):
        if Ballot.objects.filter(round=round, receipt_hash=receipt_hash(code)).exists():
            return "cast"
        counted = CountedReceipt.objects.filter(round=round, receipt_hash=receipt_hash(code))
        return "counted" if counted.exists() else "unknown"


def receipt_hash(code: str) -> bytes:
    """A receipt is random and long enough for a plain SHA-256."""
    return hashlib.sha256(f"receipt {code}".encode()).digest()


def _cast(town: Municipality, admission: Admission, ballot: BallotInput, token: str | None) -> Receipt:
    hold(admission.round)
    voter = Voter.objects.select_for_update().filter(pk=admission.voter, round=admission.round).first()
    if voter is None or voter.way == VotingWay.PAPER:
        raise refused("not_open")
    _refuse_not_entitled(voter, ballot)
    version = Ballot.objects.filter(voter=voter).values_list("version", flat=True).first()
    if version != ballot.version:
        raise StaleBallot(version or 0)
    code, now = keep_ballot(town=town, round=admission.round, voter=voter.pk, ballot=ballot)
    kept_token = _turn_out(town, admission, token) if version is None else token or None
    return Receipt(shown(code), now, kept_token)


def _turn_out(town: Municipality, admission: Admission, token: str | None) -> str | None:
    person, token = _person(town, token)
    turnout = Turnout(
        municipality=town,
        round_id=admission.round,
        voter_id=admission.voter,
        participant_id=person,
        channel=admission.channel,
        event_id=admission.event,
        day=town_today(),
    )
    home = ParticipantHome.objects.filter(participant=person).order_by("-valid_from").first()
    note_turnout(town=town, turnout=turnout, home=home)
    return token


def _person(town: Municipality, token: str | None) -> tuple[int, str | None]:
    if token is None:
        return Participant.objects.create(municipality=town, identity=Participant.Identity.SHARED).pk, None
    known = participant_by_token(town=town, token=token)
    return known.id, known.token


def _area_of(town: Municipality, home: ParticipantHome) -> int | None:
    """Of the set that the town's people name as home."""
    sets = AreaSet.objects.of(town).valid(town_today()).order_by("kind")
    home_set = sets.filter(kind=town.home_set).first() or sets.first()
    assigned = HomeAssignment.objects.filter(home=home, area_set=home_set)
    return assigned.values_list("area_id", flat=True).first()


def _refuse_not_entitled(voter: Voter, ballot: BallotInput) -> None:
    """Who is on a council need not say it themselves; but how old they are, nobody else says for them either."""
    if ballot.is_entitled:
        return
    asks = voter.way != VotingWay.COUNCIL and asks_own_word(Round.objects.get(pk=voter.round_id))
    if asks or (not voter.age_bands and _takes_from_age_pot(voter.round_id, ballot.choices)):
        reason = _("Confirm that you are one of those who may vote.")
        raise Refused([FieldError("is_entitled", "not_said", reason)])


def _takes_from_age_pot(round: int, choices: tuple[int, ...]) -> bool:
    return Proposal.objects.filter(pk__in=choices, round=round, pot__kind=Pot.Kind.AGE).exists()


def _claimed(admission: Admission, ballot: BallotInput) -> Claim | None:
    if not ballot.key:
        return None
    said = json.dumps([ballot.choices, ballot.points, ballot.version, admission.voter]).encode()
    fingerprint = hmac.digest(ballot.key.encode(), said, "sha256")
    return claim(scope=ballot_scope(admission), key=ballot.key, fingerprint=fingerprint)


def ballot_scope(admission: Admission) -> str:
    """Closing forgets every key that begins with the round's part of it."""
    return scope_of(f"ballot {admission.round}", str(admission.voter))


def _numbers(given: tuple[int, ...], largest: int) -> list[int]:
    """What does not fit a column cannot be right; the database would say it with the value in its log."""
    if any(number < 0 or number > largest for number in given):
        raise refused("not_on_ballot")
    return list(given)
