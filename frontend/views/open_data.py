"""/<town>/data/ – open data as files, for everybody; and for staff every message, with each taking noted down."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from accounts.models import Private
from accounts.permissions import may_see_unpublished
from accounts.services import look_at
from delivery.services import Limit, address_of, demand
from doors.collections.full import all_pins
from doors.downloads import kept
from doors.downloads.geopackage import Part, write_geopackage
from doors.downloads.giving import STREAMED, Ready, is_known, layer_of, ready_file, streamed
from doors.downloads.reading import arrow_batches
from doors.downloads.spoken import spoken
from doors.qgis.project import project_of
from doors.services.files import TOWN
from frontend.open_data import NAMES, OpenData
from frontend.pages import PRIVATE, page_of, show, show_privately, town_page
from frontend.views.desk import desk_page
from geo.models import Municipality
from geo.tenancy import in_town

MOST_STREAMED = 20  # of files that are not ready yet, from one address in ten minutes
ASK_AGAIN_S = 120
EVERY_ONE = "all_pins"


@require_safe
@town_page
def page(request: HttpRequest, town: Municipality) -> HttpResponse:
    return show(request, "frontend/data/open.html", {"data": OpenData(town, page_of(request))})


@require_safe
@town_page
def project(request: HttpRequest, town: Municipality) -> HttpResponse:
    """A project for QGIS in which every layer is there already."""
    response = HttpResponse(project_of(town), content_type="application/x-qgis-project")
    response.headers["Content-Disposition"] = f'attachment; filename="{town.slug}.qgs"'
    return response


@require_safe
@town_page
def download(request: HttpRequest, town: Municipality, layer: str, ending: str) -> HttpResponse:
    """The newest file of a layer. One that is not ready yet is read from the database while it is sent."""
    if not is_known(town, layer, ending):
        raise Http404("No such file")
    ready = ready_file(town, layer, ending)
    if ready is not None:
        return _ready(request, town, ready, ending)
    make = layer_of(town, layer)
    if make is None or ending not in STREAMED:
        return _not_yet(request, layer)
    demand(Limit("data", address_of(request), MOST_STREAMED))
    return _sent(streamed(make, ending), kept.file_name(town, layer, ending), ending)


@require_safe
@desk_page(may_see_unpublished)
def desk_data(request: HttpRequest, town: Municipality) -> HttpResponse:
    """What staff can take along."""
    url = page_of(request).url
    files = [(name, url("desk_data_file", ending=ending)) for ending, name in NAMES.items()]
    return show_privately(request, "frontend/data/desk.html", {"files": files})


@require_safe
@desk_page(may_see_unpublished)
def desk_download(request: HttpRequest, town: Municipality, ending: str) -> HttpResponse:
    """Every message; who takes them along is noted down first."""
    if ending not in kept.ENDINGS:
        raise Http404("No such file")
    name = kept.file_name(town, EVERY_ONE, ending)
    look_at(user=request.user, town=town, what=Private.UNPUBLISHED, subjects=[name], why="data")
    response = _all_packed(town, name) if ending == "gpkg" else _all_streamed(town, name, ending)
    response.headers["Cache-Control"] = PRIVATE
    return response


def _all_streamed(town: Municipality, name: str, ending: str) -> HttpResponse:
    return _sent(streamed(lambda: all_pins(town), ending, lambda: _within(town)), name, ending)


def _all_packed(town: Municipality, name: str) -> HttpResponse:
    """A GeoPackage is read from its end as well, so it is made first; it is gone when it was sent."""
    root = Path(settings.OPEN_DATA_ROOT)
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    layer = all_pins(town)
    with TemporaryDirectory(dir=root, prefix=".desk") as beside:
        out = Path(beside) / name
        part = Part(layer, spoken(lambda: all_pins(town)), lambda: arrow_batches(layer, around=lambda: _within(town)))
        write_geopackage(out, [part], datetime.now(UTC))
        opened = out.open("rb")
    packed = FileResponse(opened, as_attachment=True, filename=name, content_type=kept.MEDIA_TYPES["gpkg"])
    return _as_answer(packed)


def _within(town: Municipality) -> AbstractContextManager[None]:
    return in_town(town)


def _ready(request: HttpRequest, town: Municipality, ready: Ready, ending: str) -> HttpResponse:
    name, made = kept.file_name(town, ready.row.layer, ending), ready.row.made_at
    etag, at = f'"{ready.row.folder}"', int(made.timestamp()) if made else None
    known = get_conditional_response(request, etag=etag, last_modified=at)
    if known is not None:
        return _open(known, etag, at)
    try:
        opened = ready.path.open("rb")
    except FileNotFoundError:  # a newer one has just taken its place
        return download(request, town=town.slug, layer=ready.row.layer, ending=ending)
    response = FileResponse(opened, as_attachment=True, filename=name, content_type=kept.MEDIA_TYPES[ending])
    return _open(response, etag, at)


def _open(response: Any, etag: str, at: int | None) -> HttpResponse:
    """Everybody may read it from anywhere, and asks whether there is a newer one."""
    response.headers["ETag"] = etag
    if at is not None:
        response.headers["Last-Modified"] = http_date(at)
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return _as_answer(response)


def _as_answer(response: Any) -> HttpResponse:
    """A stream goes the way of any other answer; only their classes in Django are side by side."""
    return cast(HttpResponse, response)


def _sent(pieces: Iterator[bytes], name: str, ending: str) -> HttpResponse:
    response = StreamingHttpResponse(pieces, content_type=kept.MEDIA_TYPES[ending])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return _as_answer(response)


def _not_yet(request: HttpRequest, layer: str) -> HttpResponse:
    data = {"is_whole": layer == TOWN}
    response = show(request, "frontend/data/not_yet.html", data, status=503)
    response.headers["Retry-After"] = str(ASK_AGAIN_S)
    response.headers["Cache-Control"] = "no-store"
    return response
