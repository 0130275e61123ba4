"""Files of plans: documents and pictures, for everybody once they are published, for staff before."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from delivery.files import read_file, small_of
from frontend.pages import PRIVATE, town_page
from frontend.views.desk import desk_page
from geo.models import Municipality
from geo.tenancy import in_town
from zoning.models import PlanDocument, PlanVersion
from zoning.permissions import may_read_statements

# A document is never a page of ours: whatever it holds loads nothing and runs nothing in our name
SHUT = "default-src 'none'; frame-ancestors 'none'"
HELD_FOR = "no-cache"  # what is withdrawn is gone at once
SHOWN_INLINE = frozenset({"application/pdf", "image/jpeg", "image/png"})


@town_page
def document(request: HttpRequest, town: Municipality, slug: str, document: str) -> HttpResponse:
    with in_town(town):
        shown = PlanDocument.objects.published().filter(plan__slug=slug, plan__published_at__isnull=False)
        return _sent(shown.filter(public_id=document).first(), HELD_FOR)


@desk_page(may_read_statements)
def staff_document(request: HttpRequest, town: Municipality, slug: str, document: str) -> HttpResponse:
    with in_town(town):
        return _sent(PlanDocument.objects.filter(plan__slug=slug, public_id=document).first(), PRIVATE)


@town_page
def picture(request: HttpRequest, town: Municipality, slug: str, version: str, size: str = "") -> HttpResponse:
    with in_town(town):
        shown = PlanVersion.objects.published().filter(plan__slug=slug, plan__published_at__isnull=False)
        return _picture(shown.filter(public_id=version).first(), HELD_FOR, size)


@desk_page(may_read_statements)
def staff_picture(request: HttpRequest, town: Municipality, slug: str, version: str) -> HttpResponse:
    with in_town(town):
        return _picture(PlanVersion.objects.filter(plan__slug=slug, public_id=version).first(), PRIVATE, "small")


def _sent(found: PlanDocument | None, held: str) -> HttpResponse:
    if found is None:
        raise Http404("No such document")
    response = stored_file(found.file, found.media_type, held)
    inline = found.media_type in SHOWN_INLINE
    response["Content-Disposition"] = content_disposition_header(not inline, found.file_name) or "attachment"
    response["Content-Language"] = found.language
    return response


def _picture(found: PlanVersion | None, held: str, size: str) -> HttpResponse:
    if found is None or not found.picture:
        raise Http404("No such picture")
    return stored_file(small_of(found.picture) if size else found.picture, "image/jpeg", held)


def stored_file(name: str, media_type: str, held: str) -> HttpResponse:
    """A file of the store, which loads nothing and runs nothing in our name."""
    try:
        content = read_file(name)
    except FileNotFoundError:
        raise Http404("The file is gone") from None
    headers = {"Cache-Control": held, "Content-Security-Policy": SHUT, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=media_type, headers=headers)
