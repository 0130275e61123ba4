"""/<town>/desk/bulk – the same thing done to many messages: first shown, then done, and taken back if it was a slip."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts import permissions
from accounts.models import User
from feedback_map.models import Pin
from feedback_map.services.bulk import Batch, preview_act, run_act, undo_act
from frontend.desk.acting import act_of
from frontend.pages import page_of, show_privately
from frontend.views.desk import desk_page
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town

ACTS = ("acknowledge", "answer", "state", "assign", "note", "shortlist")


@require_POST
@desk_page(permissions.may_answer)
def bulk(request: HttpRequest, town: Municipality) -> HttpResponse:
    """The first POST shows what would happen; the second does it."""
    assert isinstance(request.user, User)
    kind, by = request.POST.get("act", ""), request.user
    if kind not in ACTS:
        raise Http404("No such act")
    refused, lines = None, []
    with in_town(town):
        pins = list(Pin.objects.filter(municipality=town, public_id__in=request.POST.getlist("pin")[:1_000]))
        try:
            act = act_of(town, request.POST, kind)
            if request.POST.get("step") == "run":
                return _done(request, run_act(town=town, pins=pins, act=act, by=by))
            lines = preview_act(town=town, pins=pins, act=act, by=by)
        except Refused as error:
            refused = error
    will = [line for line in lines if line.entry is not None]
    context = {
        "lines": lines,
        "will": will,
        "act": kind,
        "said": request.POST,
        "refused": refused,
        "back": request.POST.get("back", "")[:4_000],
    }
    return show_privately(request, "frontend/desk/bulk.html", context, status=400 if refused else 200)


@require_POST
@desk_page(permissions.may_answer)
def undo(request: HttpRequest, town: Municipality, batch: str) -> HttpResponse:
    """Each message back to what it was, but for those that somebody changed since."""
    assert isinstance(request.user, User)
    taken_back = undo_act(town=town, batch=batch, by=request.user)
    kept = sum(line.refused is not None for line in taken_back.lines)
    n = len(taken_back.updates)
    told = ngettext("Taken back for %(n)s message.", "Taken back for %(n)s messages.", n) % {"n": n}
    if kept:
        words = ngettext(
            "%(n)s message was changed by somebody since, and stays.",
            "%(n)s messages were changed by somebody since, and stay.",
            kept,
        )
        told = f"{told} {words % {'n': kept}}"
    messages.success(request, told)
    return HttpResponseRedirect(page_of(request).url("desk"))


def _done(request: HttpRequest, batch: Batch) -> HttpResponse:
    n = len(batch.updates)
    messages.success(request, ngettext("Done to %(n)s message.", "Done to %(n)s messages.", n) % {"n": n})
    back = request.POST.get("back", "").lstrip("?")[:4_000]
    return HttpResponseRedirect(page_of(request).url("desk") + f"?batch={batch.id}" + (f"&{back}" if back else ""))
