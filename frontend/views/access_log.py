"""/<town>/desk/access-log – who looked at what private thing, and what was erased by which rule. For auditors."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from accounts.models import AccessLog
from accounts.permissions import may_read_access_log
from feedback_map.models import Erasure
from frontend.desk.rights import rights
from frontend.pages import show_privately
from frontend.views.desk import desk_page
from geo.models import Municipality
from geo.tenancy import in_town

PAGE_LENGTH = 200


@desk_page(may_read_access_log)
def access_log(request: HttpRequest, town: Municipality) -> HttpResponse:
    """The newest looks; `before` goes back in time, `subject` asks for one message."""
    before, subject = request.GET.get("before", ""), request.GET.get("subject", "")[:120]
    with in_town(town):
        looks = AccessLog.objects.filter(municipality=town).select_related("user").order_by("-pk")
        if before.isdecimal():
            looks = looks.filter(pk__lt=int(before))
        if subject:
            looks = looks.filter(subject=subject)
        found = list(looks[: PAGE_LENGTH + 1])
        erased = list(Erasure.objects.filter(municipality=town).order_by("-pk")[:50])
    shown = found[:PAGE_LENGTH]
    context = {
        "looks": shown,
        "erased": erased,
        "subject": subject,
        **rights(request, town),
        "older": shown[-1].pk if len(found) > PAGE_LENGTH else None,
    }
    return show_privately(request, "frontend/desk/access_log.html", context)
