"""/<town>/privacy/mine – what is kept about whoever holds this browser's token or a message's secret link."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode

from delivery.services import Limit, address_of, demand
from feedback_map.models import Pin
from feedback_map.own_data import data_about, person_by_token
from feedback_map.services import Whose, ask_for_erasure, follow_hash, open_request, take_back_erasure
from feedback_map.services.erasing import UNDO_DAYS
from frontend.own_data_file import as_download, own_data_zip
from frontend.pages import page_of, show_privately, town_page
from frontend.participant_cookie import token_of
from geo.models import Municipality
from geo.tenancy import in_town

MOST_EXPORTS = 20  # from one address in ten minutes


@town_page
def own_data(request: HttpRequest, town: Municipality) -> HttpResponse:
    """What is kept, to be read, taken along and erased; a POST asks for erasure, or takes that back."""
    whose = _whose(request, town)
    if request.method == "POST":
        if whose is None:
            raise Http404("Nobody is known by this")
        _ask_or_take_back(request, town, whose)
        return HttpResponseRedirect(f"{page_of(request).url('own_data')}?{_link(request)}")
    with in_town(town):
        waiting = open_request(town, whose) if whose else None
    context = {
        "data": data_about(town, whose) if whose else None,
        "waiting": waiting,
        "undo_days": UNDO_DAYS,
        "pin": request.GET.get("pin", ""),
        "key": request.GET.get("key", ""),
    }
    return show_privately(request, "frontend/privacy/mine.html", context)


@town_page
def export(request: HttpRequest, town: Municipality) -> HttpResponse:
    demand(Limit("own data", address_of(request), MOST_EXPORTS))
    whose = _whose(request, town)
    if whose is None:
        raise Http404("Nobody is known by this")
    return as_download(own_data_zip(request, town, whose))


def _ask_or_take_back(request: HttpRequest, town: Municipality, whose: Whose) -> None:
    if request.POST.get("do") == "erase":
        ask_for_erasure(town=town, whose=whose)
        return
    with in_town(town):
        waiting = open_request(town, whose)
        if waiting is not None:
            take_back_erasure(town=town, request=waiting)


def _whose(request: HttpRequest, town: Municipality) -> Whose | None:
    """The secret link of one message opens that message; the browser's own token opens everything it sent."""
    asked = request.POST if request.method == "POST" else request.GET
    pin, key = asked.get("pin", "")[:22], asked.get("key", "")[:100]
    with in_town(town):
        if pin and key:
            own = Pin.objects.filter(municipality=town, public_id=pin, follow_hash=follow_hash(key)).first()
            return Whose(pin=own) if own else None
        person = person_by_token(town, token_of(request, town))
        return Whose(participant=person) if person else None


def _link(request: HttpRequest) -> str:
    """Back to the same message by its secret link, where it was opened by one."""
    pin, key = request.POST.get("pin", ""), request.POST.get("key", "")
    return urlencode({"pin": pin, "key": key}) if pin and key else ""
