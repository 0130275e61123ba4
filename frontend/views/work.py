"""/<town>/work/<secret> – a contractor's own open messages, without an account: where, what, and nothing of whom."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from delivery.files import read_file
from delivery.services import Limit, RateLimited, address_of, demand
from feedback_map.models import WorkLink, WorkVisit
from feedback_map.services import StaleEdit, WorkMark, look_at_work, mark_work, opened_link, photo_of_work
from frontend.pages import PRIVATE, page_of, show, show_privately, town_page
from frontend.work_map import work_map
from geo.models import Municipality
from geo.refusals import Refused

P = ParamSpec("P")
LOOKS, WINDOW_S = 300, 600  # pictures count as well
ACTS = (WorkVisit.Act.SEEN, WorkVisit.Act.DONE)


def by_link(
    view: Callable[Concatenate[HttpRequest, Municipality, WorkLink, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """A page behind a contractor's link. A secret that opens nothing, for whatever reason, finds no page."""

    @functools.wraps(view)
    def opened(request: HttpRequest, town: Municipality, secret: str, *args: P.args, **rest: P.kwargs) -> HttpResponse:
        try:
            demand(Limit("work", address_of(request), LOOKS, WINDOW_S))
        except RateLimited as limited:
            response = show(request, "frontend/too_many.html", {"minutes": -(-limited.retry_after_s // 60)}, status=429)
            response.headers["Retry-After"] = str(limited.retry_after_s)
            return _closed(response)
        link = opened_link(town=town, secret=secret)
        if link is None:
            raise Http404("No such page")
        return _closed(view(request, town, link, *args, **rest))

    return town_page(opened)  # type: ignore[arg-type]  # wraps keeps the signature


@by_link
def work(request: HttpRequest, town: Municipality, link: WorkLink) -> HttpResponse:
    return _page(request, town, link)


@by_link
def mark(request: HttpRequest, town: Municipality, link: WorkLink, pin: str) -> HttpResponse:
    """Seen or done, with a note. What changed meanwhile is shown, and the note stays in its field."""
    act, note, version = request.POST.get("act", ""), request.POST.get("note", ""), request.POST.get("version", "")
    if act not in ACTS or not version.isdecimal():
        raise Http404("No such act")
    try:
        mark_work(town=town, link=link, mark=WorkMark(pin, act, note, int(version[:9])))
    except LookupError:
        raise Http404("No such message") from None
    except StaleEdit:
        said = _("This message was changed meanwhile. Look at it again; your note is still in its field.")
        return _page(request, town, link, wrong=said, note_of=pin, note=note, status=412)
    except Refused as refused:
        said = " ".join(str(error.detail) for error in refused.errors)
        return _page(request, town, link, wrong=said, note_of=pin, note=note, status=422)
    return HttpResponseRedirect(f"{request.path.rpartition('/pins/')[0]}?marked={act}")


@by_link
def photo(request: HttpRequest, town: Municipality, link: WorkLink, photo: str) -> HttpResponse:
    found = photo_of_work(town=town, link=link, photo=photo)
    try:
        content = read_file(found.public_file) if found else None
    except FileNotFoundError:
        content = None
    if content is None:
        raise Http404("No such picture")
    return HttpResponse(content, content_type="image/jpeg", headers={"X-Content-Type-Options": "nosniff"})


def _page(request: HttpRequest, town: Municipality, link: WorkLink, status: int = 200, **said: Any) -> HttpResponse:
    pins = look_at_work(town=town, link=link)
    marked = request.GET.get("marked", "")
    context = {
        "link": link,
        "body": link.body,
        "pins": pins,
        "map": work_map(town, pins),
        "secret": request.resolver_match.kwargs["secret"] if request.resolver_match else "",
        "marked": marked if marked in ACTS else "",
        "language": page_of(request).language,
        **said,
    }
    return show_privately(request, "frontend/work.html", context, status=status)


def _closed(response: HttpResponse) -> HttpResponse:
    """For nobody's cache, index or next page."""
    response.headers["Cache-Control"] = PRIVATE
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
