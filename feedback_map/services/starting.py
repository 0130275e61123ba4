"""Giving a new town its first units, categories and rules. What the town has already stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.models import Body, User
from accounts.services import NewBody, create_body
from feedback_map.models import Category, RoutingRule
from feedback_map.services.categories import CategoryWishes, keep_category
from feedback_map.services.routing import NewRule, add_rule
from feedback_map.starting import Beginning
from geo.models import Municipality

_ASKED = ("needs_place", "is_sensitive", "stop_text", "questions")


@dataclass(frozen=True)
class Begun:
    """How many of each were new."""

    units: int
    categories: int
    rules: int


@transaction.atomic
def begin_with(*, town: Municipality, beginning: Beginning, by: User | None = None) -> Begun:
    """The same beginning twice changes nothing; a second one adds what the first did not have."""
    Municipality.objects.select_for_update(no_key=True).only("pk").get(pk=town.pk)
    units = [_unit(town, told) for told in beginning.units]
    categories = [_category(town, told) for told in beginning.categories]
    bodies = {body.code: body for body in Body.objects.filter(municipality=town)}
    rules = [_rule(town, bodies[beginning.rest], None, by)]
    rules += [
        _rule(town, bodies[told["unit"]], Category.objects.get(municipality=town, code=told["code"]), by)
        for told in beginning.categories
        if told["unit"] != beginning.rest
    ]
    return Begun(sum(units), sum(categories), sum(rules))


def _unit(town: Municipality, told: Mapping[str, Any]) -> bool:
    if Body.objects.filter(municipality=town, code=told["code"]).exists():
        return False
    outside = told.get("outside", "")
    kind = Body.Kind.OTHER if outside else Body.Kind.UNIT
    names = _in_its_languages(town, told["names"])
    create_body(new=NewBody(town, told["code"], names, kind, is_external=bool(outside), outside=outside))
    return True


def _category(town: Municipality, told: Mapping[str, Any]) -> bool:
    if Category.objects.filter(municipality=town, code=told["code"]).exists():
        return False
    wishes = CategoryWishes(
        names=_in_its_languages(town, told["names"]),
        group=_in_its_languages(town, told["group"]),
        icon=told["icon"],
        **{name: told[name] for name in _ASKED if name in told},
    )
    keep_category(town=town, wishes=wishes, code=told["code"])
    return True


def _rule(town: Municipality, body: Body, category: Category | None, by: User | None) -> bool:
    """A rule for the category (None: for everything else), unless the town has one."""
    held = RoutingRule.objects.filter(municipality=town, category=category, ended_at=None)
    if held.filter(area=None, season_from=None).exists():
        return False
    add_rule(town=town, rule=NewRule(body, category), by=by)
    return True


def _in_its_languages(town: Municipality, texts: Mapping[str, str]) -> dict[str, str]:
    """Texts in the languages that the town speaks, and in Finnish, on which the others stand."""
    return {language: text for language, text in texts.items() if language in {*town.languages, "fi"}}
