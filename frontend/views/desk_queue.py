"""/<town>/desk/ – the queue beside a map; one message beside the queue; and what is done to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import permissions
from accounts.models import User
from feedback_map.bursts import noted_bursts
from feedback_map.desk_list import DeskPage, desk_page_of
from feedback_map.models import Pin
from feedback_map.outcomes import outcomes_owed
from feedback_map.permissions import may_handle, may_read_clocks
from feedback_map.services.changing import StaleEdit
from frontend.desk.acting import chosen_in, do
from frontend.desk.filters import DeskQuery, desk_query
from frontend.desk.one import message_at_desk, place_settings, to_give
from frontend.desk.queue import DOOR, Row, chips, choices, queue_settings, rows_of
from frontend.desk.rights import rights
from frontend.pages import page_of, show_privately
from frontend.views.desk import desk_page, log_looks
from geo.api import cursors
from geo.models import Area, Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from participation.models import Event
from participation.service_feedback import waiting_feedback

PAGE_LENGTH = 50


@require_safe
@desk_page(permissions.may_enter_desk)
def queue(request: HttpRequest, town: Municipality) -> HttpResponse:
    """What is to be done, newest first or by promise; on the map too."""
    query, found = _found(request, town)
    log_looks(request, town, found.pins)
    page = page_of(request)
    rows = rows_of(found, page, query)
    following = cursors.sealed(DOOR, found.next) if found.next else ""
    context = {
        **_around(request, town, query),
        "rows": rows,
        "matched": found.matched,
        "counted_to": found.counted_to,
        "next": f"{query.with_()}&after={following}" if following else "",
        "settings": queue_settings(page, rows, query),
        **(to_give(town) if permissions.may_answer(request.user, town) else {}),
        "without_outline": query.with_(**{"in": ""}),
        "batch": request.GET.get("batch", "")[:22],
        "remarks": waiting_feedback(town) if permissions.may_answer(request.user, town) else [],
        "bursts": _bursts(request, town),
        "events": Event.objects.filter(municipality=town)[:10],
        "owed": len(outcomes_owed(town, timezone.localdate())) if permissions.may_answer(request.user, town) else 0,
    }
    return show_privately(request, "frontend/desk/queue.html", context)


@require_safe
@desk_page(permissions.may_see_unpublished)
def show_pin(request: HttpRequest, town: Municipality, pin: str) -> HttpResponse:
    """One message, beside the queue that it was chosen from."""
    return _show_pin(request, town, _pin(town, pin))


@require_POST
@desk_page(permissions.may_answer)
def act(request: HttpRequest, town: Municipality, pin: str) -> HttpResponse:
    """Do one thing to a message. Whoever saw an older version gets both, and loses no word."""
    found = _pin(town, pin)
    assert isinstance(request.user, User)
    if not may_handle(request.user, found, town):
        messages.warning(request, _("The message belongs to another unit. You can read it; its own people handle it."))
        return HttpResponseRedirect(page_of(request).url("desk_pin", pin=pin))
    try:
        with in_town(town):
            done = do(town, found, request.user, request.POST)
    except StaleEdit as stale:
        return _show_both(request, town, stale)
    except Refused as refused:
        return _show_pin(request, town, found, refused=refused, said=request.POST)
    messages.success(request, _("Saved.") if done else _("Nothing changed: it was so already."))
    query = request.GET.urlencode()
    return HttpResponseRedirect(page_of(request).url("desk_pin", pin=pin) + (f"?{query}" if query else ""))


def _show_both(request: HttpRequest, town: Municipality, stale: StaleEdit) -> HttpResponse:
    """What somebody did meanwhile, and all that was chosen and written here."""
    context = {
        "stale": stale,
        "said": request.POST,
        "chosen": chosen_in(town, request.POST, page_of(request).language),
        "pin": stale.current.pin,
        "query": request.GET.urlencode(),
    }
    return show_privately(request, "frontend/desk/stale.html", context, status=412)


def _show_pin(request: HttpRequest, town: Municipality, pin: Pin, **more: Any) -> HttpResponse:
    assert isinstance(request.user, User)
    query, found = _found(request, town)
    log_looks(request, town, [pin, *found.pins])
    page = page_of(request)
    with in_town(town):
        context = {
            **_around(request, town, query),
            **message_at_desk(town, pin, page, request.user),
            **_beside(rows_of(found, page, query, pin.public_id)),
            "matched": found.matched,
            "counted_to": found.counted_to,
            "settings": place_settings(page, pin),
            "query": query,
            **more,
        }
        response = show_privately(request, "frontend/desk/pin.html", context, status=400 if "refused" in more else 200)
    response.headers["ETag"] = f'"{pin.version}"'
    return response


def _bursts(request: HttpRequest, town: Municipality) -> int:
    """How many bursts of this week the reader may hear of: staff of all, a board of those in its own area."""
    noted = noted_bursts(town, today=timezone.localdate())
    if not noted or may_read_clocks(request.user, town):
        return len(noted)
    areas = Area.objects.filter(pk__in=[area for area in noted if area]).select_related("area_set").defer("geom")
    mine = {area.pk for area in areas if may_read_clocks(request.user, town, area)}
    return sum(area in mine for area in noted)


def _beside(rows: list[Row]) -> dict[str, Any]:
    """The queue beside a message, and the one that is next: the first, where the message itself is no more in it."""
    chosen = next((place for place, row in enumerate(rows) if row.is_chosen), -1)
    return {"rows": rows, "following": rows[chosen + 1] if chosen + 1 < len(rows) else None}


def _found(request: HttpRequest, town: Municipality) -> tuple[DeskQuery, DeskPage]:
    sees_all = permissions.may_see_unpublished(request.user, town)
    query = desk_query(request.GET, town, request.user, sees_all=sees_all)
    try:
        following = cursors.opened(DOOR, query.after) if query.after else None
    except Refused:
        following = None
    return query, desk_page_of(town, query.filters, following=following, limit=PAGE_LENGTH)


def _around(request: HttpRequest, town: Municipality, query: DeskQuery) -> dict[str, Any]:
    page = page_of(request)
    return {
        "query": query,
        "chips": chips(query),
        "choices": choices(town, page, query),
        "sees_all": permissions.may_see_unpublished(request.user, town),
        **rights(request, town),
    }


def _pin(town: Municipality, public_id: str) -> Pin:
    related = ("category", "state", "owner", "assignee", "about_area", "merged_into", "process", "event")
    with in_town(town):
        return get_object_or_404(Pin.objects.filter(municipality=town).select_related(*related), public_id=public_id)
