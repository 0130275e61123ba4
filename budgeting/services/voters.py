"""How a ballot is opened: by code, by a link sent to an address, by strong identification, as a council's member."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User
from budgeting.allowing import allows
from budgeting.electorate import against, band_of, known_by
from budgeting.models import Pot, Round, RoundPhase, Voter, VotingWay
from budgeting.voter_keys import known_voter, normal_address, voter_key
from budgeting.voting_codes import read_code
from delivery.mail import post_letter
from delivery.services import Limit, allow, demand
from geo.ids import derived_secret
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from participation.models import Channel
from participation.services import token_hash
from zoning.clock import town_now, town_today

TICKET_HOURS = 4
LINK_DAYS = 3
LINK_LETTER = "budgeting.vote_link"
WRONG_GUESSES = 10
# A school of hundreds may stand behind one address, and a right code is no guess.
TRIES_OF_AN_ADDRESS = 600
LETTERS_TO_AN_ADDRESS, A_DAY_S = 5, 86_400
_SALT = "kuuluvuus.ballot"


class NotAdmitted(Exception):
    """What was shown opens no ballot of the round. `code` says why, for the page."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Knock:
    """Whose guesses are counted together: `delivery.services.address_of(request)`."""

    address: str


@dataclass(frozen=True)
class Admission:
    """Somebody who may cast one ballot in the round, or change it. `channel` and `event` are those of the turnout.

    `age_bands`: what is known of their age, where the round has money for age groups; empty where nothing is.
    """

    round: int
    voter: int
    way: VotingWay
    channel: str
    event: int | None = None
    age_bands: tuple[str, ...] = ()


@dataclass(frozen=True)
class LinkWish:
    """Who asks for a link, and in which language the letter is."""

    email: str
    language: str


def open_by_code(*, town: Municipality, round: Round, typed: str, knock: Knock) -> Admission:
    """NotAdmitted: "mistyped" (not counted as a guess), "unknown", "withdrawn", "not_open", "wrong_way".

    RateLimited (429) after ten wrong guesses from an address in ten minutes.
    """
    code = read_code(typed)
    if code is None:
        raise NotAdmitted("mistyped")
    _count_try(round, knock)
    with in_town(town):
        _refuse_shut(round, VotingWay.CODE)
        voter = known_voter(round, VotingWay.CODE, code)
        withdrawn = voter is not None and _is_withdrawn(voter)
    return _admitted(round, _found(round, voter, knock, "withdrawn" if withdrawn else ""))


def send_link(*, town: Municipality, round: Round, wish: LinkWish, knock: Knock) -> None:
    """Send the link that opens the address's ballot. Nothing tells whether the address has voted. Raises Refused."""
    email = wish.email.strip()
    _refuse_bad_address(email)
    _count_try(round, knock)
    with in_town(town):
        _refuse_shut(round, VotingWay.EMAIL)
    normal = normal_address(email)
    if not allow(Limit("vote.letters", f"{round.pk} {normal}", LETTERS_TO_AN_ADDRESS, A_DAY_S)).allowed:
        return
    with in_town(town):
        voter = known_voter(round, VotingWay.EMAIL, normal) or _new_voter(round, VotingWay.EMAIL, normal)
        voter.link_until = town_now() + datetime.timedelta(days=LINK_DAYS)
        voter.link_hash = token_hash(link_key(voter))
        voter.save(update_fields=["link_until", "link_hash"])
        payload = {"town": town.pk, "voter": voter.pk, "to": email, "language": wish.language}
        payload["until"] = voter.link_until.isoformat()
        dedupe = f"vote-link:{voter.pk}:{voter.link_until.timestamp():.6f}"
        post_letter(kind=LINK_LETTER, payload=payload, municipality=town, dedupe=dedupe)


def link_key(voter: Voter) -> str:
    """The secret of the link in the letter: made again when the letter is written, and kept nowhere."""
    until = voter.link_until.isoformat() if voter.link_until else ""
    return derived_secret("vote", f"{voter.pk} {until}")


def open_by_link(*, town: Municipality, round: Round, key: str, knock: Knock) -> Admission:
    """By the key in the letter, as long as it is good: "unknown", "expired", "not_open"."""
    _count_try(round, knock)
    with in_town(town):
        _refuse_shut(round, VotingWay.EMAIL)
        voters = Voter.objects.filter(round=round, way=VotingWay.EMAIL, link_hash=token_hash(key[:100]))
        voter = voters.first()
        expired = voter is not None and (voter.link_until is None or voter.link_until < town_now())
    return _admitted(round, _found(round, voter, knock, "expired" if expired else ""))


