"""/open311/v2/ – GeoReport v2. Every answer, errors too, is in the form that the address names."""

from __future__ import annotations

import functools
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from delivery.services import Limit, RateLimited, address_of, demand
from feedback_map.open311 import services
from feedback_map.open311.asking import key_of, plain, town_asked, wanted
from feedback_map.open311.requests import Requests
from feedback_map.open311.taking import take_request
from feedback_map.open311.updates import take_update, update_records
from feedback_map.open311.wire import Listing, Open311Error, Record, answer, one, refusal
from geo.models import Municipality

PER_KEY, PER_ADDRESS, WINDOW_S = 3_000, 600, 600
View = Callable[..., HttpResponse]


def spoken(view: View) -> View:
    """Errors go out in the form asked for, and texts in English unless the client asks for another language."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, fmt: str, **named: str) -> HttpResponse:
        try:
            with translation.override("en"):
                return view(request, fmt=fmt, **named)
        except Open311Error as error:
            return refusal(error, fmt)
        except RateLimited as limited:
            response = refusal(Open311Error(429, "too many requests; try again later"), fmt)
            response.headers["Retry-After"] = str(limited.retry_after_s)
            return response
        except Http404:
            return refusal(Open311Error(404, "not found"), fmt)

    return guarded


@require_safe
@spoken
def discovery(request: HttpRequest, fmt: str) -> HttpResponse:
    return one("discovery", services.discovery(request), fmt)


@require_safe
@spoken
def list_services(request: HttpRequest, fmt: str) -> HttpResponse:
    town = town_asked(request.GET)
    return answer(Listing("services", "service", services.service_records(town, _language(request, town))), fmt)


@require_safe
@spoken
def define_service(request: HttpRequest, code: str, fmt: str) -> HttpResponse:
    town = town_asked(request.GET)
    return one("service_definition", services.service_definition(town, code, _language(request, town)), fmt)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@spoken
def requests(request: HttpRequest, fmt: str) -> HttpResponse:
    if request.method == "POST":
        return _post_request(request, fmt)
    return answer(Listing("service_requests", "request", _found(request, request.GET)), fmt)


@require_safe
@spoken
def show_request(request: HttpRequest, request_id: str, fmt: str) -> HttpResponse:
    found = _found(request, _naming(request, request_id))
    if not found:
        raise Open311Error(404, "service_request_id provided was not found")
    return answer(Listing("service_requests", "request", found), fmt)


@require_safe
@spoken
def show_token(request: HttpRequest, token: str, fmt: str) -> HttpResponse:
    """Requests get their id at once, so an id is its own token."""
    found = _found(request, _naming(request, token))
    if not found:
        raise Open311Error(404, "token was not found")
    record = {"service_request_id": found[0]["service_request_id"], "token": token}
    return answer(Listing("service_requests", "request", [record]), fmt)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@spoken
def updates(request: HttpRequest, fmt: str) -> HttpResponse:
    if request.method != "POST":
        town = town_asked(request.GET)
        records = update_records(request, town, request.GET, timezone.now())
        return answer(Listing("service_request_updates", "request_update", records), fmt)
    town = town_asked(request.POST)
    key = key_of(request, request.POST, town)
    demand(Limit("open311", f"key {key.pk}", PER_KEY, WINDOW_S))
    told = take_update(town, key, request.POST)
    listing = Listing("service_request_updates", "request_update", [{"update_id": told}])
    return answer(listing, fmt, public=False)


def _found(request: HttpRequest, given: QueryDict) -> list[Record]:
    asked = wanted(given, timezone.now())
    town = town_asked(request.GET)
    return Requests(request, town, _language(request, town)).found(asked)


def _naming(request: HttpRequest, request_id: str) -> QueryDict:
    """The question for this one request, and whatever else the address asks."""
    given = request.GET.copy()
    given["service_request_id"] = request_id.replace(",", "")
    return given


def _post_request(request: HttpRequest, fmt: str) -> HttpResponse:
    town = town_asked(request.POST)
    demand(Limit("open311", f"address {address_of(request)}", PER_ADDRESS, WINDOW_S))
    key = key_of(request, request.POST, town)
    demand(Limit("open311", f"key {key.pk}", PER_KEY, WINDOW_S))
    placed = take_request(town, key, request.POST, request.headers.get("Idempotency-Key", "").strip())
    record = {
        "service_request_id": placed.id,
        "service_notice": f"{placed.code}: {request.build_absolute_uri(f'/{town.slug}/pins/{placed.id}')}",
        "account_id": plain(request.POST, "account_id") or None,
    }
    return answer(Listing("service_requests", "request", [record]), fmt, status=201, public=False)


def _language(request: HttpRequest, town: Municipality) -> str:
    """The standard's `Accept-Language`-free way: a `locale` parameter; the town's first language without one."""
    asked = plain(request.GET, "locale")[:10]
    return asked if asked in town.languages else town.first_language
