"""/<town>/c/<token> – an address that knows the event, the area or the topic; and its poster with a QR code."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from feedback_map.models import CollectionLink
from frontend.draft import open_link
from frontend.pages import page_of, show, town_page
from frontend.qr import qr_path
from geo.models import Municipality


@require_GET
@town_page
def collect(request: HttpRequest, town: Municipality, token: str) -> HttpResponse:
    link = _link_or_404(town, token)
    return redirect(f"{page_of(request).url('pin_new')}?c={link.token}")


@require_GET
@town_page
def poster(request: HttpRequest, town: Municipality, token: str) -> HttpResponse:
    link = _link_or_404(town, token)
    address = request.build_absolute_uri(page_of(request).url("collect", token=link.token))
    return show(request, "frontend/poster.html", {"link": link, "address": address, "qr": qr_path(address)})


def _link_or_404(town: Municipality, token: str) -> CollectionLink:
    link = open_link(town, token)
    if link is None:
        raise Http404("No such link, or it is closed")
    return link
