"""/<town>/reports/ – what was done in a year, by unit or area: as a page, on paper and as a spreadsheet."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from delivery.services import Limit, address_of, demand
from frontend.pages import page_of, show, town_page
from frontend.report_page import ReportPage, asked_forms, asked_report, chooser, report_page, sets_choice
from frontend.views.documents import KEPT_S, MOST_MADE, PDF
from geo.models import AreaSet, Municipality
from geo.tenancy import in_town
from neighbourhoods.reports.forms import forms_matrix
from neighbourhoods.reports.methods import METHODS
from participation.models import FormOfParticipation
from zoning.clock import town_today

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@town_page
def reports(request: HttpRequest, town: Municipality) -> HttpResponse:
    """Which reports there are: a year, the whole town, one unit or one area."""
    return show(request, "frontend/reports/reports.html", {"chooser": chooser(request.GET, town, page_of(request))})


@town_page
def report(request: HttpRequest, town: Municipality, year: int) -> HttpResponse:
    """The figures of the year, each with what it rests on and where it comes from."""
    told = _told(request, town, year)
    context = {"told": told, "chooser": chooser(request.GET, town, page_of(request), year)}
    return show(request, "frontend/reports/report.html", context)


@town_page
def report_pdf(request: HttpRequest, town: Municipality, year: int) -> HttpResponse:
    """The same on paper, tagged for screen readers."""
    from frontend.documents.period_report import report_as_pdf

    return _file(request, _told(request, town, year), "pdf", report_as_pdf)


@town_page
def report_xlsx(request: HttpRequest, town: Municipality, year: int) -> HttpResponse:
    """The same as a spreadsheet: numbers as numbers, and each with its source beside it."""
    from frontend.documents.period_report import report_as_xlsx

    return _file(request, _told(request, town, year), "xlsx", report_as_xlsx)


@town_page
def forms(request: HttpRequest, town: Municipality) -> HttpResponse:
    """Which forms of participation there were in which area, and where there were none."""
    scope, kind = asked_forms(request.GET, town)
    with in_town(town):
        matrix = forms_matrix(scope, kind)
    sets = AreaSet.objects.of(town).valid(scope.period.today)
    context = {
        "matrix": matrix,
        "choices": [sets_choice(sets, matrix, page_of(request), scope.period.last.year)],
        "scope": scope,
        "forms": FormOfParticipation,
        "year": scope.period.last.year,
        "this_year": town_today().year,
    }
    return show(request, "frontend/reports/forms.html", context)


@town_page
def method(request: HttpRequest, town: Municipality) -> HttpResponse:
    """The method sheet of every figure of reports and indicators."""
    return show(request, "frontend/reports/method.html", {"methods": METHODS})


def _told(request: HttpRequest, town: Municipality, year: int) -> ReportPage:
    return report_page(asked_report(request.GET, town, year), page_of(request))


def _file(
    request: HttpRequest, told: ReportPage, suffix: str, make: Callable[[ReportPage, str], bytes]
) -> HttpResponse:
    """Made once for the same contents; making takes a second, so one address cannot ask for many."""
    address = request.build_absolute_uri(told.address)
    mark = hashlib.sha256(f"{told.page.language} {suffix} {address} {told.report!r}".encode()).hexdigest()
    kept: bytes | None = cache.get(f"report {mark}")
    if kept is None:
        demand(Limit("documents", address_of(request), MOST_MADE))
        kept = make(told, address)
        cache.set(f"report {mark}", kept, KEPT_S)
    response = HttpResponse(kept, content_type=PDF if suffix == "pdf" else XLSX)
    kind = "inline" if suffix == "pdf" else "attachment"
    response.headers["Content-Disposition"] = f'{kind}; filename="{told.file_name}.{suffix}"'
    patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    return response
