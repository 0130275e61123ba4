"""/<town>/desk/sheets – map sheets on paper: made and printed, and photographs of marked copies taken in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts import permissions
from accounts.models import User
from delivery.files import StoreFull
from delivery.pictures.cleaning import PicturesBusy
from feedback_map.models import MapSheet, SheetPhoto
from feedback_map.services import add_sheet_photo, make_sheet
from frontend.desk.filters import outline_of
from frontend.desk.rights import rights
from frontend.desk.sheets.making import SheetForm
from frontend.map_settings import map_settings, stage_labels
from frontend.pages import PRIVATE, page_of, show_privately, town_page
from frontend.sheet_map import sheet_svg
from frontend.views.desk import desk_page
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town

PAGE = require_http_methods(["GET", "HEAD", "POST"])
MOST_LISTED = 100


@PAGE
@desk_page(permissions.may_answer)
def sheets(request: HttpRequest, town: Municipality) -> HttpResponse:
    """All sheets, what waits to be entered, and where photographs are brought by the code that is printed on them."""
    errors: list[Any] = []
    if request.method == "POST":
        sheet = sheet_called(town, request.POST.get("code", ""))
        if sheet is None:
            errors = [_("No sheet has this code. It is printed large on the map, such as: Arkki Kuusi 4821.")]
        else:
            return _take_photos(request, town, sheet)
    return _list(request, town, errors)


@PAGE
@desk_page(permissions.may_answer)
def new_sheet(request: HttpRequest, town: Municipality) -> HttpResponse:
    """Make a sheet: of a part of the town, around a place, or of an area that was drawn on the map."""
    page = page_of(request)
    form = SheetForm(request.POST or None, page=page, initial={"drawn": request.GET.get("in", "")[:4_000]})
    if request.method == "POST" and form.is_valid():
        made = make_sheet(town=town, wishes=form.wishes, by=_user(request))
        return HttpResponseRedirect(page.url("desk_sheet", sheet=made.public_id))
    drawn = form["drawn"].value() or ""
    settings = {
        "map": map_settings(page),
        "labels": {**stage_labels(), "drawn": _("The area is drawn. Use it for the sheet.")},
        "pins": {"type": "FeatureCollection", "features": []},
    }
    context = {"form": form, "settings": settings, "is_drawn": outline_of(drawn) is not None, **rights(request, town)}
    return show_privately(request, "frontend/desk/sheet_new.html", context, status=400 if form.errors else 200)


@PAGE
@desk_page(permissions.may_answer)
def show_sheet(request: HttpRequest, town: Municipality, sheet: str) -> HttpResponse:
    """One sheet: its map, its PDF, and the photographs of its copies."""
    found = sheet_or_404(town, sheet)
    if request.method == "POST":
        return _take_photos(request, town, found)
    return _show(request, town, found, [])


@require_safe
@desk_page(permissions.may_answer)
def sheet_pdf(request: HttpRequest, town: Municipality, sheet: str) -> HttpResponse:
    """The sheet and its forms, to print."""
    from frontend.documents.map_sheet import map_sheet_as_pdf

    found = sheet_or_404(town, sheet)
    response = HttpResponse(map_sheet_as_pdf(found), content_type="application/pdf")
    name = slugify(f"{found.code} {found.title}") or "arkki"
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response.headers["Cache-Control"] = PRIVATE
    return response


@require_safe
@town_page
def scanned(request: HttpRequest, town: Municipality, sheet: str) -> HttpResponse:
    """The address in a sheet's QR code. It brings staff to the sheet, and everybody else to writing on the web."""
    page = page_of(request)
    if permissions.may_answer(request.user, town):
        return HttpResponseRedirect(page.url("desk_sheet", sheet=sheet))
    return HttpResponseRedirect(page.url("pin_new"))


