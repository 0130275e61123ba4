"""Which collections a town has. Each module knows those of one subject, and reads published tables alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from doors.collections import figures, ground, plans, said
from doors.ogc.layers import Layer
from geo.models import AreaSet, Municipality

SINGLE: dict[str, Callable[[Municipality], Layer]] = {
    "places": ground.places,
    "plans": plans.plans,
    "hearings": plans.hearings,
    "pins": said.pins,
    "proposals": said.proposals,
}
OF_SETS: dict[str, Callable[[Municipality, AreaSet], Layer]] = {
    "areas": ground.areas,
    "population": figures.population,
    "coverage": figures.coverage,
}


@dataclass(frozen=True)
class Named:
    """A collection's name taken apart: the town's slug, what it is, and of which area set."""

    town: str
    kind: str
    area_set: str = ""


def named(collection: str) -> list[Named]:
    """What a collection's id may mean: a slug may hold the same signs as the rest of the id."""
    words = collection.split("_")
    found = [
        Named("_".join(words[:at]), words[at], "_".join(words[at + 1 :])) for at in range(1, len(words)) if words[at]
    ]
    return [one for one in found if (one.kind in SINGLE and not one.area_set) or (one.kind in OF_SETS and one.area_set)]


def layer_named(collection: str) -> Layer | None:
    """The collection of that id, if there is such a town and, of figures by area, such a set today."""
    meant = {one.town: one for one in named(collection)}
    towns = Municipality.objects.defer("boundary").filter(slug__in=meant, is_public=True)
    for town in towns:
        one = meant[town.slug]
        if one.kind in SINGLE:
            return SINGLE[one.kind](town)
        area_set = AreaSet.objects.valid_on(town, one.area_set, timezone.localdate())
        if area_set is not None:
            return OF_SETS[one.kind](town, area_set)
    return None


def all_layers() -> list[Layer]:
    """Every collection of every town, town by town: two reads, however many there are."""
    towns = list(Municipality.objects.filter(is_public=True).defer("boundary").order_by("slug"))
    sets: dict[int, list[AreaSet]] = {}
    for area_set in AreaSet.objects.valid(timezone.localdate()).order_by("kind"):
        sets.setdefault(area_set.municipality_id, []).append(area_set)
    return [layer for town in towns for layer in _layers_of(town, sets.get(town.pk, []))]


def layers_of_town(town: Municipality) -> list[Layer]:
    """Every collection of one town, whether or not it is open to the public already."""
    return _layers_of(town, list(AreaSet.objects.of(town).valid(timezone.localdate()).order_by("kind")))


def _layers_of(town: Municipality, sets: list[AreaSet]) -> list[Layer]:
    single = [make(town) for make in SINGLE.values()]
    of_sets = [make(town, area_set) for make in OF_SETS.values() for area_set in sets]
    return [*single, *of_sets]
