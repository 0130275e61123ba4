"""/<town>/budget/<slug>/vote/… – the ballot in two steps, its receipt, where the voter lives, and whether it counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from budgeting.electorate import asks_own_word
from budgeting.models import RoundPhase
from budgeting.services.casting import (
    BallotInput,
    CurrentBallot,
    Receipt,
    StaleBallot,
    cast_ballot,
    current_ballot,
    receipt_state,
    tell_where_from,
)
from budgeting.services.voters import Admission
from budgeting.words import entitled_words
from delivery.services import IdempotencyConflict, Limit, address_of, demand
from frontend.budget.ballot_draft import CHECK, BallotDraft
from frontend.budget.ballot_words import reckoning
from frontend.budget.offered import Offered, offered_on
from frontend.budget.shown import ShownRound
from frontend.budget.vote_page import round_of, vote_days
from frontend.budget.voter_cookie import VoterCookie, keep_voter, voter_cookie
from frontend.home_form import HomeForm
from frontend.map_settings import map_settings, stage_labels
from frontend.pages import show_privately, town_page
from frontend.participant_cookie import keep_token, token_of
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from participation.models import ResidentType

MOST_ASKED = 60  # questions after receipts from one address in ten minutes


@dataclass(frozen=True)
class AtBallot:
    """A voter before their ballot."""

    shown: ShownRound
    voter: VoterCookie
    admission: Admission
    offered: Offered
    cast: CurrentBallot | None


@require_http_methods(["GET", "HEAD", "POST"])
@town_page
def ballot(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    shown = round_of(request, town, slug)
    voter = voter_cookie(request, shown.round)
    admission = voter.admission(shown.round)
    if admission is None or RoundPhase.Kind.VOTE not in shown.allowed:
        return HttpResponseRedirect(shown.page.url("budget_vote", slug=slug))
    with in_town(town):
        offered = offered_on(town, shown.round, shown.page.language, admission.age_bands)
    at = AtBallot(shown, voter, admission, offered, current_ballot(town=town, admission=admission))
    draft = BallotDraft(request, offered, at.cast)
    if draft.wants_to_cast:
        return _cast(at, draft)
    return _show(at, draft)


@require_http_methods(["GET", "HEAD"])
@town_page
def receipt(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    shown = round_of(request, town, slug)
    voter = voter_cookie(request, shown.round)
    if not voter.receipt:
        return HttpResponseRedirect(shown.page.url("budget_vote", slug=slug))
    kind = request.GET.get("home", "")
    asked = {"resident_type": kind} if kind in ResidentType.values else None
    return _receipt(shown, voter, HomeForm(initial=asked, town=town))


@require_POST
@town_page
def tell_home(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    """In two taps as after a message: what ties the voter to the town, then where and how old."""
    shown = round_of(request, town, slug)
    voter = voter_cookie(request, shown.round)
    admission, form = voter.admission(shown.round), HomeForm(request.POST, town=town)
    if admission is None or not voter.receipt:
        return HttpResponseRedirect(shown.page.url("budget_vote", slug=slug))
    if not form.is_valid():
        return _receipt(shown, voter, form)
    try:
        tell_where_from(town=town, admission=admission, home=form.home)
    except Refused as refused:
        form.add_error(None, [str(error.detail) for error in refused.errors])
        return _receipt(shown, voter, form)
    asks_where = form.areas and "last" not in request.POST
    then = f"{form.home.resident_type}#home" if asks_where else "told"
    return HttpResponseRedirect(f"{shown.page.url('budget_receipt', slug=slug)}?home={then}")


@require_http_methods(["GET", "HEAD", "POST"])
@town_page
def counted(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    """Whether the ballot of a receipt is in the count. The receipt is posted, so that it stands in no log."""
    shown, typed, state = round_of(request, town, slug), request.POST.get("receipt", "")[:200], ""
    if request.method == "POST":
        demand(Limit("budget/receipt", address_of(request), MOST_ASKED))
        state = receipt_state(town=town, round=shown.round, typed=typed)
    context = {"round": shown.round, "days": vote_days(shown), "typed": typed, "state": state}
    return show_privately(request, "frontend/budget/vote/counted.html", context)


def _cast(at: AtBallot, draft: BallotDraft) -> HttpResponse:
    """Away from the form at once, so that loading the page again casts nothing."""
    shown, request = at.shown, at.shown.request
    token = None if at.voter.is_shared else token_of(request, shown.town) or ""
    try:
        given = cast_ballot(town=shown.town, admission=at.admission, ballot=_input(draft), participant_token=token)
    except Refused as refused:
        draft.refuse([str(error.detail) for error in refused.errors])
    except StaleBallot as stale:
        draft.refuse([_("Your ballot was changed in another window. Look at it again before you cast this one.")])
        draft.stand_on(stale.version)
    except IdempotencyConflict:
        draft.refuse([_("This ballot was cast before with other choices. Look at it once more and cast it again.")])
        draft.begin_another()
    else:
        return _received(at, given)
    return _show(at, draft)


def _input(draft: BallotDraft) -> BallotInput:
    choices, points = draft.as_cast()
    return BallotInput(
        choices=tuple(choices),
        points=tuple(points),
        is_entitled=draft.data.get("entitled") == "1",
        version=draft.replaces,
        key=draft.key,
    )


def _received(at: AtBallot, given: Receipt) -> HttpResponse:
    shown = at.shown
    response = HttpResponseRedirect(shown.page.url("budget_receipt", slug=shown.round.slug))
    response.status_code = 303
    keep_voter(response, shown.round, at.voter.cast(given.code))
    if given.participant_token:
        keep_token(response, shown.town, given.participant_token)
    return response


def _show(at: AtBallot, draft: BallotDraft) -> HttpResponse:
    context: dict[str, Any] = {
        "round": at.shown.round,
        "days": vote_days(at.shown),
        "draft": draft,
        "offered": at.offered,
        "is_shared": at.voter.is_shared,
        "was_cast": at.cast is not None,
        "asks_entitled": asks_own_word(at.shown.round) or bool(_ages_to_confirm(at, draft)),
        "who_may": " ".join([*entitled_words(at.shown.round, at.shown.page.language), *_ages_to_confirm(at, draft)]),
        "reckoning": reckoning(draft, keeps=not at.voter.is_shared, was_cast=at.cast is not None),
    }
    if draft.step != CHECK:
        context["settings"] = _map(at, draft)
    template = f"frontend/budget/vote/{draft.step}.html"
    return show_privately(at.shown.request, template, context, 422 if draft.wrong else 200)


def _ages_to_confirm(at: AtBallot, draft: BallotDraft) -> list[str]:
    """Of a voter whose age is not known: whom the pots are for that they chose from."""
    if at.admission.age_bands:
        return []
    chosen = {one.pot for one, _mark in draft.rows}
    told = _("%(pot)s: only people of these ages may choose from it: %(ages)s.")
    return [told % {"pot": one.name, "ages": one.ages} for one in at.offered.for_ages if one.code in chosen]


def _map(at: AtBallot, draft: BallotDraft) -> dict[str, Any]:
    placed = [one for one in draft.listed if one.geom is not None]
    features = [
        {"type": "Feature", "geometry": one.place, "properties": {"id": one.id, "kind": "idea"}} for one in placed
    ]
    return {
        "map": map_settings(at.shown.page),
        "labels": stage_labels(),
        "pins": {"type": "FeatureCollection", "features": features},
    }


def _receipt(shown: ShownRound, voter: VoterCookie, form: HomeForm) -> HttpResponse:
    home = shown.request.GET.get("home", "")
    step = "where" if form["resident_type"].value() else "told" if home == "told" else "tie"
    context = {
        "round": shown.round,
        "days": vote_days(shown),
        "receipt": voter.receipt,
        "is_shared": voter.is_shared,
        "form": form,
        "home_step": step,
    }
    return show_privately(
        shown.request, "frontend/budget/vote/receipt.html", context, 422 if form.is_bound and form.errors else 200
    )