def _list(request: HttpRequest, town: Municipality, errors: list[Any]) -> HttpResponse:
    with in_town(town):
        of_town = MapSheet.objects.filter(municipality=town).select_related("event", "process")
        counted = of_town.annotate(copies=Count("photos")).order_by("-made_at", "-pk")
        context = {
            "sheets": list(counted.defer("extent")[:MOST_LISTED]),
            "waiting": list(_with_marks(SheetPhoto.objects.filter(municipality=town, done_at__isnull=True))),
            "errors": errors,
            "code": request.POST.get("code", ""),
            **rights(request, town),
        }
    return show_privately(request, "frontend/desk/sheets.html", context, status=400 if errors else 200)


def _show(request: HttpRequest, town: Municipality, sheet: MapSheet, errors: list[Any]) -> HttpResponse:
    with in_town(town):
        photos = list(_with_marks(SheetPhoto.objects.filter(municipality=town, sheet=sheet), removed=True))
    says = _("Map of %(title)s with a grid of numbered squares") % {"title": sheet.title}
    context = {
        "sheet": sheet,
        "map": sheet_svg(sheet, says=says),
        "photos": photos,
        "errors": errors,
        **rights(request, town),
    }
    return show_privately(request, "frontend/desk/sheet.html", context, status=400 if errors else 200)


def _with_marks(photos: QuerySet[SheetPhoto], *, removed: bool = False) -> QuerySet[SheetPhoto]:
    standing = Count("marks", filter=Q(marks__taken_back_at__isnull=True))
    shown = photos if removed else photos.exclude(file="")
    return shown.select_related("sheet").annotate(entered=standing).order_by("added_at", "pk")


def _take_photos(request: HttpRequest, town: Municipality, sheet: MapSheet) -> HttpResponse:
    """The pictures that can be taken are; of the others is told why not. One alone is opened at once."""
    page, taken, errors = page_of(request), list[SheetPhoto](), list[Any]()
    files = request.FILES.getlist("photo")
    for file in files:
        _take(request, town, sheet, file, (taken, errors))
    if not files:
        errors.append(_("Choose a picture first."))
    if errors:
        return _show(request, town, sheet, errors)
    if len(taken) == 1:
        return HttpResponseRedirect(page.url("desk_sheet_photo", photo=taken[0].public_id))
    told = ngettext("%(count)s picture was taken in.", "%(count)s pictures were taken in.", len(taken))
    messages.success(request, told % {"count": len(taken)})
    return HttpResponseRedirect(page.url("desk_sheets"))


def _take(
    request: HttpRequest,
    town: Municipality,
    sheet: MapSheet,
    file: UploadedFile[bytes],
    found: tuple[list[SheetPhoto], list[Any]],
) -> None:
    taken, errors = found
    try:
        taken.append(add_sheet_photo(town=town, sheet=sheet, data=file.read(), by=_user(request)))
    except Refused as refused:
        errors += [f"{file.name}: {error.detail}" for error in refused.errors]
    except (StoreFull, PicturesBusy):
        errors.append(f"{file.name}: " + _("Pictures cannot be taken just now. Try again later."))


def sheet_or_404(town: Municipality, public_id: str) -> MapSheet:
    with in_town(town):
        related = ("municipality", "area", "event", "process")
        return get_object_or_404(MapSheet.objects.select_related(*related), municipality=town, public_id=public_id)


def sheet_called(town: Municipality, said: str) -> MapSheet | None:
    """By the code as somebody reads it from the paper: large or small letters, with or without its first word."""
    words = said.replace("\x00", "").split()[:4]
    code = " ".join(words if words[:1] and words[0].casefold() == "arkki" else ["Arkki", *words])[:40]
    with in_town(town):
        return MapSheet.objects.filter(municipality=town, code__iexact=code).first()


def photo_or_404(town: Municipality, public_id: str) -> SheetPhoto:
    with in_town(town):
        related = ("sheet__municipality", "sheet__event", "sheet__process", "sheet__area")
        found = SheetPhoto.objects.select_related(*related).filter(municipality=town, public_id=public_id).first()
    if found is None:
        raise Http404("No such picture")
    return found


def _user(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None
