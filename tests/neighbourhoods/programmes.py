"""A programme of participation for tests: one goal, and measures as they are needed."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from accounts.models import Body
from geo.models import Municipality
from neighbourhoods.models import Goal, Measure, Programme
from neighbourhoods.programme.services import MeasureWords, ProgrammeWords, add_goal, add_measure, make_programme

YEARS = (datetime.date(2025, 1, 1), datetime.date(2029, 12, 31))


def programme_words(**fields: Any) -> ProgrammeWords:
    values: dict[str, Any] = {"titles": {"fi": "Osallisuusohjelma"}, "starts_on": YEARS[0], "ends_on": YEARS[1]}
    return ProgrammeWords(**{**values, "stage": "in_force", "is_public": True, **fields})


def make_a_programme(town: Municipality, slug: str = "ohjelma", **fields: Any) -> Programme:
    return make_programme(town=town, slug=slug, words=programme_words(**fields))


def make_a_goal(programme: Programme, title: str = "Toimintamallit ovat selkeät") -> Goal:
    return add_goal(town=programme.municipality, programme=programme, titles={"fi": title})


def make_a_measure(goal: Goal, title: str = "Kuvaamme prosessit", **fields: Any) -> Measure:
    words = MeasureWords(titles={"fi": title}, **{"owner_words": "Viestintä", **fields})
    return add_measure(town=goal.municipality, goal=goal, words=words)


def make_unit(town: Municipality, code: str = "viestinta", name: str = "Kaupungin viestintä") -> Body:
    return Body.objects.create(municipality=town, kind=Body.Kind.UNIT, code=code, names={"fi": name})


def table(path: Path, *rows: str, head: str = "tavoite;toimenpide;vastuutaho;aikataulu;arviointi") -> Path:
    path.write_text("\n".join([head, *rows]), encoding="utf-8")
    return path
