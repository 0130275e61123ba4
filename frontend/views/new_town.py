"""/new-town – the service's operator makes a town, which only its staff see until it is opened."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import may_make_towns
from accounts.services import found_town
from frontend.pages import Page, page_of, plain_page, show_privately
from frontend.town_setup.forms import NewTownForm
from geo.models import Municipality
from geo.refusals import Refused


@plain_page
def new_town(request: HttpRequest) -> HttpResponse:
    """Names, address and languages; the rest is told step by step on the town's own page."""
    user = request.user
    if not isinstance(user, User):
        return redirect_to_login(request.get_full_path())
    if not may_make_towns(user):
        raise PermissionDenied
    form = NewTownForm(request.POST if request.method == "POST" else None)
    made = _made(request, form, user)
    if made is not None:
        messages.success(request, _("The town has been made. Nobody but its staff sees it yet."))
        return HttpResponseRedirect(Page(page_of(request).language, made).url("desk_town"))
    context = {"form": form, "heading": _("A new town")}
    return show_privately(request, "frontend/new_town.html", context, status=400 if form.errors else 200)


def _made(request: HttpRequest, form: NewTownForm, user: User) -> Municipality | None:
    if not form.is_valid():
        return None
    try:
        return found_town(founding=form.founding(user, request.build_absolute_uri("/")))
    except Refused as refused:
        form.take(refused)
        return None
