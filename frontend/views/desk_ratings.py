"""The desk's page of ratings: how the answers were found, area by area, each with its number."""

from __future__ import annotations

import datetime

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts import permissions
from feedback_map.permissions import may_read_clocks
from feedback_map.ratings import AreaRating, rating_by_area
from frontend.map_settings import home_set
from frontend.pages import show_privately
from frontend.views.desk import desk_page
from geo.models import AreaSet, Municipality

ONE_YEAR = datetime.timedelta(days=365)


@desk_page(permissions.may_enter_desk)
def ratings(request: HttpRequest, town: Municipality) -> HttpResponse:
    """The last year. A member of a board sees the board's own area, and no other."""
    sets = list(AreaSet.objects.of(town).valid(timezone.localdate()).order_by("kind"))
    asked = next((one for one in sets if one.kind == request.GET.get("set")), None) or home_set(town)
    found = rating_by_area(town=town, area_set=asked, since=timezone.localdate() - ONE_YEAR) if asked else []
    rows = [row for row in found if _may_read(request, town, row)]
    if found and not rows:
        raise PermissionDenied
    is_rated = any((row.score.n, row.dealt_with.n) != (0, 0) for row in rows)
    context = {"rows": rows, "sets": sets, "asked": asked, "is_rated": is_rated}
    return show_privately(request, "frontend/desk/ratings.html", context)


def _may_read(request: HttpRequest, town: Municipality, row: AreaRating) -> bool:
    return may_read_clocks(request.user, town, row.area)
