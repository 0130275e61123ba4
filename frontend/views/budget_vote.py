"""/<town>/budget/<slug>/vote – how a voter shows that a ballot is theirs: code, e-mail, identification, council."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.identified import identified
from accounts.models import User
from budgeting.models import RoundPhase, VotingWay
from budgeting.services.voters import (
    Admission,
    Knock,
    LinkWish,
    NotAdmitted,
    open_by_claims,
    open_by_code,
    open_by_link,
    open_for_member,
    send_link,
)
from delivery.services import address_of
from frontend.budget.shown import ShownRound
from frontend.budget.vote_page import identity_address, reason_in_words, round_of, vote_days
from frontend.budget.voter_cookie import keep_voter, voter_cookie
from frontend.pages import html_lang, show_privately, town_page
from geo.models import Municipality
from geo.refusals import Refused

LONGEST = 200


@dataclass(frozen=True)
class Way:
    """A way that was tried, what was typed, and why it stayed closed."""

    name: str = ""
    said: str = ""
    wrong: str = ""


@require_http_methods(["GET", "HEAD"])
@town_page
def ways(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    return _ways(round_of(request, town, slug), Way())


@require_POST
@town_page
def by_code(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    shown, typed = round_of(request, town, slug), request.POST.get("code", "")[:LONGEST]
    knock = Knock(address_of(request))
    opened = functools.partial(open_by_code, town=town, round=shown.round, typed=typed, knock=knock)
    return _open(shown, Way(VotingWay.CODE, typed), opened)


@require_POST
@town_page
def by_email(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    """The same answer whether the address voted before or not: what is told of that, its own mailbox is told alone."""
    shown, email = round_of(request, town, slug), request.POST.get("email", "").strip()[:254]
    way = Way(VotingWay.EMAIL, email)
    try:
        validate_email(email)
        wish = LinkWish(email, html_lang(shown.page.language))
        send_link(town=town, round=shown.round, wish=wish, knock=Knock(address_of(request)))
    except ValidationError:
        return _ways(shown, replace(way, wrong=_("Write an address such as name@example.fi.")))
    except Refused as refused:
        return _ways(shown, replace(way, wrong=str(refused.errors[0].detail)))
    return show_privately(request, "frontend/budget/vote/letter_sent.html", {"round": shown.round, "email": email})


@require_http_methods(["GET", "HEAD", "POST"])
@town_page
def by_letter(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    """The link of the letter shows a button: programs that look at links before people do open nothing."""
    shown = round_of(request, town, slug)
    key = (request.POST if request.method == "POST" else request.GET).get("key", "")[:LONGEST]
    if request.method != "POST":
        return show_privately(request, "frontend/budget/vote/letter.html", {"round": shown.round, "key": key})
    knock = Knock(address_of(request))
    opened = functools.partial(open_by_link, town=town, round=shown.round, key=key, knock=knock)
    return _open(shown, Way(VotingWay.EMAIL), opened)


@require_http_methods(["GET", "HEAD"])
@town_page
def by_identity(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    """Where the identity provider sends people back to; what it said is used once and not kept."""
    shown, said = round_of(request, town, slug), identified(request)
    if said is None:
        return HttpResponseRedirect(shown.page.url("budget_vote", slug=slug))
    opened = functools.partial(open_by_claims, town=town, round=shown.round, subject=said.subject, claims=said.claims)
    return _open(shown, Way(VotingWay.OIDC), opened)


@require_POST
@town_page
def as_member(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    shown, user = round_of(request, town, slug), request.user
    if not isinstance(user, User):
        return redirect_to_login(shown.page.url("budget_vote", slug=slug))
    opened = functools.partial(open_for_member, town=town, round=shown.round, user=user)
    return _open(shown, Way(VotingWay.COUNCIL), opened)


@require_POST
@town_page
def leave(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    """Done, or somebody else's turn: this browser has no ballot open any more."""
    shown = round_of(request, town, slug)
    voter = voter_cookie(request, shown.round)
    response = HttpResponseRedirect(shown.page.url("budget_vote" if voter.is_shared else "budget_round", slug=slug))
    keep_voter(response, shown.round, voter.left())
    return response


def _ways(shown: ShownRound, way: Way) -> HttpResponse:
    """The ways that the round knows; beside the one that was tried, why it stayed closed."""
    voter = voter_cookie(shown.request, shown.round)
    wants_shared = shown.request.GET.get("shared") == "1" or voter.is_shared
    context = {
        "round": shown.round,
        "days": vote_days(shown),
        "is_open": RoundPhase.Kind.VOTE in shown.allowed,
        "way": way,
        "is_shared": wants_shared,
        "has_ballot_open": voter.admission(shown.round) is not None,
        "identity": identity_address(shown),
    }
    response = show_privately(shown.request, "frontend/budget/vote/ways.html", context, 422 if way.wrong else 200)
    if wants_shared and not voter.is_shared:
        keep_voter(response, shown.round, replace(voter, is_shared=True))
    return response


def _open(shown: ShownRound, way: Way, opened: Callable[[], Admission]) -> HttpResponse:
    """To the ballot, or back to the ways with the reason."""
    try:
        admission = opened()
    except NotAdmitted as refused:
        return _ways(shown, replace(way, wrong=reason_in_words(refused.code)))
    response = HttpResponseRedirect(shown.page.url("budget_ballot", slug=shown.round.slug))
    keep_voter(response, shown.round, voter_cookie(shown.request, shown.round).admitted(admission))
    return response
