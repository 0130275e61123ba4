"""Working parties: what, when and where, signing up with as little as one likes, and one's own link to take it back."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from budgeting.models import PublishedProposal, WorkingParty
from budgeting.services.parties import join_party
from delivery.services import Limit, address_of, demand
from frontend.budget.after_forms import ComingForm
from frontend.budget.after_page import shown_party
from frontend.budget.parts import shown_round
from frontend.pages import page_of, show, show_privately, town_page
from frontend.participant_cookie import token_of
from geo.ids import new_secret
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from participation.models import EventSignUp
from participation.services import known_participant
from participation.sign_ups import cancel_sign_up, key_of_sign_up, sign_up_by_key

_send = require_http_methods(["GET", "HEAD", "POST"])
MOST_FROM_AN_ADDRESS = 60


@_send
@town_page
def party(request: HttpRequest, town: Municipality, slug: str, party: str) -> HttpResponse:
    with in_town(town):
        shown = shown_round(request, town, slug)
        known = WorkingParty.objects.filter(proposal__round=shown.round).select_related("event__place", "proposal")
        found = get_object_or_404(known.defer("proposal__geom"), event__code=party)
        if not PublishedProposal.objects.filter(municipality=town, proposal_id=found.proposal_id).exists():
            raise Http404("No such proposal")
        form = ComingForm(request.POST or None, initial={"key": new_secret()})
        made = _signed_up(request, town, found, form) if request.method == "POST" else None
        if made is not None:
            return HttpResponseRedirect(page_of(request).url("coming", key=key_of_sign_up(made)))
        context = {"round": shown.round, "party": found, "shown": shown_party(found), "form": form}
        if form.is_bound:
            return show_privately(request, "frontend/budget/party.html", context, status=422)
        return show(request, "frontend/budget/party.html", context)


@_send
@town_page
def coming(request: HttpRequest, town: Municipality, key: str) -> HttpResponse:
    """What the holder of the link told; a POST takes it back."""
    with in_town(town):
        found = sign_up_by_key(town=town, key=key)
        if found is None:
            raise Http404("No such link")
        if request.method == "POST":
            cancel_sign_up(town=town, key=key)
            return HttpResponseRedirect(page_of(request).url("coming", key=key))
        parties = WorkingParty.objects.filter(event=found.event).select_related("proposal__round")
        context = {"sign_up": found, "party": parties.defer("proposal__geom").first()}
        response = show_privately(request, "frontend/budget/coming.html", context)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _signed_up(request: HttpRequest, town: Municipality, found: WorkingParty, form: ComingForm) -> EventSignUp | None:
    """The entry, or None where the form says what is wrong."""
    if not form.is_valid():
        return None
    demand(Limit("sign-up", address_of(request), MOST_FROM_AN_ADDRESS))
    coming = form.coming(page_of(request).language, _participant(request, town))
    try:
        return join_party(town=town, party=found, coming=coming, once=form.cleaned_data["key"])
    except Refused as refused:
        for error in refused.errors:
            form.add_error(error.field if error.field in form.fields else None, str(error.detail))
        return None


def _participant(request: HttpRequest, town: Municipality) -> int | None:
    """Whose browser it is, when it has taken part before: they count once when they come."""
    return known_participant(town=town, token=token_of(request, town))
