"""One message as the desk shows it: all that is known of it, what was done, what is like it, what can be done."""

from __future__ import annotations

from typing import Any

from accounts.models import Body, User
from accounts.permissions import HANDLERS, may_moderate, may_see_contact
from budgeting.shown import proposals_at
from feedback_map.models import Contact, OutcomeInput, Photo, Pin, PinArea, State, Support, Update
from feedback_map.permissions import may_handle
from feedback_map.services.states import templates_for
from feedback_map.similar import similar_at_desk
from feedback_map.translating import machine_translation
from frontend.desk.queue import units
from frontend.map_settings import map_settings, stage_labels
from frontend.pages import Page
from frontend.place import as_geojson
from geo.languages import text_in
from geo.models import Municipality
from zoning.clock import town_today
from zoning.models import PlanObject
from zoning.planned import Planned, objects_at, planned_at

SIMILAR = 6


def message_at_desk(town: Municipality, pin: Pin, page: Page, user: User) -> dict[str, Any]:
    """Runs inside `in_town`."""
    joined = Pin.objects.filter(merged_into=pin).select_related("state")
    history = Update.objects.filter(pin=pin).select_related("state", "state_before", "owner", "owner_before", "user")
    return {
        "pin": pin,
        "history": history.order_by("-at", "-pk"),
        "joined": list(joined),
        "similar": similar_at_desk(town, pin, most=SIMILAR),
        "photos": list(Photo.objects.filter(pin=pin)),
        "supports": Support.objects.filter(pin=pin).count(),
        "outcomes": list(OutcomeInput.objects.filter(pin=pin).select_related("outcome")),
        "areas": _areas(pin, page),
        "plans_here": _plans(town, pin),
        "proposals_here": proposals_at(town, pin.geom) if pin.geom is not None else [],
        "answers": answers_of(pin, page.language),
        "has_contact": Contact.objects.filter(pin=pin).exists() if may_see_contact(user, town) else None,
        "may_handle": may_handle(user, pin, town),
        "may_moderate": may_moderate(user, town),
        "other_language": pin.language[:2] not in town.languages,
        "machine": machine_translation(pin.text, source=pin.language[:2], target=page.html_lang),
        **_to_choose(town, pin, page),
    }


def _to_choose(town: Municipality, pin: Pin, page: Page) -> dict[str, Any]:
    templates = templates_for(town=town, category=pin.category)
    return {
        **to_give(town, pin.owner),
        "units": units(town),
        "templates": [
            (text_in(one.names, page.language), text_in(one.texts, pin.language), one.state and one.state.code)
            for one in templates
        ],
    }


def to_give(town: Municipality, owner: Body | None = None) -> dict[str, Any]:
    """The states and the people that a message, or many, can be given."""
    return {
        "states": list(State.objects.filter(municipality=town, is_active=True)),
        "people": _people(town, owner),
    }


def _people(town: Municipality, owner: Body | None) -> list[User]:
    """Who may be given the message: people of its unit, and those who handle everything."""
    here = User.objects.filter(is_active=True, memberships__municipality=town, memberships__role__in=HANDLERS)
    found = here.filter(memberships__body=owner) | here.filter(memberships__body__isnull=True) if owner else here
    return list(found.distinct().order_by("name", "email"))


def _areas(pin: Pin, page: Page) -> list[tuple[str, str]]:
    own = PinArea.objects.filter(pin=pin, area__isnull=False).select_related("area_set", "area").defer("area__geom")
    return [
        (text_in(each.area_set.names, page.language) or each.area_set.kind, each.area.name(page.language))
        for each in own
        if each.area is not None
    ]


def _plans(town: Municipality, pin: Pin) -> list[tuple[Planned, list[PlanObject]]]:
    """Published plans at the place of a message, each with what its newest version draws just there."""
    if pin.geom is None:
        return []
    drawn: dict[int, list[PlanObject]] = {}
    for one in objects_at(town, pin.geom):
        drawn.setdefault(one.version.plan_id, []).append(one)
    spot = pin.geom.point_on_surface
    return [(plan, drawn.get(plan.plan.pk, [])) for plan in planned_at(town, spot.x, spot.y, town_today())]


def answers_of(pin: Pin, language: str) -> list[tuple[str, str]]:
    """The answers to the category's questions, as they are read."""
    questions = {one["code"]: one for one in (pin.category.questions if pin.category else [])}
    return [(_label(questions.get(code), code, language), _said(questions.get(code), value, language))
            for code, value in pin.attributes.items()]  # fmt: skip


def _label(question: dict[str, Any] | None, code: str, language: str) -> str:
    return (text_in(question.get("names"), language) if question else "") or code


def _said(question: dict[str, Any] | None, value: Any, language: str) -> str:
    named = {each["key"]: text_in(each.get("names"), language) for each in (question or {}).get("values") or []}
    values = value if isinstance(value, list) else [value]
    return ", ".join(named.get(str(one)) or str(one) for one in values)


def place_settings(page: Page, pin: Pin) -> dict[str, Any] | None:
    if pin.geom is None:
        return None
    return {"map": map_settings(page), "geometry": as_geojson(pin.geom), "labels": stage_labels()}
