"""The yearly planning review as a page and as a document; both are made from the registry when they are asked for."""

from __future__ import annotations

import hashlib

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from delivery.services import Limit, address_of, demand
from frontend.pages import page_of, show, town_page
from frontend.review_map import groups_of, review_map
from frontend.views.documents import KEPT_S, MOST_MADE, PDF
from geo.models import Municipality
from zoning.clock import town_today
from zoning.reviewing import Review, review_of

FIRST_YEAR = 2000


@town_page
def review(request: HttpRequest, town: Municipality, year: int) -> HttpResponse:
    """Which plans there were, where each stood, and what comes next."""
    found = _review(town, year)
    drawn = review_map(found, page_of(request).language)
    context = {"review": found, "map": drawn, "groups": groups_of(found), "this_year": town_today().year}
    return show(request, "frontend/plans/review.html", context)


@town_page
def review_pdf(request: HttpRequest, town: Municipality, year: int) -> HttpResponse:
    """The same on paper, tagged for screen readers. The same contents are set once."""
    from frontend.documents.plan_review import review_as_pdf

    found, page = _review(town, year), page_of(request)
    mark = hashlib.sha256(f"{page.language} {found!r}".encode()).hexdigest()
    kept: bytes | None = cache.get(f"plan review {mark}")
    if kept is None:
        demand(Limit("documents", address_of(request), MOST_MADE))
        address = request.build_absolute_uri(page.url("plan_review", year=year))
        kept = review_as_pdf(town, found, page.language, address)
        cache.set(f"plan review {mark}", kept, KEPT_S)
    response = HttpResponse(kept, content_type=PDF)
    response.headers["Content-Disposition"] = f'inline; filename="{town.slug}-kaavoituskatsaus-{year}.pdf"'
    patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    return response


def _review(town: Municipality, year: int) -> Review:
    today = town_today()
    if not FIRST_YEAR <= year <= today.year:
        raise Http404("No such year")
    return review_of(town, year, today)
