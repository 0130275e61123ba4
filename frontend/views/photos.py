"""Pictures of messages and outcomes: the public's, the sender's own, and the staff's. None is served from a folder."""

from __future__ import annotations

import hashlib

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags

from accounts import permissions
from accounts.models import Private
from accounts.services import look_at
from delivery.files import read_file, small_of
from feedback_map.models import Photo, PublishedPhoto
from feedback_map.services import follow_hash
from frontend.pages import PRIVATE, town_page
from frontend.views.desk import desk_page
from geo.models import Municipality
from geo.tenancy import in_town


@town_page
def photo(request: HttpRequest, town: Municipality, photo: str, size: str = "") -> HttpResponse:
    """The public sees what is shown, blurred where it was; the holder of a message's key sees their own pictures."""
    key = request.GET.get("key", "")
    if key:
        return _private(_own_file(town, photo, key), size)
    found = PublishedPhoto.objects.filter(municipality=town, public_id=photo).first()
    if found is None:
        raise Http404("No such picture")
    return _public(request, found.file, size)


@desk_page(permissions.may_see_unpublished)
def staff_photo(request: HttpRequest, town: Municipality, photo: str, size: str = "") -> HttpResponse:
    """As it came; with ?blurred as others see it. Who sees it by a grant and not by office is noted down."""
    with in_town(town):
        found = Photo.objects.filter(municipality=town, public_id=photo).first()
    if found is None:
        raise Http404("No such picture")
    if not permissions.roles_in(request.user, town) & permissions.SEE_UNPUBLISHED:
        look_at(user=request.user, town=town, what=Private.UNPUBLISHED, subjects=[photo], why="photo")
    return _private(found.public_file if "blurred" in request.GET else found.file, size)


def _own_file(town: Municipality, photo: str, key: str) -> str:
    with in_town(town):
        own = Photo.objects.filter(municipality=town, public_id=photo, pin__follow_hash=follow_hash(key[:100])).first()
    if own is None:
        raise Http404("No such picture")
    return own.public_file


def _public(request: HttpRequest, file: str, size: str) -> HttpResponse:
    """Kept by caches only as long as they ask again: a picture that is hidden is gone at once. A file never changes
    under its name, so the name's hash is its version."""
    etag = f'"{hashlib.sha256(f"{file}{size}".encode()).hexdigest()[:24]}"'
    asked = parse_etags(request.headers.get("If-None-Match", ""))
    unchanged = "*" in asked or any(known.removeprefix("W/") == etag for known in asked)
    response = HttpResponseNotModified() if unchanged else _jpeg(file, size)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    return response


def _private(file: str, size: str) -> HttpResponse:
    response = _jpeg(file, size)
    response.headers["Cache-Control"] = PRIVATE
    return response


def _jpeg(file: str, size: str) -> HttpResponse:
    try:
        content = read_file(small_of(file) if size == "small" else file)
    except FileNotFoundError:
        raise Http404("The file is gone") from None
    headers = {"X-Content-Type-Options": "nosniff", "Content-Disposition": "inline"}
    return HttpResponse(content, content_type="image/jpeg", headers=headers)
