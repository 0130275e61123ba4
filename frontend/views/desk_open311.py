"""/<town>/desk/open311 – keys of clients, systems that handle categories, and what did not get through to them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import permissions
from feedback_map.models import Category, Open311Key, Open311Peer, Open311Sending
from feedback_map.open311.client.sending import given_up, send_again
from feedback_map.open311.connections import make_key, not_sent, revoke_key, set_peer
from frontend.open311_forms import KeyForm, PeerForm
from frontend.pages import page_of, show_privately
from frontend.views.desk import desk_page
from geo.models import Municipality
from geo.tenancy import in_town


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(permissions.may_manage_staff)
def open311(request: HttpRequest, town: Municipality) -> HttpResponse:
    """What is connected; a POST makes or changes a system."""
    form = _peer_form(request, town)
    if request.method == "POST" and form.is_valid():
        made = set_peer(town=town, peer=form.peer)
        messages.success(request, _("%(name)s is saved.") % {"name": made.name})
        return _back(request)
    return _page(request, town, peer_form=form)


@require_POST
@desk_page(permissions.may_manage_staff)
def add_key(request: HttpRequest, town: Municipality) -> HttpResponse:
    """The key is shown on the page that answers, and never again."""
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _page(request, town, key_form=form)
    return _page(request, town, secret=make_key(town=town, **form.cleaned_data))


@require_POST
@desk_page(permissions.may_manage_staff)
def end_key(request: HttpRequest, town: Municipality, key_id: int) -> HttpResponse:
    revoke_key(town=town, key_id=key_id)
    messages.success(request, _("The key is ended. Who uses it is refused from now on."))
    return _back(request)


@require_POST
@desk_page(permissions.may_manage_staff)
def again(request: HttpRequest, town: Municipality, sending: int) -> HttpResponse:
    with in_town(town):
        found = get_object_or_404(Open311Sending.objects.filter(municipality=town), pk=sending)
    if send_again(town=town, sending=found):
        messages.success(request, _("It is sent again."))
    else:
        messages.warning(request, _("It is on its way already, or has arrived. Nothing was sent twice."))
    return _back(request)


def _page(request: HttpRequest, town: Municipality, **more: Any) -> HttpResponse:
    with in_town(town):
        peers = list(Open311Peer.objects.filter(municipality=town).order_by("name").prefetch_related("categories"))
        waiting = not_sent(town)
    context = {
        "keys": Open311Key.objects.filter(municipality=town, revoked_at__isnull=True).order_by("label"),
        "peers": peers,
        "waiting": waiting,
        "given_up": given_up(town),
        "endpoint": request.build_absolute_uri("/open311/v2/"),
        "key_form": KeyForm(),
        **more,
    }
    context.setdefault("peer_form", _peer_form(request, town))
    wrong = any(form.is_bound and form.errors for form in (context["key_form"], context["peer_form"]))
    return show_privately(request, "frontend/desk/open311.html", context, status=400 if wrong else 200)


def _peer_form(request: HttpRequest, town: Municipality) -> PeerForm:
    """Empty for a new system; filled for the one that the address names."""
    categories = list(Category.objects.filter(municipality=town, is_active=True))
    posted = request.POST if request.method == "POST" and "endpoint" in request.POST else None
    initial = _as_it_is(town, request.GET.get("peer", ""))
    return PeerForm(posted, initial=initial, categories=categories, language=page_of(request).language)


def _as_it_is(town: Municipality, code: str) -> dict[str, Any]:
    with in_town(town):
        peer = Open311Peer.objects.filter(municipality=town, code=code[:60]).first()
        if peer is None:
            return {"is_active": True}
        plain = ("code", "name", "endpoint", "jurisdiction_id", "format", "takes_key", "sends_private", "is_active")
        services = peer.categories.select_related("category")
        return {name: getattr(peer, name) for name in plain} | {
            f"service-{each.category.code}": each.service_code for each in services
        }


def _back(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(page_of(request).url("desk_open311"))
