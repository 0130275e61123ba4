"""/<town>/desk/units – who answers: the town's units and owners outside its house, and links for contractors."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import permissions
from accounts.models import Body, Membership
from accounts.services import create_body
from feedback_map.models import Category, WorkLink, WorkVisit
from feedback_map.permissions import may_change_routing
from feedback_map.services import NewWorkLink, make_work_link, revoke_work_link
from frontend.desk.rights import rights
from frontend.pages import page_of, show_privately
from frontend.routing_forms import WEEKDAYS, UnitForm
from frontend.views.desk import desk_page
from frontend.views.routing import me
from geo.models import Municipality
from geo.tenancy import in_town

VISITS_SHOWN = 50
OWNERS = Q(kind__in=(Body.Kind.UNIT, Body.Kind.OTHER)) | Q(is_external=True)


class LinkForm(forms.Form):
    label = forms.CharField(max_length=120, error_messages={"required": gettext_lazy("Write who gets the link.")})
    days = forms.IntegerField(min_value=1, max_value=366, initial=90)
    category = forms.ModelMultipleChoiceField(Category.objects.none(), to_field_name="code", required=False)

    def __init__(self, *args: Any, town: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.categories = Category.objects.filter(municipality=town, is_active=True)
        offered = self.fields["category"]
        assert isinstance(offered, forms.ModelMultipleChoiceField)
        offered.queryset = self.categories

    @property
    def chosen(self) -> list[str]:
        return self.data.getlist("category") if self.is_bound else []  # type: ignore[attr-defined]

    def new_link(self, body: Body) -> NewWorkLink:
        said = self.cleaned_data
        return NewWorkLink(body, said["label"], said["days"], tuple(said["category"]))


@desk_page(permissions.may_enter_desk)
def units(request: HttpRequest, town: Municipality) -> HttpResponse:
    """All of them with phone and promise, and a form that adds one. Staff read; some may change."""
    form = UnitForm(_sent(request, town), town=town)
    if request.method == "POST" and form.is_valid():
        made = create_body(new=form.new_body())
        messages.success(request, _("The unit has been added."))
        return HttpResponseRedirect(page_of(request).url("desk_unit", unit=made.code))
    found = Body.objects.filter(OWNERS, municipality=town).select_related("parent").order_by("is_external", "code")
    context = {"units": found, "form": form, "may_change": may_change_routing(request.user, town)}
    context |= rights(request, town)
    return show_privately(request, "frontend/desk/units.html", context, status=400 if form.errors else 200)


@desk_page(permissions.may_enter_desk)
def unit(request: HttpRequest, town: Municipality, unit: str) -> HttpResponse:
    """How it is reached and what it promises, its people, and the links that its contractors hold."""
    found = _unit(town, unit)
    form = UnitForm(_sent(request, town), town=town, unit=found)
    if request.method == "POST" and form.is_valid():
        create_body(new=form.new_body())
        return _back(request, unit, _("The unit has been changed."))
    return _page(request, town, found, form=form)


@desk_page(may_change_routing)
def make_link(request: HttpRequest, town: Municipality, unit: str) -> HttpResponse:
    """The new link is on the answer to this one request, and nowhere afterwards."""
    found, form = _unit(town, unit), LinkForm(request.POST, town=town)
    if not form.is_valid():
        return _page(request, town, found, link_form=form)
    _link, secret = make_work_link(town=town, new=form.new_link(found), by=me(request))
    address = request.build_absolute_uri(page_of(request).url("work", secret=secret))
    return _page(request, town, found, new_address=address)


@desk_page(may_change_routing)
def end_link(request: HttpRequest, town: Municipality, unit: str, link: str) -> HttpResponse:
    with in_town(town):
        links = WorkLink.objects.filter(municipality=town, body=_unit(town, unit))
        revoke_work_link(town=town, link=get_object_or_404(links, public_id=link), by=me(request))
    return _back(request, unit, _("The link opens nothing any more."))


def _page(request: HttpRequest, town: Municipality, found: Body, **shown: Any) -> HttpResponse:
    may_change = may_change_routing(request.user, town)
    people = Membership.objects.valid_on().filter(municipality=town, body=found).select_related("user")
    with in_town(town):
        links = WorkLink.objects.filter(municipality=town, body=found).order_by("-made_at", "-pk") if may_change else []
        visits = WorkVisit.objects.filter(municipality=town, link__body=found).select_related("link", "pin")
        context = {
            "unit": found,
            "people": people.order_by("user__email"),
            "links": list(links),
            "visits": list(visits.order_by("-at", "-pk")[:VISITS_SHOWN]) if may_change else [],
            "now": timezone.now(),
            "weekdays": [label for day, label in WEEKDAYS if day in found.working_days],
            "may_change": may_change,
            **rights(request, town),
            "form": shown.get("form") or UnitForm(town=town, unit=found),
            "link_form": shown.get("link_form") or LinkForm(town=town),
            "category_names": {one.pk: one.names for one in Category.objects.filter(municipality=town)},
            "new_address": shown.get("new_address", ""),
        }
    wrong = any(form.is_bound and form.errors for form in (context["form"], context["link_form"]))
    return show_privately(request, "frontend/desk/unit.html", context, status=400 if wrong else 200)


def _unit(town: Municipality, code: str) -> Body:
    return get_object_or_404(Body.objects.filter(OWNERS, municipality=town), code=code)


def _sent(request: HttpRequest, town: Municipality) -> Any:
    if request.method != "POST":
        return None
    if not may_change_routing(request.user, town):
        raise PermissionDenied
    return request.POST


def _back(request: HttpRequest, unit: str, said: str) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseRedirect(page_of(request).url("desk_unit", unit=unit))
