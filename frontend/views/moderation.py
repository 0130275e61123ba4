"""/<town>/desk/moderation – what waits for a moderator, and what they decide, one by one or many at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.permissions import may_moderate
from feedback_map.models import Moderation, Pin, Wave
from feedback_map.models.pins import TEXT_LENGTH
from feedback_map.moderation_queue import (
    EDITED,
    HIDDEN,
    REPORTED,
    WAITING,
    counted,
    flood_in,
    moderated_by,
    open_waves,
    queue,
    waiting_numbers,
    with_what_moderators_read,
)
from feedback_map.services import (
    Change,
    EditedWords,
    StaleEdit,
    Words,
    edit_pin,
    moderate_pin,
    moderate_pins,
    settle_wave,
    undo_edit,
)
from frontend.desk.rights import rights
from frontend.pages import html_lang, page_of, show_privately
from frontend.views.desk import desk_page
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town

HEADINGS = (WAITING, REPORTED, EDITED, HIDDEN)
PAGE_LENGTH = 50


@desk_page(may_moderate)
def moderation(request: HttpRequest, town: Municipality) -> HttpResponse:
    """The queue of one heading; a POST decides about one message, or about all that are ticked."""
    which = _heading(request)
    if request.method == "POST":
        _decide(request, town)
        return HttpResponseRedirect(f"{page_of(request).url('desk_moderation')}?show={which}")
    with in_town(town):
        found = list(with_what_moderators_read(queue(_staff(request), town, which)[: PAGE_LENGTH + 1]))
        numbers = waiting_numbers(_staff(request), town)
    context = {
        "which": which,
        "pins": found[:PAGE_LENGTH],
        "has_more": len(found) > PAGE_LENGTH,
        "numbers": numbers,
        "flood": flood_in(town),
        "reasons": ready_reasons(),
    }
    return show_privately(request, "frontend/desk/moderation.html", context | rights(request, town))


@desk_page(may_moderate)
def waves(request: HttpRequest, town: Municipality) -> HttpResponse:
    with in_town(town):
        numbers = waiting_numbers(_staff(request), town)
        context: dict[str, Any] = {
            "numbers": numbers,
            "waves": list(open_waves(town)),
            "which": "waves",
            "flood": flood_in(town),
        }
    return show_privately(request, "frontend/desk/waves.html", context | rights(request, town))


@desk_page(may_moderate)
def wave(request: HttpRequest, town: Municipality, wave: str) -> HttpResponse:
    """One wave and its messages; a POST says that it was seen, and may decide about those that wait."""
    with in_town(town):
        found = get_object_or_404(counted(Wave.objects.filter(municipality=town)), public_id=wave)
        if request.method == "POST":
            settle_wave(town=town, wave=found, by=_staff(request))
            _decide(request, town)
            return HttpResponseRedirect(page_of(request).url("desk_waves"))
        pins = Pin.objects.filter(in_wave__wave=found).select_related("category").defer("geom").order_by("-received_at")
        context: dict[str, Any] = {"wave": found, "pins": list(pins[:200]), "reasons": ready_reasons()}
    return show_privately(request, "frontend/desk/wave.html", context | rights(request, town))


class WordsForm(forms.Form):
    text = forms.CharField(max_length=TEXT_LENGTH, widget=forms.Textarea)
    place_note = forms.CharField(max_length=200, required=False)
    reason = forms.CharField(max_length=500, required=False)
    version = forms.IntegerField(required=False)


@desk_page(may_moderate)
def words(request: HttpRequest, town: Municipality, pin: str) -> HttpResponse:
    """Other words in place of the sender's; theirs are kept and shown beside."""
    with in_town(town):
        found = _own_pin(request, town, pin)
        start = {"text": found.text, "place_note": found.place_note, "version": found.version}
        form = WordsForm(request.POST if request.method == "POST" else None, initial=start)
        if request.method == "POST" and form.is_valid() and _edited(request, town, found, form):
            return HttpResponseRedirect(f"{page_of(request).url('desk_moderation')}?show={EDITED}")
        edits = list(found.edits.filter(undone_at__isnull=True).select_related("by"))
    context = {"pin": found, "form": form, "edits": edits, "reasons": ready_reasons(), **rights(request, town)}
    return show_privately(request, "frontend/desk/words.html", context, status=400 if form.errors else 200)


