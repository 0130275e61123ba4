"""/<town>/find – a published message by the code that was said on the phone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from feedback_map.models import PublishedPin
from frontend.pages import page_of, show, town_page
from geo.models import Municipality


@require_GET
@town_page
def by_code(request: HttpRequest, town: Municipality) -> HttpResponse:
    """A message that is not published is not found, exactly as a code that nobody has."""
    code = " ".join(request.GET.get("code", "").replace("\x00", "").split())[:40]
    found = PublishedPin.objects.filter(municipality=town, code__iexact=code).first() if code else None
    if found:
        return redirect(page_of(request).url("pin", pin=found.public_id))
    return show(request, "frontend/find.html", {"code": code, "is_missing": bool(code)})
