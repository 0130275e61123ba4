"""/<town>/pins/<id> – one message; the sender's own page after sending; and where the sender lives."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from feedback_map.models import Category, Pin, PublishedPin
from feedback_map.services import follow_hash
from feedback_map.services.converting import plan_on_display_at
from frontend.draft import open_link
from frontend.home_form import HomeForm
from frontend.map_settings import map_settings, stage_labels
from frontend.messages import category_names
from frontend.pages import page_of, show, show_privately, town_page
from frontend.pin_parts import parts_of
from frontend.pin_parts.letters import letters
from frontend.place import as_geojson
from geo.models import Municipality
from geo.tenancy import in_town
from participation.models import Channel, ResidentType
from participation.services import tell_home as keep_home


@require_GET
@town_page
def show_pin(request: HttpRequest, town: Municipality, pin: str) -> HttpResponse:
    """The public sees what is published; the holder of the key sees their own message in any state."""
    key = request.GET.get("key", "")
    own = _own_pin(town, pin, key) if key else None
    shown = own or PublishedPin.objects.select_related("about_area").filter(municipality=town, public_id=pin).first()
    if shown is None:
        raise Http404("No such message")
    page = page_of(request)
    category = category_names(town, page.language).get(_category_code(shown), "")
    context: dict[str, Any] = {
        "pin": shown,
        "category": category,
        "own": own,
        "key": key,
        "is_simple": _is_simple(request, shown.channel),
        "settings": _settings(request, shown),
    }
    context |= parts_of(request, town, shown, own)
    return (
        show_privately(request, "frontend/pins/pin.html", context)
        if key
        else show(request, "frontend/pins/pin.html", context)
    )


@require_GET
@town_page
def thanks(request: HttpRequest, town: Municipality, pin: str) -> HttpResponse:
    """The clear end: the code, the link, what happens next; and only now where the sender lives, if they wish."""
    own = _own_pin_or_404(request, town, pin)
    kind = request.GET.get("home", "")
    asked_next = HomeForm(initial={"resident_type": kind}, town=town) if kind in ResidentType.values else None
    context = _thanks_context(request, town, own, asked_next or HomeForm(town=town))
    return show_privately(request, "frontend/pins/thanks.html", context)


@require_POST
@town_page
def tell_home(request: HttpRequest, town: Municipality, pin: str) -> HttpResponse:
    own = _own_pin_or_404(request, town, pin)
    form = HomeForm(request.POST, town=town)
    if not form.is_valid() or own.participant_id is None:
        context = _thanks_context(request, town, own, form)
        return show_privately(request, "frontend/pins/thanks.html", context, status=422)
    keep_home(town=town, participant_id=own.participant_id, home=form.home, at=own.received_at)
    link = f"&c={token}" if (token := request.GET.get("c", "")) and open_link(town, token) else ""
    address = page_of(request).url("pin_thanks", pin=pin)
    asks_where = form.areas and "last" not in request.POST
    then = f"{form.home.resident_type}#home" if asks_where else "told"
    simple = "&simple=1" if request.GET.get("simple") == "1" else ""
    return redirect(f"{address}?key={request.GET.get('key', '')}{link}{simple}&home={then}")


def _own_pin(town: Municipality, pin: str, key: str) -> Pin | None:
    with in_town(town):
        own = Pin.objects.select_related("about_area", "category", "state", "owner")
        return own.filter(municipality=town, public_id=pin, follow_hash=follow_hash(key[:100])).first()


def _own_pin_or_404(request: HttpRequest, town: Municipality, pin: str) -> Pin:
    own = _own_pin(town, pin, request.GET.get("key", ""))
    if own is None:
        raise Http404("No such message")
    return own


def _thanks_context(request: HttpRequest, town: Municipality, own: Pin, form: HomeForm) -> dict[str, Any]:
    page, key = page_of(request), request.GET.get("key", "")
    link = open_link(town, request.GET.get("c", ""))
    is_simple = _is_simple(request, link.channel if link else own.channel)
    simple = "&simple=1" if is_simple else ""
    return {
        "pin": own,
        "form": form,
        "key": key,
        "link": link,
        "is_simple": is_simple,
        "follow_url": request.build_absolute_uri(f"{page.url('pin', pin=own.public_id)}?key={key}{simple}"),
        "home_step": _home_step(request, form),
        "plan_on_display": plan_on_display_at(town, own.geom),
        **letters(request, town, own, own),
    }


def _is_simple(request: HttpRequest, channel: str) -> bool:
    """Children and young people are asked for no contact data, on no page of their message."""
    return request.GET.get("simple") == "1" or channel == Channel.SCHOOL


def _home_step(request: HttpRequest, form: HomeForm) -> str:
    """First the tie to the town, in one tap; then which area; then thanks."""
    if form["resident_type"].value():
        return "where"
    return "told" if request.GET.get("home") == "told" else "tie"


def _category_code(pin: Pin | PublishedPin) -> str:
    category: Category | str | None = pin.category
    return category.code if isinstance(category, Category) else category or ""


def _settings(request: HttpRequest, pin: Pin | PublishedPin) -> dict[str, Any] | None:
    if pin.geom is None:
        return None
    return {"map": map_settings(page_of(request)), "geometry": as_geojson(pin.geom), "labels": stage_labels()}
