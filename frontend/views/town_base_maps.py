"""/<town>/desk/town/base-maps – outside maps under the messages, fetched and kept by us."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from accounts.permissions import may_set_up_town
from frontend.desk.rights import rights
from frontend.pages import page_of, show_privately
from frontend.town_setup.base_map_form import BaseMapForm
from frontend.views.desk import desk_page
from geo.basemaps import base_map_from, can_be_reached
from geo.models import Municipality
from geo.services.towns import set_base_maps


@desk_page(may_set_up_town)
def base_maps(request: HttpRequest, town: Municipality) -> HttpResponse:
    """Those that there are, and a form that adds one or changes the one of the same short name."""
    form = BaseMapForm(town, page_of(request).language, *((request.POST,) if request.method == "POST" else ()))
    if form.is_valid():
        made = form.base_map
        others = [one for one in town.base_maps if one.get("id") != made["id"]]
        set_base_maps(town=town, base_maps=[*others, made])
        messages.success(request, _("The base map has been saved."))
        return HttpResponseRedirect(page_of(request).url("desk_base_maps"))
    told = [(one, _answers(town, one) if "ask" in request.GET else None) for one in town.base_maps]
    context = {"base_maps": told, "form": form, **rights(request, town)}
    return show_privately(request, "frontend/desk/town/base_maps.html", context, status=400 if form.errors else 200)


@desk_page(may_set_up_town)
def change(request: HttpRequest, town: Municipality, base: str) -> HttpResponse:
    """Show one first, or take it away."""
    chosen = [one for one in town.base_maps if one.get("id") == base]
    others = [one for one in town.base_maps if one.get("id") != base]
    if not chosen:
        raise Http404("No such base map")
    set_base_maps(town=town, base_maps=others if "remove" in request.POST else [*chosen, *others])
    messages.success(request, _("The base maps have been changed."))
    return HttpResponseRedirect(page_of(request).url("desk_base_maps"))


def _answers(town: Municipality, one: dict[str, object]) -> bool:
    base = base_map_from(one)
    return base is not None and can_be_reached(town, base)
