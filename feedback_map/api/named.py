"""What a message names – links, processes, events, areas – looked up in the town."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Visitor
from feedback_map.forms import HomeMessage, NamedArea, PinMessage
from feedback_map.models import Category, CollectionLink
from feedback_map.permissions import BY_STAFF, may_enter_as
from feedback_map.questions import questions_of, read_answers
from feedback_map.services import PinInput
from geo.models import Area, AreaSet, Municipality
from geo.places import lies_in
from geo.refusals import FieldError, Refused
from geo.services import square_kilometre_at
from participation.models import Event, Process
from participation.services import Home

__all__ = ["BY_STAFF", "home_of", "open_link", "pin_input", "plain_input"]


def open_link(town: Municipality, token: str) -> CollectionLink | None:
    """The collection link of a message, if it names one; Refused when it is unknown or closed."""
    if not token:
        return None
    links = CollectionLink.objects.filter(municipality=town, token=token)
    found = links.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=timezone.now()))
    link = found.select_related("process", "event", "category", "area__area_set").defer("area__geom").first()
    if link is None:
        raise Refused([FieldError("link", "unknown_link", _("This collection link is not open."))])
    return link


def plain_input(message: PinMessage) -> PinInput:
    """A message that names nothing of the town but a category, as the service takes it."""
    return PinInput(
        kind=message.kind,
        text=message.text,
        category=message.category,
        geometry=message.geometry,
        place_note=message.place_note,
        visibility=message.visibility,
        language=message.language,
        shown_place=message.shown_place,
        must_answer=True,
    )


def pin_input(town: Municipality, message: PinMessage, link: CollectionLink | None, user: Visitor) -> PinInput:
    """The message as the service takes it. What a collection link presets goes before what the message says."""
    errors: list[FieldError] = []
    if not may_enter_as(user, town, message.channel):
        detail = _("Only the town's staff, or a collection link, can name this channel.")
        errors.append(FieldError("channel", "channel_not_yours", detail))
    process = (link and link.process) or (_process(town, message.process, errors) if message.process else None)
    event = (link and link.event) or (_event(town, message.event, errors) if message.event else None)
    about = _area(town, message.about, "about", errors) if message.about else None
    if link and link.area and message.geometry is None and about is None:
        about = link.area
    category = message.category or (link.category.code if link and link.category else "")
    answers = _answers(town, category, message, errors) if message.attributes else {}
    if errors:
        raise Refused(errors)
    return PinInput(
        kind=message.kind,
        text=message.text,
        category=category,
        shown_place=message.shown_place,
        attributes=answers,
        must_answer=message.channel not in BY_STAFF,
        geometry=message.geometry,
        about_area=about,
        place_note=message.place_note,
        photos=message.photos,
        visibility=message.visibility,
        language=message.language,
        channel=link.channel if link else message.channel,
        process=process,
        event=event,
    )


def _answers(town: Municipality, code: str, message: PinMessage, errors: list[FieldError]) -> dict[str, Any]:
    """The answers to the category's questions, all of them checked. Without any, the service looks (`must_answer`)."""
    category = Category.objects.filter(municipality=town, code=code, is_active=True).first()
    try:
        return read_answers(questions_of(category.questions) if category else [], message.attributes)
    except Refused as refused:
        errors.extend(refused.errors)
        return {}


def home_of(town: Municipality, message: HomeMessage) -> Home:
    """The home as the service takes it; a place on the map becomes its square kilometre here, and is forgotten."""
    errors: list[FieldError] = []
    area = _area(town, message.area, "home", errors) if message.area else None
    if message.place and not lies_in(town, *message.place):
        detail = _("This place is outside the town. Leave it out if you live elsewhere.")
        errors.append(FieldError("home", "outside_town", detail))
    if errors:
        raise Refused(errors)
    cell = square_kilometre_at(town=town, x=message.place[0], y=message.place[1]) if message.place else None
    return Home(area=area, cell=cell, age_band=message.age_band, resident_type=message.resident)


def _area(town: Municipality, named: NamedArea, field: str, errors: list[FieldError]) -> Area | None:
    today = datetime.datetime.now(datetime.UTC).date()
    sets = AreaSet.objects.of(town).valid(today).filter(kind=named.set)
    areas = Area.objects.filter(area_set__in=sets, code=named.area)
    found = areas.select_related("area_set").defer("geom").first()
    if found is None:
        errors.append(FieldError(field, "unknown_area", _("The town has no such area.")))
    return found


def _process(town: Municipality, slug: str, errors: list[FieldError]) -> Process | None:
    today = timezone.localdate()
    found = Process.objects.filter(municipality=town, slug=slug, is_public=True).first()
    if found is None:
        errors.append(FieldError("process", "unknown_process", _("The town has no such consultation.")))
    elif found.opens_on > today or (found.closes_on and found.closes_on < today):
        errors.append(FieldError("process", "process_not_open", _("This consultation is not open today.")))
    return found


def _event(town: Municipality, code: str, errors: list[FieldError]) -> Event | None:
    found = Event.objects.filter(municipality=town, code=code).first()
    if found is None:
        errors.append(FieldError("event", "unknown_event", _("The town has no such event.")))
    return found
