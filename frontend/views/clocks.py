"""The desk's page of waits and of this week's bursts."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from accounts import permissions
from feedback_map.permissions import may_read_clocks
from frontend.clocks_page import Asked, ClocksPage, asked_in
from frontend.desk.rights import rights
from frontend.pages import page_of, show_privately
from frontend.views.coverage import usual_kind
from frontend.views.desk import desk_page
from geo.models import AreaSet, Municipality


@desk_page(permissions.may_enter_desk)
def clocks(request: HttpRequest, town: Municipality) -> HttpResponse:
    """A member of a board comes to the board's own area, and sees no other."""
    asked, today = asked_in(request.GET), timezone.localdate()
    sets = list(AreaSet.objects.of(town).valid(today))
    kind = asked.set or usual_kind(town, sets)
    area_set = next((one for one in sets if one.kind == kind), None)
    told = ClocksPage(town, asked, page_of(request).language, today, area_set)
    if not may_read_clocks(request.user, town, told.area):
        own = _own_area(request.user, town)
        if own is None or asked.area:
            raise PermissionDenied
        return HttpResponseRedirect(page_of(request).url("desk_clocks") + own.query)
    return show_privately(request, "frontend/desk/clocks.html", {"told": told, **rights(request, town)})


def _own_area(user: permissions.Visitor, town: Municipality) -> Asked | None:
    """The first area of whose board the user is, by category: a board has no use for one table of all units."""
    for membership in permissions.memberships_in(user, town):
        area = membership.area or (membership.body.area if membership.body else None)
        if membership.role in permissions.ON_A_BOARD and area is not None:
            return Asked(by="category", set=area.area_set.kind, area=area.code)
    return None
