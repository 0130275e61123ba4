"""/<town>/desk/tokens/ – keys for programs that use the API."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import permissions
from accounts.models import Scope, User
from accounts.tokens import issue_system_token, live_tokens, withdraw_token
from frontend.desk.rights import rights
from frontend.key_forms import TokenForm
from frontend.pages import page_of, show_privately
from frontend.views.desk import desk_page
from geo.models import Municipality

START = {"role": "clerk", "days": 365}


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(permissions.may_manage_staff)
def tokens(request: HttpRequest, town: Municipality) -> HttpResponse:
    """The keys that are in use; a POST makes one, shown on the page that answers and never again."""
    if request.method != "POST":
        return _page(request, town, TokenForm(initial=START))
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _page(request, town, form)
    assert isinstance(request.user, User)  # desk_page lets nobody else in
    new, role = form.new_token(town)
    secret = issue_system_token(new=new, role=role, by=request.user)
    return _page(request, town, TokenForm(initial=START), secret=secret)


@require_POST
@desk_page(permissions.may_manage_staff)
def end(request: HttpRequest, town: Municipality, key_id: int) -> HttpResponse:
    assert isinstance(request.user, User)  # as above
    if withdraw_token(town=town, token_id=key_id, by=request.user):
        messages.success(request, _("The token opens nothing any more."))
    return HttpResponseRedirect(page_of(request).url("desk_tokens"))


def _page(request: HttpRequest, town: Municipality, form: TokenForm, **more: Any) -> HttpResponse:
    names = dict(Scope.choices)
    rows = [(token, [names[scope] for scope in token.scopes if scope in names]) for token in live_tokens(town)]
    context = {"rows": rows, "form": form, "now": timezone.now(), **rights(request, town), **more}
    status = 400 if form.is_bound and form.errors else 200
    return show_privately(request, "frontend/desk/tokens.html", context, status=status)
