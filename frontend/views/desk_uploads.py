"""/<town>/desk/town/uploads/ – the town's boundary, areas, people and places from files: seen before they come in."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.permissions import may_set_up_town
from frontend.desk.rights import rights
from frontend.large_files import takes_a_large_file
from frontend.map_settings import map_settings, stage_labels
from frontend.pages import PRIVATE, page_of, show_privately
from frontend.town_uploads.drawn import DrawnForm
from frontend.town_uploads.forms import FORMS
from frontend.town_uploads.reading_form import ReadingForm
from frontend.town_uploads.showing import ShownUpload, rejects_table
from frontend.town_uploads.words import WHATS
from frontend.views.desk import desk_page
from geo.models import Municipality, Upload
from geo.refusals import Refused
from geo.services import SentGround, bring_in_upload, receive_upload, try_upload, undo_upload, withdraw_upload
from geo.services.uploads import StaleUpload
from geo.tenancy import in_town
from geo.uploads.wishes import UploadWishes

PAGE = require_http_methods(["GET", "HEAD", "POST"])
MOST_LISTED = 50


@require_safe
@desk_page(may_set_up_town)
def uploads(request: HttpRequest, town: Municipality) -> HttpResponse:
    """What can be brought in, and what was."""
    page, what = page_of(request), request.GET.get("what", "")
    if what in FORMS:
        return HttpResponseRedirect(page.url("desk_upload_new", what=what))
    with in_town(town):
        found = Upload.objects.filter(municipality=town).defer("before", "rejects", "preview", "found")
        shown = [ShownUpload(one, town, page.language) for one in found[:MOST_LISTED]]
    context = {"uploads": shown, "kinds": list(WHATS.items()), "days": 30, **rights(request, town)}
    return show_privately(request, "frontend/desk/town/uploads/list.html", context)


@PAGE
@takes_a_large_file(desk_page(may_set_up_town))
def new_upload(request: HttpRequest, town: Municipality, what: str) -> HttpResponse:
    """Send a file and say what it is for."""
    if what not in FORMS:
        raise Http404("No such kind of file")
    sent, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = FORMS[what](page_of(request), sent, files)
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            return _received(request, town, SentGround(file.name, file.path, _by(request)), form.wishes)
        except Refused as refused:
            form.add_error("file", str(refused.errors[0].detail))
    context = {"form": form, "what": what, "heading": WHATS[what], **_limits(), **rights(request, town)}
    status = 400 if form.is_bound else 200
    return show_privately(request, "frontend/desk/town/uploads/new.html", context, status=status)


@PAGE
@desk_page(may_set_up_town)
def draw_boundary(request: HttpRequest, town: Municipality) -> HttpResponse:
    """A boundary that is drawn on the map, or written corner by corner; it goes the way of a file."""
    form = DrawnForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return _received(request, town, _as_file(form.as_geojson, _by(request)), UploadWishes(Upload.What.BOUNDARY))
    labels = {**stage_labels(), **form.map_words}
    settings_ = {"map": map_settings(page_of(request)), "places": "", "labels": labels}
    context = {"form": form, "settings": settings_, **rights(request, town)}
    status = 400 if form.is_bound else 200
    return show_privately(request, "frontend/desk/town/uploads/draw.html", context, status=status)


@require_safe
@desk_page(may_set_up_town)
def upload(request: HttpRequest, town: Municipality, upload: str) -> HttpResponse:
    """How far it is, what it would do, and what to do next."""
    found = _upload(town, upload)
    shown = ShownUpload(found, town, page_of(request).language)
    context = {"shown": shown, "upload": found, "settings": _on_a_map(request, shown), **rights(request, town)}
    return show_privately(request, "frontend/desk/town/uploads/one.html", context)


@PAGE
@desk_page(may_set_up_town)
def columns(request: HttpRequest, town: Municipality, upload: str) -> HttpResponse:
    """How the file is read: layer, columns, coordinate system."""
    found = _upload(town, upload)
    shown = ShownUpload(found, town, page_of(request).language)
    if not shown.can_be_read_otherwise:
        return _to(request, found)
    sent = request.POST if request.method == "POST" else None
    form = ReadingForm(found, town.first_language, sent, request.GET.get("layer", ""))
    if sent is not None:
        return _done(request, found, lambda: try_upload(town=town, upload=found, reading=form.reading))
    context = {"form": form, "shown": shown, "upload": found, **rights(request, town)}
    return show_privately(request, "frontend/desk/town/uploads/columns.html", context)


@require_POST
@desk_page(may_set_up_town)
def bring_in(request: HttpRequest, town: Municipality, upload: str) -> HttpResponse:
    """What was seen comes in."""
    found = _upload(town, upload)
    leave_out = "leave_out" in request.POST
    return _done(request, found, lambda: bring_in_upload(town=town, upload=found, leave_out=leave_out))


@require_POST
@desk_page(may_set_up_town)
def withdraw(request: HttpRequest, town: Municipality, upload: str) -> HttpResponse:
    """Nothing of it comes in."""
    found = _upload(town, upload)
    return _done(request, found, lambda: withdraw_upload(town=town, upload=found), to_all=True)


@require_POST
@desk_page(may_set_up_town)
def undo(request: HttpRequest, town: Municipality, upload: str) -> HttpResponse:
    """What was there before comes back."""
    found = _upload(town, upload)
    return _done(request, found, lambda: undo_upload(town=town, upload=found))


@require_safe
@desk_page(may_set_up_town)
def rejects(request: HttpRequest, town: Municipality, upload: str) -> HttpResponse:
    """The rows that cannot be taken, each with its reason."""
    with in_town(town):
        found = get_object_or_404(Upload.objects.filter(municipality=town), public_id=upload, rejects__isnull=False)
    response = HttpResponse("\ufeff" + rejects_table(found), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="rejects-{found.public_id[:6]}.csv"'
    response.headers["Cache-Control"] = PRIVATE
    return response


def _on_a_map(request: HttpRequest, shown: ShownUpload) -> dict[str, Any] | None:
    """The file's areas upon the town's map; none where the file has none."""
    shape = shown.preview.get("shape") if shown.is_tried else None
    if shape is None:
        return None
    return {"map": map_settings(page_of(request)), "geometry": shape, "labels": stage_labels()}


def _received(request: HttpRequest, town: Municipality, sent: SentGround, wishes: UploadWishes) -> HttpResponse:
    return _to(request, receive_upload(town=town, sent=sent, wishes=wishes))


def _as_file(geojson: str, by: str) -> SentGround:
    room: Path = settings.UPLOADS_ROOT
    room.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile("w", prefix=".arriving-", suffix=".part", dir=room, delete=False) as written:
        written.write(geojson)
    return SentGround(_("drawn boundary") + ".geojson", Path(written.name), by)


def _upload(town: Municipality, public_id: str) -> Upload:
    with in_town(town):
        found: Upload = get_object_or_404(
            Upload.objects.filter(municipality=town).defer("before", "rejects"), public_id=public_id
        )
    return found


def _done(
    request: HttpRequest, found: Upload, act: Callable[[], object], *, to_all: bool = False
) -> HttpResponseRedirect:
    """One thing done by a button, or why it was not."""
    try:
        act()
    except Refused as refused:
        for error in refused.errors:
            messages.warning(request, str(error.detail))
    except StaleUpload:
        messages.warning(request, _("Somebody was quicker. This is how it stands now."))
    else:
        if to_all:
            messages.success(request, _("Given up; nothing was brought in."))
            return HttpResponseRedirect(page_of(request).url("desk_uploads"))
    return _to(request, found)


def _to(request: HttpRequest, found: Upload) -> HttpResponseRedirect:
    return HttpResponseRedirect(page_of(request).url("desk_upload", upload=found.public_id))


def _by(request: HttpRequest) -> str:
    assert isinstance(request.user, User)
    return f"user {request.user.pk}"


def _limits() -> dict[str, Any]:
    return {"most_megabytes": settings.UPLOAD_MOST_BYTES // 1_000_000}
