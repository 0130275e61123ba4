"""/<town>/desk/webhooks/ – systems that are told what becomes public, and what was told them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import permissions
from accounts.models import User
from doors.models import Webhook, WebhookDelivery
from doors.webhooks.api import delivery_named, webhook_named
from doors.webhooks.delivering import send_again
from doors.webhooks.subscriptions import (
    WHY_NOT,
    Made,
    StaleWebhook,
    change_webhook,
    end_webhook,
    make_webhook,
    renew_secret,
    try_out,
)
from frontend.desk.rights import rights
from frontend.key_forms import WebhookForm
from frontend.pages import page_of, show_privately
from frontend.views.desk import desk_page
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town

MOST_SHOWN = 50
START = {"is_active": True, "events": ["pin.published", "pin.updated", "pin.withdrawn"]}
State = WebhookDelivery.State


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(permissions.may_manage_staff)
def webhooks(request: HttpRequest, town: Municipality) -> HttpResponse:
    """Who is told; a POST adds one. Its secret is shown on the page that answers, and never again."""
    form = WebhookForm(request.POST if request.method == "POST" else None, initial=START)
    if request.method == "POST" and form.is_valid():
        assert isinstance(request.user, User)  # desk_page lets nobody else in
        try:
            made = make_webhook(town=town, said=form.said, by=request.user)
        except Refused as refused:
            form.refuse(refused.errors)
        else:
            return _one(request, town, made.webhook, made=made)
    return _all(request, town, form)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(permissions.may_manage_staff)
def webhook(request: HttpRequest, town: Municipality, webhook: str) -> HttpResponse:
    """One of them with its last tellings; a POST changes it."""
    found = webhook_named(town, webhook)
    if request.method != "POST":
        return _one(request, town, found)
    form = WebhookForm(request.POST)
    if form.is_valid():
        try:
            change_webhook(town=town, webhook=found, said=form.said, version=form.cleaned_data["version"] or 0)
        except Refused as refused:
            form.refuse(refused.errors)
        except StaleWebhook:
            form.add_error(None, _("Somebody changed this meanwhile. Look at the page again and repeat what you need."))
        else:
            messages.success(request, _("The webhook is saved."))
            return _back(request, found)
    return _one(request, town, found, form=form)


@require_POST
@desk_page(permissions.may_manage_staff)
def act(request: HttpRequest, town: Municipality, webhook: str) -> HttpResponse:
    """Try it out, give it a new secret, or end it."""
    found, version = webhook_named(town, webhook), request.POST.get("version", "")
    seen = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0
    try:
        return _ACTS[request.POST.get("act", "")](request, town, found, seen)
    except KeyError:
        raise Http404("No such act") from None
    except StaleWebhook:
        messages.error(request, _("Somebody changed this meanwhile. Look at the page again and repeat what you need."))
        return _back(request, found)


@require_POST
@desk_page(permissions.may_manage_staff)
def again(request: HttpRequest, town: Municipality, webhook: str, delivery: str) -> HttpResponse:
    send_again(town=town, delivery=delivery_named(town, webhook, delivery))
    messages.success(request, _("It is sent again."))
    return _back(request, webhook_named(town, webhook))


def _try(request: HttpRequest, town: Municipality, found: Webhook, _seen: int) -> HttpResponse:
    try_out(town=town, webhook=found)
    messages.success(request, _("A test is on its way. Open this page again in a moment to see how it went."))
    return _back(request, found)


def _renew(request: HttpRequest, town: Municipality, found: Webhook, seen: int) -> HttpResponse:
    made = renew_secret(town=town, webhook=found, version=seen)
    return _one(request, town, made.webhook, made=made)


def _end(request: HttpRequest, town: Municipality, found: Webhook, seen: int) -> HttpResponse:
    end_webhook(town=town, webhook=found, version=seen)
    messages.success(request, _("%(name)s is told no more.") % {"name": found.label})
    return HttpResponseRedirect(page_of(request).url("desk_webhooks"))


_ACTS = {"test": _try, "secret": _renew, "end": _end}


def _all(request: HttpRequest, town: Municipality, form: WebhookForm) -> HttpResponse:
    with in_town(town):
        rows = list(Webhook.objects.filter(municipality=town).order_by("label", "pk"))
        dead = WebhookDelivery.objects.filter(municipality=town, state=State.DEAD).select_related("webhook")
        given_up = list(dead.order_by("-pk")[:MOST_SHOWN])
    context = {"rows": rows, "given_up": given_up, "why": WHY_NOT, "form": form, **rights(request, town)}
    status = 400 if form.is_bound and form.errors else 200
    return show_privately(request, "frontend/desk/webhooks.html", context, status=status)


def _one(
    request: HttpRequest,
    town: Municipality,
    found: Webhook,
    *,
    form: WebhookForm | None = None,
    made: Made | None = None,
) -> HttpResponse:
    with in_town(town):
        last = list(WebhookDelivery.objects.filter(webhook=found).order_by("-pk")[:MOST_SHOWN])
    now = {name: getattr(found, name) for name in ("label", "address", "events", "is_active", "version")}
    context: dict[str, Any] = {
        "webhook": found,
        "deliveries": last,
        "form": form or WebhookForm(initial=now),
        "secret": made.secret if made else "",
        "why": WHY_NOT,
        **rights(request, town),
    }
    wrong = form is not None and form.is_bound and bool(form.errors)
    return show_privately(request, "frontend/desk/webhook.html", context, status=400 if wrong else 200)


def _back(request: HttpRequest, found: Webhook) -> HttpResponse:
    return HttpResponseRedirect(page_of(request).url("desk_webhook", webhook=found.public_id))
