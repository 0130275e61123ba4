"""/<town>/desk/outcomes – what followed: written, linked to the messages it rests on, looked at, and told."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.permissions import may_answer
from delivery.files import StoreFull
from delivery.pictures.cleaning import PicturesBusy
from feedback_map.desk_list import desk_page_of
from feedback_map.models import Outcome, OutcomeInput, Photo
from feedback_map.outcomes import outcomes_owed
from feedback_map.services import (
    Answered,
    SentPhoto,
    StaleOutcome,
    add_outcome_photo,
    answer_inputs,
    change_outcome,
    drop_inputs,
    make_outcome,
    publish_outcome,
    upload_photo,
    who_is_told,
    withdraw_outcome,
)
from frontend.desk.outcome_form import OutcomeForm, ResponseForm, initial_of, pins_named
from frontend.desk.outcome_picking import picking_context, picking_query
from frontend.desk.rights import rights
from frontend.map_settings import map_settings, stage_labels
from frontend.pages import page_of, show_privately
from frontend.views.desk import desk_page
from frontend.views.pin_form import sketch_labels
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town

MOST_SHOWN = 300


@require_safe
@desk_page(may_answer)
def outcomes(request: HttpRequest, town: Municipality) -> HttpResponse:
    """What is owed first, then drafts, then what was published."""
    with in_town(town):
        known = list(Outcome.objects.filter(municipality=town).select_related("process").order_by("-decided_on", "-pk"))
    context = {
        "owed": outcomes_owed(town, timezone.localdate()),
        "drafts": [one for one in known if one.published_at is None],
        "published": [one for one in known if one.published_at is not None],
        **rights(request, town),
    }
    return show_privately(request, "frontend/desk/outcomes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(may_answer)
def new_outcome(request: HttpRequest, town: Municipality) -> HttpResponse:
    return _write(request, town, None)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(may_answer)
def edit_outcome(request: HttpRequest, town: Municipality, outcome: str) -> HttpResponse:
    return _write(request, town, _outcome(town, outcome))


@require_safe
@desk_page(may_answer)
def pick(request: HttpRequest, town: Municipality, outcome: str) -> HttpResponse:
    """Messages to take in: by words, topic, area, consultation, or an area drawn on the map."""
    found = _outcome(town, outcome)
    query = picking_query(request.GET, town, request.user, found)
    page = desk_page_of(town, query.filters, limit=200)
    with in_town(town):
        known = set(OutcomeInput.objects.filter(outcome=found).values_list("pin_id", flat=True))
    return show_privately(
        request, "frontend/desk/outcome_pick.html", picking_context(page_of(request), found, query, page, known)
    )


@require_POST
@desk_page(may_answer)
def take_in(request: HttpRequest, town: Municipality, outcome: str) -> HttpResponse:
    """Messages that were ticked or whose codes were written, all with one response."""
    found, form = _outcome(town, outcome), ResponseForm(request.POST)
    if not form.is_valid():
        return _edit_page(request, town, found, refused=_("Choose what became of the messages."))
    said = form.cleaned_data
    with in_town(town):
        pins, unknown = pins_named(town, request.POST.getlist("pin"), said["codes"])
    why = {page_of(request).html_lang: said["why"]}
    number = answer_inputs(town=town, outcome=found, answers=[Answered(pin.pk, said["response"], why) for pin in pins])
    messages.success(request, ngettext("%(n)s message taken in.", "%(n)s messages taken in.", number) % {"n": number})
    if unknown:
        messages.warning(request, _("No message has the code: %(codes)s") % {"codes": ", ".join(unknown)})
    return _back(request, found, "#inputs")


@require_POST
@desk_page(may_answer)
def change_inputs(request: HttpRequest, town: Municipality, outcome: str) -> HttpResponse:
    """The responses in the table as they stand now; those with a tick are left out."""
    found, language = _outcome(town, outcome), page_of(request).html_lang
    with in_town(town):
        rows = list(OutcomeInput.objects.filter(outcome=found).select_related("pin").defer("pin__geom"))
    gone = {row.pin_id for row in rows if row.pin.public_id in request.POST.getlist("drop")}
    answers = [
        Answered(row.pin_id, response, {**row.why, language: request.POST.get(f"why_{row.pin.public_id}", "")})
        for row in rows
        if row.pin_id not in gone and (response := request.POST.get(f"response_{row.pin.public_id}"))
    ]
    try:
        with in_town(town):
            answer_inputs(town=town, outcome=found, answers=answers)
            drop_inputs(town=town, outcome=found, pins=gone)
    except Refused as refused:
        return _edit_page(request, town, found, refused=" ".join(str(error.detail) for error in refused.errors))
    messages.success(request, _("Saved."))
    return _back(request, found, "#inputs")


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(may_answer)
def publish(request: HttpRequest, town: Municipality, outcome: str) -> HttpResponse:
    """First who will be told; then it is told."""
    found = _outcome(town, outcome)
    if request.method != "POST":
        context = {"outcome": found, "to_tell": who_is_told(town, found)}
        return show_privately(request, "frontend/desk/outcome_publish.html", context)
    try:
        told = publish_outcome(town=town, outcome=found, by=_user(request), version=_version(request))
    except StaleOutcome:
        return _stale(request, found)
    words = ngettext(
        "Published. The sender of %(n)s message is told.",
        "Published. The senders of %(n)s messages are told.",
        len(told),
    )
    messages.success(request, words % {"n": len(told)})
    return HttpResponseRedirect(page_of(request).url("desk_outcomes"))


@require_POST
@desk_page(may_answer)
def withdraw(request: HttpRequest, town: Municipality, outcome: str) -> HttpResponse:
    found = _outcome(town, outcome)
    try:
        withdraw_outcome(town=town, outcome=found, by=_user(request), version=_version(request))
    except StaleOutcome:
        return _stale(request, found)
    messages.success(request, _("Withdrawn. Nobody outside the desk sees it now."))
    return _back(request, found)


@require_POST
@desk_page(may_answer)
def add_photo(request: HttpRequest, town: Municipality, outcome: str) -> HttpResponse:
    """A picture before or after. A moderator looks at it before it is shown, as at all pictures."""
    found, sent = _outcome(town, outcome), request.FILES.get("photo")
    stage = request.POST.get("stage", "")
    if sent is None or stage not in Photo.Stage.values:
        return _edit_page(request, town, found, refused=_("Choose a picture, and whether it is from before or after."))
    try:
        token = upload_photo(town=town, data=sent.read()).token
        photo = SentPhoto(token, request.POST.get("alt", ""))
        add_outcome_photo(town=town, outcome=found, photo=photo, stage=stage, language=page_of(request).html_lang)
    except Refused as refused:
        return _edit_page(request, town, found, refused=" ".join(str(error.detail) for error in refused.errors))
    except (StoreFull, PicturesBusy):
        return _edit_page(request, town, found, refused=_("Pictures cannot be taken just now. Try again later."))
    messages.success(request, _("The picture was added. It is shown once a moderator has looked at it."))
    return _back(request, found, "#pictures")


def _write(request: HttpRequest, town: Municipality, outcome: Outcome | None) -> HttpResponse:
    if request.method != "POST":
        return _edit_page(request, town, outcome)
    form = OutcomeForm(town, page_of(request).language, request.POST)
    if form.is_valid():
        try:
            return _back(request, _saved(town, outcome, form, _user(request)))
        except Refused as refused:
            for error in refused.errors:
                form.add_error(error.field if error.field in form.fields else None, str(error.detail))
        except StaleOutcome as stale:
            return _stale(request, stale.current)
    return _edit_page(request, town, outcome, form=form)


def _saved(town: Municipality, outcome: Outcome | None, form: OutcomeForm, by: User) -> Outcome:
    words = form.words()
    if outcome is None:
        return make_outcome(town=town, words=words, by=by)
    return change_outcome(town=town, outcome=outcome, words=words, version=form.cleaned_data["version"])


def _edit_page(
    request: HttpRequest,
    town: Municipality,
    outcome: Outcome | None,
    *,
    form: OutcomeForm | None = None,
    refused: str = "",
) -> HttpResponse:
    asked = {name: request.GET.get(name, "")[:80] for name in ("process", "theme")}
    shown = form or OutcomeForm(town, page_of(request).language, initial=initial_of(outcome, asked))
    context: dict[str, Any] = {
        "outcome": outcome,
        "form": shown,
        "refused": refused,
        "responses": OutcomeInput.Response,
        "settings": _map_for_marking(request, town),
    }
    if outcome is not None:
        with in_town(town):
            inputs = OutcomeInput.objects.filter(outcome=outcome).select_related("pin__category").defer("pin__geom")
            context["number"] = inputs.count()
            context["inputs"] = list(inputs.order_by("-pin__received_at")[:MOST_SHOWN])
            context["photos"] = list(Photo.objects.filter(outcome=outcome).order_by("pk"))
    status = 400 if refused or (form is not None and form.errors) else 200
    return show_privately(request, "frontend/desk/outcome.html", context, status=status)


def _map_for_marking(request: HttpRequest, town: Municipality) -> dict[str, Any]:
    return {"map": map_settings(page_of(request)), "labels": {**stage_labels(), **sketch_labels()}}


def _stale(request: HttpRequest, current: Outcome) -> HttpResponse:
    """Both versions, so that nobody's words are lost: theirs as it is, and what was just sent."""
    said = [(name, value) for name, value in request.POST.items() if name not in {"csrfmiddlewaretoken", "version"}]
    context = {"current": current, "said": said}
    return show_privately(request, "frontend/desk/outcome_stale.html", context, status=412)


def _outcome(town: Municipality, public_id: str) -> Outcome:
    related = ("process", "decided_by", "about_area")
    with in_town(town):
        known = Outcome.objects.filter(municipality=town).select_related(*related)
        return get_object_or_404(known.defer("about_area__geom"), public_id=public_id)


def _back(request: HttpRequest, outcome: Outcome, part: str = "") -> HttpResponse:
    return HttpResponseRedirect(page_of(request).url("desk_outcome", outcome=outcome.public_id) + part)


def _version(request: HttpRequest) -> int | None:
    said = request.POST.get("version", "")
    return int(said) if said.isdecimal() and len(said) < 10 else None


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
