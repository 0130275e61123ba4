"""/<town>/desk/photos – pictures that wait for a person: looked at, told in words, blurred, shown or not."""

from __future__ import annotations

import math
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from accounts import permissions
from feedback_map.models import Photo, Pin, Visibility
from feedback_map.moderation_queue import moderated_by
from feedback_map.services import blur_photo, decide_photo
from frontend.pages import OWN_NAMES, page_of, show_privately
from frontend.views.desk import desk_page
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town

DECISIONS = (Photo.Shown.SHOWN, Photo.Shown.REJECTED)
RECENT = 12


@desk_page(permissions.may_moderate)
def photos(request: HttpRequest, town: Municipality) -> HttpResponse:
    """One picture at a time, the one that has waited longest first; or the one that the address names."""
    return _show(request, town, errors=[])


@require_POST
@desk_page(permissions.may_moderate)
def decide(request: HttpRequest, town: Municipality, photo: str) -> HttpResponse:
    shown = request.POST.get("decision", "")
    if shown not in DECISIONS:
        raise Http404("No such decision")
    _mine_or_404(request, town, photo)
    alt = {code: request.POST.get(f"alt_{code}", "") for code in town.languages}
    try:
        decide_photo(town=town, photo=photo, shown=shown, by=request.user, alt=alt)  # type: ignore[arg-type]
    except Refused as refused:
        return _show(request, town, photo=photo, errors=[error.detail for error in refused.errors])
    return HttpResponseRedirect(page_of(request).url("desk_photos") + "#picture")


@require_POST
@desk_page(permissions.may_moderate)
def blur(request: HttpRequest, town: Municipality, photo: str) -> HttpResponse:
    _mine_or_404(request, town, photo)
    try:
        blur_photo(town=town, photo=photo, rectangles=_rectangles(request))
    except Refused as refused:
        return _show(request, town, photo=photo, errors=[error.detail for error in refused.errors])
    return HttpResponseRedirect(f"{page_of(request).url('desk_photos')}?photo={photo}#picture")


def _show(request: HttpRequest, town: Municipality, *, errors: list[Any], photo: str = "") -> HttpResponse:
    wanted = photo or request.GET.get("photo", "")
    with in_town(town):
        mine = _mine(request, town)
        waiting = mine.filter(Q(pin__visibility=Visibility.PUBLIC) | Q(outcome__isnull=False), shown="waiting")
        waiting = waiting.order_by("added_at", "pk")
        found = mine.filter(public_id=wanted).first() if wanted else _after(waiting, request.GET.get("after", ""))
        if wanted and found is None:
            raise Http404("No such picture")
        context = {
            "photo": found,
            "errors": errors,
            "number": waiting.count(),
            "recent": list(mine.filter(looked_at__isnull=False).order_by("-looked_at")[:RECENT]),
            "alts": _alts(request, town, found) if found else [],
            "rows": _rows(found) if found else [],
        }
    return show_privately(request, "frontend/desk/photos.html", context, status=400 if errors else 200)


def _mine(request: HttpRequest, town: Municipality) -> QuerySet[Photo]:
    """Those of messages that the moderator decides about, and of outcomes."""
    pins = Pin.objects.filter(moderated_by(request.user, town), municipality=town)
    photos = Photo.objects.filter(municipality=town).select_related("pin__category", "outcome", "looked_by")
    return photos.filter(Q(pin__in=pins) | Q(outcome__isnull=False)).defer("pin__geom")


def _mine_or_404(request: HttpRequest, town: Municipality, photo: str) -> None:
    with in_town(town):
        get_object_or_404(_mine(request, town), public_id=photo)


def _after(waiting: QuerySet[Photo], photo: str) -> Photo | None:
    """The next one in the queue, and from its end the first one again."""
    passed = waiting.filter(public_id=photo).values_list("pk", flat=True).first() if photo else None
    later = waiting.filter(pk__gt=passed).order_by("pk").first() if passed else None
    return later or waiting.first()


def _alts(request: HttpRequest, town: Municipality, photo: Photo) -> list[dict[str, Any]]:
    """What is seen, by language; staff owe the town's first."""
    return [
        {
            "code": code,
            "name": OWN_NAMES.get(code, code),
            "text": request.POST.get(f"alt_{code}", photo.alt.get(code, "")),
            "is_owed": code == town.first_language,
        }
        for code in town.languages
    ]


def _rows(photo: Photo) -> list[list[str]]:
    """The rectangles in percent, and a few empty rows for those who have no script."""
    drawn = [[f"{100 * share:.1f}" for share in rectangle] for rectangle in photo.blurs]
    return [*drawn, *[[""] * 4 for _ in range(4)]]


def _rectangles(request: HttpRequest) -> list[tuple[float, float, float, float]]:
    columns = [request.POST.getlist(f"blur_{side}") for side in ("left", "top", "width", "height")]
    rows = [row for row in zip(*columns, strict=False) if any(cell.strip() for cell in row)]
    return [(_share(row[0]), _share(row[1]), _share(row[2]), _share(row[3])) for row in rows]


def _share(text: str) -> float:
    try:
        share = float(text.replace(",", ".")) / 100
    except ValueError:
        return -1.0  # refused with the others that lie outside
    return share if math.isfinite(share) else -1.0