@desk_page(may_moderate)
def undo_words(request: HttpRequest, town: Municipality, pin: str) -> HttpResponse:
    with in_town(town):
        found = _own_pin(request, town, pin)
        if undo_edit(town=town, pin=found, change=Change(by=_staff(request))):
            messages.success(request, _("The sender's own words are back."))
    return HttpResponseRedirect(f"{page_of(request).url('desk_moderation')}?show={EDITED}")


def ready_reasons() -> list[str]:
    """What is most often told to senders; moderators may write something else."""
    return [
        _("The message tells something private about a person."),
        _("The message insults or threatens somebody."),
        _("The message does not concern the town."),
        _("The message is an advertisement."),
        _("The same message has come several times."),
    ]


def _staff(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _heading(request: HttpRequest) -> str:
    asked = (request.POST if request.method == "POST" else request.GET).get("show", WAITING)
    return asked if asked in HEADINGS else WAITING


def _own_pin(request: HttpRequest, town: Municipality, pin: str) -> Pin:
    mine = Pin.objects.filter(moderated_by(_staff(request), town), municipality=town)
    return get_object_or_404(mine, public_id=pin)


def _decide(request: HttpRequest, town: Municipality) -> None:
    """`decision`, `pin` (once or more), `reason`; `version` guards a decision about one. What is not theirs stays."""
    decision, reason = request.POST.get("decision", ""), request.POST.get("reason", "").strip()
    if not decision:
        return
    if decision not in (Moderation.SHOWN, Moderation.HIDDEN, Moderation.REJECTED):
        raise Http404("No such decision")
    if decision != Moderation.SHOWN and not reason:
        messages.error(request, _("Write the reason: the sender is shown it."))
        return
    with in_town(town):
        pins = _ticked(request, town)
        words = Words(reason, html_lang(page_of(request).language)) if reason else None
        try:
            changed = _carry_out(request, town, list(pins), decision, words)
        except StaleEdit:
            messages.error(request, _("The message has changed since you read it. Read it again and decide then."))
            return
    said = ngettext("%(number)s message was decided.", "%(number)s messages were decided.", changed)
    messages.success(request, said % {"number": changed})


def _carry_out(request: HttpRequest, town: Municipality, pins: list[Pin], decision: str, words: Words | None) -> int:
    by, version = _staff(request), request.POST.get("version", "")
    if len(pins) != 1:
        return moderate_pins(town=town, pins=pins, moderation=decision, change=Change(by=by), words=words)
    was = pins[0].moderation
    change = Change(by=by, version=int(version) if version.isdecimal() else None)
    moderate_pin(town=town, pin=pins[0], moderation=decision, change=change, words=words)
    return int(was != decision)


def _ticked(request: HttpRequest, town: Municipality) -> QuerySet[Pin]:
    mine = Pin.objects.filter(moderated_by(_staff(request), town), municipality=town)
    return mine.filter(public_id__in=request.POST.getlist("pin")[:500])


def _edited(request: HttpRequest, town: Municipality, pin: Pin, form: WordsForm) -> bool:
    data: dict[str, Any] = dict(form.cleaned_data)
    change = Change(by=_staff(request), version=data.pop("version"))
    try:
        edit_pin(town=town, pin=pin, words=EditedWords(**data), change=change)
    except StaleEdit:
        form.add_error("text", _("The message has changed since you read it. Read it again and decide then."))
        return False
    except Refused as refused:
        for error in refused.errors:
            form.add_error(error.field, str(error.detail))
        return False
    return True
