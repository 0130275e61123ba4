"""/<town>/desk/town/categories – what messages can be about, and beginning with a model of Finnish towns."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.models import Body
from feedback_map.models import Category
from feedback_map.permissions import may_change_routing
from feedback_map.services.categories import keep_category, move_category
from feedback_map.services.starting import begin_with
from feedback_map.starting import NoSuchBeginning, beginning_named, beginnings
from frontend.desk.rights import rights
from frontend.pages import page_of, show_privately
from frontend.town_setup.category_form import CategoryForm
from frontend.views.desk import desk_page
from frontend.views.routing import me
from geo.models import Municipality
from geo.refusals import Refused


@desk_page(may_change_routing)
def categories(request: HttpRequest, town: Municipality) -> HttpResponse:
    """All of them in their order; while there are none, what to begin with."""
    context = {
        "categories": Category.objects.filter(municipality=town),
        "units": Body.objects.filter(municipality=town, kind=Body.Kind.UNIT).count(),
        "beginnings": beginnings(),
        **rights(request, town),
    }
    return show_privately(request, "frontend/desk/town/categories.html", context)


@desk_page(may_change_routing)
def begin(request: HttpRequest, town: Municipality) -> HttpResponse:
    """Categories, units and rules of a model; what the town has stays as it is."""
    try:
        begun = begin_with(town=town, beginning=beginning_named(request.POST.get("beginning", "")), by=me(request))
    except NoSuchBeginning:
        raise Http404("No such beginning") from None
    told = {"categories": begun.categories, "units": begun.units, "rules": begun.rules}
    messages.success(request, _("New: %(categories)s categories, %(units)s units and %(rules)s rules.") % told)
    return HttpResponseRedirect(page_of(request).url("desk_categories"))


@desk_page(may_change_routing)
def new_category(request: HttpRequest, town: Municipality) -> HttpResponse:
    return _edit(request, town, None)


@desk_page(may_change_routing)
def category(request: HttpRequest, town: Municipality, category: str) -> HttpResponse:
    return _edit(request, town, get_object_or_404(Category, municipality=town, code=category))


@desk_page(may_change_routing)
def move(request: HttpRequest, town: Municipality, category: str) -> HttpResponse:
    """One place up or down in the list."""
    found = get_object_or_404(Category, municipality=town, code=category)
    move_category(town=town, category=found, up=request.POST.get("way") != "down")
    return HttpResponseRedirect(page_of(request).url("desk_categories") + f"#{category}")


def _edit(request: HttpRequest, town: Municipality, known: Category | None) -> HttpResponse:
    sent = (request.POST,) if request.method == "POST" else ()
    form = CategoryForm(town, page_of(request).language, *sent, known=known)
    if form.is_valid() and _kept(town, form, known):
        messages.success(request, _("Saved. It holds for messages that come from now on."))
        return HttpResponseRedirect(page_of(request).url("desk_categories"))
    context = {"form": form, "category": known, **rights(request, town)}
    return show_privately(request, "frontend/desk/town/category.html", context, status=400 if form.errors else 200)


def _kept(town: Municipality, form: CategoryForm, known: Category | None) -> bool:
    try:
        keep_category(town=town, wishes=form.wishes, known=known)
    except Refused as refused:
        form.take(refused)
    return not form.errors
