"""/<town>/desk/bulk – the same thing done to many messages: first shown, then done, and taken back if it was a slip."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts import permissions
from accounts.models import User
from feedback_map.models import Pin
from feedback_map.services import Act, Words
from feedback_map.services.bulk import Batch, preview_act, run_act, undo_act
from frontend.desk.acting import act_of, number_in, plain
from frontend.pages import page_of, show_privately
from frontend.views.desk import desk_page
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town

ACTS = ("acknowledge", "answer", "state", "assign", "note", "shortlist")


@require_POST
@desk_page(permissions.may_answer)
def bulk(request: HttpRequest, town: Municipality) -> HttpResponse:
    """The first POST shows what would happen; the second does it to those that nobody changed since."""
    assert isinstance(request.user, User)
    kind, by, seen = request.POST.get("act", ""), request.user, _seen(request.POST)
    if kind not in ACTS:
        raise Http404("No such act")
    refused, lines = None, []
    with in_town(town):
        chosen = {plain(one) for one in request.POST.getlist("pin")}
        pins = list(Pin.objects.filter(municipality=town, public_id__in=chosen))
        versions = {pin.pk: seen[pin.public_id] for pin in pins if pin.public_id in seen}
        try:
            act = _with_note(act_of(town, request.POST, kind))
            if request.POST.get("step") == "run" and len(versions) == len(pins):
                return _done(request, run_act(town=town, pins=pins, act=act, by=by, seen=versions))
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
    return HttpResponseRedirect(_desk(request))


def _seen(said: QueryDict) -> dict[str, int]:
    """The version of each message that the preview showed."""
    told = [one.partition(":") for one in said.getlist("seen")]
    return {public_id: number_in(version, -1) for public_id, _colon, version in told}


def _with_note(act: Act) -> Act:
    """The page has one field for words: those of a note stay in the house."""
    if act.kind != "note":
        return act
    return replace(act, words=Words(language=act.words.language, note=act.words.note or act.words.text))


def _done(request: HttpRequest, batch: Batch) -> HttpResponse:
    n = len(batch.updates)
    messages.success(request, ngettext("Done to %(n)s message.", "Done to %(n)s messages.", n) % {"n": n})
    for line in batch.lines:
        if line.refused is not None:
            messages.warning(request, f"{line.pin.code}: {line.refused.detail}")
    return HttpResponseRedirect(_desk(request, f"batch={batch.id}" if n else ""))


def _desk(request: HttpRequest, *words: str) -> str:
    """The desk with the filters that were there before."""
    asked = "&".join(filter(None, [*words, request.POST.get("back", "").lstrip("?")[:4_000]]))
    return page_of(request).url("desk") + (f"?{asked}" if asked else "")
