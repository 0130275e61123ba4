"""/<town>/desk/sheets/photos/… – a marked sheet is laid on the map by its corners, and its marks are clicked in."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import permissions
from accounts.models import Private, User
from accounts.services import look_at
from delivery.files import read_file, remove_files, small_of
from delivery.services import IdempotencyConflict, fingerprint, scope_of
from feedback_map.models import SheetMark, SheetPhoto
from feedback_map.services import (
    Once,
    PlacedPin,
    enter_mark,
    finish_photo,
    lay_photo,
    next_number,
    remove_sheet_pictures,
    take_back_mark,
)
from frontend.desk.rights import rights
from frontend.desk.sheets.entering import KEPT, Corners, MarkForm, again, size_in
from frontend.desk.sheets.shown import page_context
from frontend.pages import PRIVATE, page_of, show_privately
from frontend.views.desk import desk_page
from frontend.views.desk_sheets import PAGE, photo_or_404
from geo.ids import new_secret
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town


@PAGE
@desk_page(permissions.may_answer)
def sheet_photo(request: HttpRequest, town: Municipality, photo: str) -> HttpResponse:
    """First the corners, then the marks; the corners again when they are asked for."""
    found = photo_or_404(town, photo)
    if request.method != "POST":
        _note_the_look(request, town, found)
    if found.file and (found.corners is None or "corners" in request.GET):
        return _corners(request, town, found)
    return _marks(request, town, found)


@require_safe
@desk_page(permissions.may_answer)
def picture(request: HttpRequest, town: Municipality, photo: str, size: str = "") -> HttpResponse:
    """The picture itself: for staff, kept by no cache."""
    name = photo_or_404(town, photo).file
    try:
        content = read_file(small_of(name) if size == "small" else name) if name else b""
    except FileNotFoundError:
        content = b""
    if not content:
        raise Http404("The picture is gone")
    headers = {"X-Content-Type-Options": "nosniff", "Content-Disposition": "inline", "Cache-Control": PRIVATE}
    return HttpResponse(content, content_type="image/jpeg", headers=headers)


@require_POST
@desk_page(permissions.may_answer)
def undo(request: HttpRequest, town: Municipality, photo: str) -> HttpResponse:
    """Take back a mark; its words stand in the form again. One that is not there is taken back already."""
    found, address = photo_or_404(town, photo), page_of(request).url("desk_sheet_photo", photo=photo)
    with in_town(town):
        marks = SheetMark.objects.filter(municipality=town, photo=found)
        mark = marks.filter(public_id=request.POST.get("mark", "")[:22]).first()
    if mark is None:
        return HttpResponseRedirect(address)
    try:
        take_back_mark(town=town, mark=mark, by=_user(request))
    except Refused as refused:
        return _marks(request, town, found, told=[error.detail for error in refused.errors])
    return HttpResponseRedirect(
        f"{address}?{urlencode({'again': mark.public_id, 'size': str(size_in(request.POST))})}#text"
    )


@require_POST
@desk_page(permissions.may_answer)
def done(request: HttpRequest, town: Municipality, photo: str) -> HttpResponse:
    """All marks of this picture are entered: on to the one that has waited longest."""
    found, page = photo_or_404(town, photo), page_of(request)
    finish_photo(town=town, photo=found, is_done="more" not in request.POST)
    if "more" in request.POST:
        return HttpResponseRedirect(page.url("desk_sheet_photo", photo=photo))
    with in_town(town):
        waiting = SheetPhoto.objects.filter(municipality=town, done_at__isnull=True).exclude(file="")
        following = waiting.order_by("added_at", "pk").first()
    if following is None:
        return HttpResponseRedirect(page.url("desk_sheets"))
    return HttpResponseRedirect(page.url("desk_sheet_photo", photo=following.public_id))


@require_POST
@desk_page(permissions.may_answer)
def remove(request: HttpRequest, town: Municipality, photo: str) -> HttpResponse:
    """Delete the picture now. What was entered from it stays."""
    found = photo_or_404(town, photo)
    with in_town(town):
        names = remove_sheet_pictures(town=town, photos=Q(pk=found.pk))
        remove_files(town=town, names=names)
    return HttpResponseRedirect(page_of(request).url("desk_sheet", sheet=found.sheet.public_id))


def _corners(request: HttpRequest, town: Municipality, photo: SheetPhoto) -> HttpResponse:
    corners, errors = Corners(photo, request.POST if request.method == "POST" else None), list[Any]()
    size = size_in(request.POST if request.method == "POST" else request.GET)
    if request.method == "POST" and not corners.clicked:
        try:
            lay_photo(town=town, photo=photo, corners=corners.whole or [], by=_user(request))
        except Refused as refused:
            errors = [error.detail for error in refused.errors]
        else:
            address = page_of(request).url("desk_sheet_photo", photo=photo.public_id)
            return HttpResponseRedirect(f"{address}?{urlencode({'laid': '1', 'size': str(size)})}")
    context = {**page_context(town, photo, size, corners), "errors": errors, **rights(request, town)}
    return show_privately(request, "frontend/desk/sheet_corners.html", context, status=400 if errors else 200)


def _marks(request: HttpRequest, town: Municipality, photo: SheetPhoto, told: list[Any] | None = None) -> HttpResponse:
    is_sent = request.method == "POST" and told is None
    form = _form(request, town, photo, is_sent=is_sent)
    if is_sent and not form.was_only_clicked and form.is_valid():
        placed = _entered(request, town, photo, form)
        if placed is not None:
            kept = {**form.kept(), "size": str(size_in(request.POST)), "last": placed.id}
            address = page_of(request).url("desk_sheet_photo", photo=photo.public_id)
            return HttpResponseRedirect(f"{address}?{urlencode(kept)}#text")
    is_wrong = bool(told) or (is_sent and not form.was_only_clicked)
    context = {
        **page_context(town, photo, size_in(request.POST if is_sent else request.GET)),
        "form": form,
        "shows": is_wrong and not told,
        "told": told or [],
        "last": _last(town, photo, request.GET.get("last", "")),
        "has_just_been_laid": "laid" in request.GET,
        "pending": form.pixel if is_sent else None,
        **rights(request, town),
    }
    return show_privately(request, "frontend/desk/sheet_marks.html", context, status=400 if is_wrong else 200)


def _form(request: HttpRequest, town: Municipality, photo: SheetPhoto, *, is_sent: bool) -> MarkForm:
    if is_sent:
        return MarkForm(request.POST, photo=photo, town=town)
    first: dict[str, Any] = {name: request.GET[name] for name in KEPT if name in request.GET}
    with in_town(town):
        first["number"] = next_number(photo)
        if taken_back := request.GET.get("again", ""):
            marks = SheetMark.objects.select_related("pin__category").filter(municipality=town, photo=photo)
            first |= again(get_object_or_404(marks, public_id=taken_back[:22]))
    return MarkForm(photo=photo, town=town, initial={"key": new_secret(), **first})


def _entered(request: HttpRequest, town: Municipality, photo: SheetPhoto, form: MarkForm) -> PlacedPin | None:
    key = form.cleaned_data["key"] or new_secret()
    said = fingerprint("POST", request.path, form.content())
    once = Once(scope_of(f"sheet {photo.public_id}", str(request.user.pk)), key, said)
    try:
        return enter_mark(town=town, photo=photo, mark=form.mark, once=once, by=_user(request))
    except Refused as refused:
        for error in refused.errors:
            field = "square" if error.field in {"geometry", "place"} else error.field
            form.add_error(field if field in form.fields else None, str(error.detail))
    except IdempotencyConflict:
        form.add_error(None, _("This form was sent before with other words. Open an empty one from the link above."))
    return None


def _last(town: Municipality, photo: SheetPhoto, public_id: str) -> SheetMark | None:
    if not public_id:
        return None
    with in_town(town):
        marks = SheetMark.objects.select_related("pin__owner").filter(municipality=town, photo=photo)
        return marks.filter(pin__public_id=public_id[:22], taken_back_at__isnull=True).first()


def _note_the_look(request: HttpRequest, town: Municipality, photo: SheetPhoto) -> None:
    """A paper may tell names. Opening it is noted; going from one mark to the next is the same look."""
    if photo.file and isinstance(request.user, User) and not {"last", "again", "laid", "size"} & set(request.GET):
        look_at(user=request.user, town=town, what=Private.CONTACT, subjects=[photo.public_id], why="map sheet")


def _user(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None
