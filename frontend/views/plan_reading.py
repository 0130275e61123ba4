"""What there is to read of a plan besides its own page: its scheme, its versions compared, and whether one is near."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from frontend.pages import show, show_privately, town_page
from frontend.plan_affected import Affected, standalone
from frontend.plan_comparison import Comparison, chosen_versions
from frontend.plan_parts import ShownPlan
from frontend.plan_parts.first_button import first_button
from frontend.plan_parts.material import ShownVersion, newest_first
from frontend.plan_scheme import scheme_picture, told_scheme
from frontend.views.plans import shown_plan
from geo.models import Municipality
from geo.tenancy import in_town
from zoning.models import PublishedPlan
from zoning.services.schemes import untranslated


@town_page
def scheme(request: HttpRequest, town: Municipality, slug: str, number: int = 0) -> HttpResponse:
    """The newest published version, or the one of a number."""
    with in_town(town):
        shown = shown_plan(request, town, slug)
        known = list(shown.plan.schemes.published())
        found = next((one for one in known if number in (0, one.number)), None)
        if found is None:
            raise Http404("No such scheme")
        language = shown.page.language
        context = {
            "plan": shown.plan,
            "scheme": found,
            "newest": known[0],
            "others": known if len(known) > 1 else [],
            "told": told_scheme(found, language),
            "untranslated": bool(untranslated(found, [shown.page.html_lang])),
            "picture": scheme_picture(town, shown.page, _published(shown)),
        }
        return show(request, "frontend/plans/scheme.html", context)


@town_page
def compare(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    with in_town(town):
        shown = shown_plan(request, town, slug)
        versions = newest_first(shown.plan.versions.published())
        chosen = chosen_versions(versions, request.GET)
        context = {
            "plan": shown.plan,
            "versions": [ShownVersion(one, shown.page.language) for one in versions],
            "compared": Comparison(shown.page, *chosen) if chosen else None,
        }
        return show(request, "frontend/plans/compare.html", context)


@town_page
def affected(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    """The form; sent by POST, so that nobody's address stands in an address or a log."""
    with in_town(town):
        shown = shown_plan(request, town, slug)
        asked = Affected(town, shown.page, _published_or_404(shown), request.POST or request.GET)
        context = {"plan": shown.plan, "asked": asked, "first_button": first_button(shown)}
        showing = show_privately if request.method == "POST" else show
        return showing(request, "frontend/plans/affected.html", context)


@town_page
def tap_map(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    """The picture that is tapped, by itself."""
    with in_town(town):
        shown = shown_plan(request, town, slug)
        picture = Affected(town, shown.page, _published_or_404(shown), request.GET).tap_map
    if picture is None:
        raise Http404("The plan has no area")
    return HttpResponse(standalone(picture), content_type="image/svg+xml", headers={"Cache-Control": "no-cache"})


def _published(shown: ShownPlan) -> PublishedPlan | None:
    return PublishedPlan.objects.filter(pk=shown.plan.pk).first()


def _published_or_404(shown: ShownPlan) -> PublishedPlan:
    found = _published(shown)
    if found is None:
        raise Http404("No such plan")
    return found
