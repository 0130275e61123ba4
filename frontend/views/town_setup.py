"""/<town>/desk/town/ – a town is set up: what is done, what is next, what it tells of itself, and opening it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from accounts.adapters import NOTE_LETTER
from accounts.permissions import may_set_up_town
from delivery.files import read_file
from delivery.mail import post_letter
from delivery.pictures.cleaning import PicturesBusy
from delivery.services.logos import keep_logo, remove_logo
from feedback_map.readiness import may_open, readiness_of
from feedback_map.services.opening import open_when_ready
from frontend.desk.rights import rights
from frontend.pages import page_of, show_privately, town_page
from frontend.town_setup.forms import FactsForm, LogoForm, TextsForm
from frontend.town_setup.links import linked
from frontend.town_setup.steps import steps_of
from frontend.views.desk import desk_page
from frontend.views.routing import me
from geo.models import Municipality
from geo.refusals import Refused
from geo.services.towns import close_town, tell_of_town


@desk_page(may_set_up_town)
def overview(request: HttpRequest, town: Municipality) -> HttpResponse:
    """The steps in their order, with what there is."""
    steps = steps_of(town, page_of(request))
    following = next((step for step in steps if step.is_next), None)
    context = {"steps": steps, "following": following, **rights(request, town)}
    return show_privately(request, "frontend/desk/town/overview.html", context)


@desk_page(may_set_up_town)
def facts(request: HttpRequest, town: Municipality) -> HttpResponse:
    """Names, code, languages, and from which areas people name their home."""
    sent = request.POST if request.method == "POST" else None
    form = FactsForm(sent, town=town, language=page_of(request).language)
    if form.is_valid():
        tell_of_town(town=town, told=form.told)
        return _back(request, "desk_town", _("Saved: the town's names and languages."))
    return _form_page(request, town, form, _("Name and languages"))


@desk_page(may_set_up_town)
def texts(request: HttpRequest, town: Municipality) -> HttpResponse:
    """What every page tells of the town, and its logo."""
    form = TextsForm(town, page_of(request).language, request.POST if request.method == "POST" else None)
    if form.is_valid():
        tell_of_town(town=town, told=form.told)
        return _back(request, "desk_town_texts", _("Saved: what the pages tell of the town."))
    return _texts_page(request, town, form, LogoForm())


@desk_page(may_set_up_town)
def logo(request: HttpRequest, town: Municipality) -> HttpResponse:
    """A picture to show beside the town's name, made anew; or none."""
    if "remove" in request.POST:
        remove_logo(town=town)
        return _back(request, "desk_town_texts", _("The logo has been removed."))
    form = LogoForm(request.POST, request.FILES)
    if form.is_valid() and _kept(town, form):
        return _back(request, "desk_town_texts", _("The logo is shown from now on."))
    return _texts_page(request, town, TextsForm(town, page_of(request).language), form)


@town_page
def logo_file(request: HttpRequest, town: Municipality) -> HttpResponse:
    """The town's own picture. Its address changes with it, so that it can be kept for long."""
    if not town.logo:
        raise Http404("No logo")
    try:
        body = read_file(town.logo)
    except FileNotFoundError:
        raise Http404("No logo") from None
    kept = "public, max-age=86400" if town.is_public else "private, no-store"
    return HttpResponse(body, content_type="image/jpeg", headers={"Cache-Control": kept})


@desk_page(may_set_up_town)
def checks(request: HttpRequest, town: Municipality) -> HttpResponse:
    """What is well, what somebody should look at, and what the town cannot be opened with."""
    found = readiness_of(town)
    context = {"findings": linked(found, page_of(request)), "may_open": may_open(found), **rights(request, town)}
    return show_privately(request, "frontend/desk/town/checks.html", context)


@desk_page(may_set_up_town)
def send_letter(request: HttpRequest, town: Municipality) -> HttpResponse:
    """A letter to whoever asks for it, by the way that all letters go."""
    user = me(request)
    subject = _("A letter from Kuuluvuus")
    text = _("%(name)s sends letters: this one came to you.") % {"name": town.name(page_of(request).language)}
    post_letter(kind=NOTE_LETTER, payload={"to": user.email, "subject": subject, "text": text}, municipality=town)
    return _back(request, "desk_town_checks", _("A letter to %(email)s is on its way.") % {"email": user.email})


@desk_page(may_set_up_town)
def open_or_close(request: HttpRequest, town: Municipality) -> HttpResponse:
    """Open the town to everybody, or close it again."""
    if "close" in request.POST:
        close_town(town=town)
        return _back(request, "desk_town", _("The town is closed: only its staff see it."))
    try:
        open_when_ready(town=town)
    except Refused as refused:
        messages.error(request, " ".join(str(error.detail) for error in refused.errors))
        return HttpResponseRedirect(page_of(request).url("desk_town_checks"))
    return _back(request, "desk_town", _("The town is open: everybody finds it."))


def _kept(town: Municipality, form: LogoForm) -> bool:
    try:
        keep_logo(town=town, data=form.cleaned_data["file"].read())
    except Refused as refused:
        for error in refused.errors:
            form.add_error("file", str(error.detail))
    except PicturesBusy:
        form.add_error("file", _("Many pictures are being read just now. Try again in a moment."))
    return not form.errors


def _texts_page(request: HttpRequest, town: Municipality, form: TextsForm, of_logo: LogoForm) -> HttpResponse:
    context = {"form": form, "logo_form": of_logo, **rights(request, town)}
    wrong = bool(form.errors or of_logo.errors)
    return show_privately(request, "frontend/desk/town/texts.html", context, status=400 if wrong else 200)


def _form_page(request: HttpRequest, town: Municipality, form: forms.Form, heading: str) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "heading": heading, **rights(request, town)}
    return show_privately(request, "frontend/desk/town/form.html", context, status=400 if form.errors else 200)


def _back(request: HttpRequest, route: str, said: str) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseRedirect(page_of(request).url(route))
