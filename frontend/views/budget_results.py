"""/<town>/budget/<round>/results/ – what a vote came to, why, and everything that it takes to count it again."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.models import User
from budgeting.models import CountedBallot, Pot, Round
from budgeting.permissions import may_keep_rounds
from budgeting.services.counting import publish_results
from frontend.budget.desk_parts import desk_round
from frontend.budget.parts import shown_round
from frontend.desk.rights import rights
from frontend.pages import page_of, show, show_privately, town_page
from frontend.views.desk import desk_page
from geo.models import Municipality
from geo.tenancy import in_town

FOREVER = "public, max-age=3600"


@town_page
def show_results(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    """Before the result is published the page says when and where it will be."""
    with in_town(town):
        shown = shown_round(request, town, slug)
        if shown.round.results_at is None:
            return show(request, "frontend/budget/no_results.html", {"round": shown.round, "phases": shown.phases})
        return show(request, "frontend/budget/results.html", _told(request, town, shown.round))


@town_page
def ballots_csv(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    """The ballots, choices alone: the file whose SHA-256 stands on the page."""
    from budgeting.counts import ballots_csv as written  # arrays load only where something is counted
    from budgeting.poll import poll_of

    with in_town(town):
        of = _published(request, town, slug)
        return _file(written(poll_of(of), CountedBallot.objects.filter(round=of)), f"{of.slug}-ballots.csv", "text/csv")


@town_page
def ballots_pb(request: HttpRequest, town: Municipality, slug: str, pot: str) -> HttpResponse:
    """One pot as a Pabulib file, which `manage.py tally` counts without a database."""
    from budgeting.pabulib_file import pabulib_file

    with in_town(town):
        of = _published(request, town, slug)
        found = Pot.objects.filter(round=of, code=pot).first()
        if found is None:
            raise Http404("No such pot")
        return _file(pabulib_file(of, found, page_of(request).language), f"{of.slug}-{pot}.pb", "text/plain")


@desk_page(may_keep_rounds)
def desk_results(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    """The result as it will be published, before it is."""
    with in_town(town):
        of = desk_round(request, town, slug).round
        if of.closed_at is None:
            raise Http404("Not counted yet")
        context = {**_told(request, town, of), **rights(request, town), "is_preview": of.results_at is None}
        return show_privately(request, "frontend/desk/budget/results.html", context)


@desk_page(may_keep_rounds)
def desk_publish_results(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    assert isinstance(request.user, User)
    with in_town(town):
        of = desk_round(request, town, slug).round
    if of.closed_at is None:
        raise Http404("Not counted yet")
    publish_results(town=town, round=of, by=request.user)
    return redirect(page_of(request).url("desk_budget_results", slug=slug))


def _published(request: HttpRequest, town: Municipality, slug: str) -> Round:
    of = shown_round(request, town, slug).round
    if of.results_at is None:
        raise Http404("Not published yet")
    return of


def _told(request: HttpRequest, town: Municipality, of: Round) -> dict[str, object]:
    from frontend.budget.result_page import ResultPage

    return {"round": of, "told": ResultPage(page_of(request), town, of)}


def _file(text: str, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = FOREVER
    return response