def open_by_claims(*, town: Municipality, round: Round, subject: str, claims: Mapping[str, object]) -> Admission:
    """By what an identity provider says of somebody; the round's claims must be among it: "not_entitled"."""
    with in_town(town):
        _refuse_shut(round, VotingWay.OIDC)
        known = known_by(claims, town_today())
        if not subject or against(Round.objects.get(pk=round.pk), known):
            raise NotAdmitted("not_entitled")
        return _admitted(round, _of_age(_voter_of(round, VotingWay.OIDC, subject), known.age))


def open_for_member(*, town: Municipality, round: Round, user: User) -> Admission:
    """For a member of the round's council who is signed in: "not_entitled"."""
    with in_town(town):
        _refuse_shut(round, VotingWay.COUNCIL)
        members = Membership.objects.valid_on(town_today()).filter(user=user, municipality=town, body=round.council_id)
        if round.council_id is None or not user.is_active or not members.exists():
            raise NotAdmitted("not_entitled")
        return _admitted(round, _voter_of(round, VotingWay.COUNCIL, str(user.pk)))


def ticket_of(admission: Admission) -> str:
    """A signed word for the form or a cookie of the voter's browser: good for some hours, and for this round alone."""
    return signing.dumps([admission.round, admission.voter, admission.way.value], salt=_SALT)


def admission_by_ticket(*, round: Round, ticket: str) -> Admission | None:
    """Who it was made for; None when it is not ours, too old, of another round, or of a vote that was closed."""
    try:
        its_round, its_voter, way = signing.loads(ticket, salt=_SALT, max_age=TICKET_HOURS * 3600)
    except (signing.BadSignature, ValueError):
        return None
    if its_round != round.pk:
        return None
    with in_town(round.municipality_id):
        voter = Voter.objects.select_related("sheet").filter(pk=its_voter, round=round, way=way).first()
    return None if voter is None else _admitted(round, voter)


def _refuse_shut(round: Round, way: VotingWay) -> None:
    now = Round.objects.get(pk=round.pk)
    if way not in now.ways:
        raise NotAdmitted("wrong_way")
    if not allows(now, RoundPhase.Kind.VOTE):
        raise NotAdmitted("not_open")


def _count_try(round: Round, knock: Knock) -> None:
    demand(Limit("vote.try", f"{round.pk} {knock.address}", TRIES_OF_AN_ADDRESS))


def _found(round: Round, voter: Voter | None, knock: Knock, against: str) -> Voter:
    """Counted outside of transactions, so that a guess is counted whatever becomes of it."""
    if voter is None:
        demand(Limit("vote.guess", knock.address, WRONG_GUESSES))
        raise NotAdmitted("unknown")
    if against:
        raise NotAdmitted(against)
    return voter


def _is_withdrawn(voter: Voter) -> bool:
    """A ballot that was cast before its sheet was withdrawn may still be changed."""
    sheet = voter.sheet
    return sheet is not None and sheet.withdrawn_at is not None and not hasattr(voter, "ballot")


def _refuse_bad_address(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError:
        reason = _("This is not an e-mail address.")
        raise Refused([FieldError("email", "not_an_address", reason)]) from None


def _of_age(voter: Voter, age: int | None) -> Voter:
    """An age is kept only where some money is for an age group, and only as a band."""
    band = band_of(age)
    if band and [band] != voter.age_bands and Pot.objects.filter(round=voter.round_id, kind=Pot.Kind.AGE).exists():
        voter.age_bands = [band]
        voter.save(update_fields=["age_bands"])
    return voter


def _voter_of(round: Round, way: VotingWay, name: str) -> Voter:
    return known_voter(round, way, name) or _new_voter(round, way, name)


def _new_voter(round: Round, way: VotingWay, name: str) -> Voter:
    """Two that ask at once are the same voter."""
    key, town = voter_key(round, way, name), round.municipality_id
    made, _is_new = Voter.objects.get_or_create(
        round_id=round.pk, way=way, key_hash=key, defaults={"municipality_id": town}
    )
    return made


def _admitted(round: Round, voter: Voter) -> Admission:
    sheet = voter.sheet
    channel, event = (sheet.channel, sheet.event_id) if sheet else (Channel.WEB, None)
    return Admission(round.pk, voter.pk, VotingWay(voter.way), str(channel), event, tuple(voter.age_bands))
