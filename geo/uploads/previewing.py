"""What an upload would do, told before it does it: a picture and a table, of what is then taken back."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from django.db.models import Max
from shapely.geometry.base import BaseGeometry

from geo.importing.area_checks import check_set
from geo.importing.shapes import from_database
from geo.importing.towns import boundary_of
from geo.models import Area, AreaSet, Municipality, Place, PopulationCount, Upload
from geo.uploads.drawing import frame_of, on_a_map, path_of, squares_path
from geo.uploads.progress import WatchedReport
from geo.uploads.wishes import UploadWishes

MOST_ROWS = 500  # of a table of the preview
MOST_REJECTS = 50
MOST_FAULTS = 5  # the greatest ones
MOST_SQUARES = 6_000
CLASSES = 5
KM2 = 1_000_000
What = Upload.What
Json = dict[str, Any]


@dataclass(frozen=True)
class Seen:
    """What stands before the upload: shapes, names and people to compare with."""

    boundary: BaseGeometry | None = None
    version: AreaSet | None = None
    shapes: dict[str, BaseGeometry] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    people: dict[str, float] = field(default_factory=dict)
    places: frozenset[str] = frozenset()


def seen_before(town: Municipality, wishes: UploadWishes) -> Seen:
    """The town as it is, as far as a file of this kind may change it."""
    version = _version(town, wishes) if wishes.what in (What.AREAS, What.PEOPLE) else None
    areas = list(Area.objects.filter(area_set=version).order_by("code")) if version else []
    return Seen(
        boundary=boundary_of(town) if wishes.what == What.BOUNDARY else None,
        version=version,
        shapes={area.code: from_database(area.geom) for area in areas},
        names={area.code: area.name(town.first_language) for area in areas},
        people=_people(version, wishes.year) if version else {},
        places=_places(town) if wishes.what == What.PLACES else frozenset(),
    )


def preview_of(town: Municipality, wishes: UploadWishes, seen: Seen, report: WatchedReport) -> Json:
    """Everything that is shown of the upload; kept as JSON in its row."""
    tell: Mapping[str, Callable[[Municipality, UploadWishes, Seen], Json]] = {
        What.BOUNDARY: _boundary,
        What.AREAS: _areas,
        What.PEOPLE: _population,
        What.PLACES: _place_list,
    }
    return {
        "summary": report.summary(),
        "repairs": [[number, text] for number, text in report.repairs[:MOST_REJECTS]],
        "rejects": [
            {"row": one.number, "reason": one.reason, "detail": one.detail}
            for one in sorted(report.rejects.first, key=lambda one: one.number)[:MOST_REJECTS]
        ],
        **tell[wishes.what](town, wishes, seen),
    }


# ── The boundary ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _boundary(town: Municipality, _wishes: UploadWishes, seen: Seen) -> Json:
    fresh = Municipality.objects.get(pk=town.pk)
    shape = boundary_of(fresh)
    if shape is None:
        return {}
    frame = frame_of([one for one in (shape, seen.boundary) if one is not None])
    sets = AreaSet.objects.of(town).valid(datetime.date.today())
    return {
        "km2": _km2(shape),
        "km2_before": _km2(seen.boundary),
        "code": fresh.code,
        "frame": frame,
        "paths": [{"code": town.slug, "d": path_of(shape, frame["unit"])}],
        "shape": on_a_map([shape], frame["unit"]),
        "before": [path_of(seen.boundary, frame["unit"])] if seen.boundary is not None else [],
        "checks": [_check(one) for one in sets],
    }


# ── Areas ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _areas(town: Municipality, wishes: UploadWishes, seen: Seen) -> Json:
    version = _version(town, wishes, written=True)
    if version is None:
        return {}
    areas = list(Area.objects.filter(area_set=version).select_related("parent").order_by("code"))
    shapes = {area.code: from_database(area.geom) for area in areas}
    people = _people(version, None)
    frame = frame_of([*shapes.values(), *seen.shapes.values()])
    gone = [code for code in seen.shapes if code not in shapes]
    closed = seen.version if seen.version is not None and seen.version.pk != version.pk else None
    return {
        "set": {
            "name": version.name(town.first_language),
            "valid_from": version.valid_from.isoformat(),
            "valid_to": version.valid_to.isoformat() if version.valid_to else None,
            "closes": closed.valid_from.isoformat() if closed else None,
        },
        "areas": [
            {
                "code": area.code,
                "name": area.name(town.first_language),
                "km2": _km2(shapes[area.code]),
                "people": people.get(area.code),
                "parent": area.parent.code if area.parent else "",
                "change": _change(seen.shapes.get(area.code), shapes[area.code]),
            }
            for area in areas[:MOST_ROWS]
        ],
        "gone": [{"code": code, "name": seen.names[code]} for code in gone[:MOST_ROWS]],
        "frame": frame,
        "paths": [
            {
                "code": area.code,
                "d": path_of(shapes[area.code], frame["unit"]),
                "x": round(area.label_point.x),
                "y": round(-area.label_point.y),
            }
            for area in areas
        ],
        "shape": on_a_map(list(shapes.values()), frame["unit"]),
        "before": [path_of(shape, frame["unit"]) for shape in seen.shapes.values()],
        "checks": [_check(version)],
    }


def _version(town: Municipality, wishes: UploadWishes, *, written: bool = False) -> AreaSet | None:
    """The version of the set that the file is compared with, or (`written`) that it was written into."""
    versions = AreaSet.objects.of(town).filter(kind=wishes.kind or town.home_set)
    if wishes.valid_from is None:
        return versions.last()
    if written:
        return versions.filter(valid_from=wishes.valid_from).first()
    return versions.filter(valid_from__lte=wishes.valid_from).last()


def _change(before: BaseGeometry | None, now: BaseGeometry) -> str:
    if before is None:
        return "new"
    return "same" if shapely.normalize(before).equals_exact(shapely.normalize(now)) else "changed"


def _check(version: AreaSet) -> Json:
    """Overlaps and gaps; the greatest ones one by one."""
    found = check_set(version).as_json()
    return {
        "name": version.name(version.municipality.first_language),
        "areas": found["areas"],
        "outside_m2": found["outside_m2"],
        "overlap_m2": found["overlap_m2"],
        "gap_m2": found["gap_m2"],
        "overlaps": found["overlaps"][:MOST_FAULTS],
        "gaps": found["gaps"][:MOST_FAULTS],
    }


# ── People ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _population(town: Municipality, wishes: UploadWishes, seen: Seen) -> Json:
    year = int(wishes.year or 0)
    counts = PopulationCount.objects.filter(municipality=town, year=year, basis=PopulationCount.Basis.GIVEN)
    of_units = counts.filter(cell__size_m=wishes.cell_m) if wishes.cell_m else counts.filter(area__isnull=False)
    told: Json = {"year": year, "total": _total(of_units), "units": of_units.values("cell", "area").distinct().count()}
    told["hidden"] = of_units.filter(count__isnull=True).count()
    if seen.version is None:
        return told
    now = _people(seen.version, year)
    told["areas"] = [
        {"code": code, "name": name, "people": now.get(code), "before": seen.people.get(code)}
        for code, name in list(seen.names.items())[:MOST_ROWS]
    ]
    frame = frame_of(list(seen.shapes.values()))
    told |= {"frame": frame, "before": [path_of(shape, frame["unit"]) for shape in seen.shapes.values()]}
    if wishes.cell_m:
        told["squares"] = _squares(of_units, wishes.cell_m)
    return told


def _total(counts: Any) -> float | None:
    people = counts.filter(what=PopulationCount.What.PEOPLE, age_from__isnull=True, count__isnull=False)
    values = list(people.values_list("count", flat=True))
    return round(sum(values), 1) if values else None


def _people(version: AreaSet, year: int | None) -> dict[str, float]:
    """People by area code, of a year or of the newest one."""
    counts = PopulationCount.objects.filter(
        area__area_set=version, what=PopulationCount.What.PEOPLE, age_from__isnull=True, count__isnull=False
    )
    year = year if year and counts.filter(year=year).exists() else counts.aggregate(Max("year"))["year__max"]
    rows = counts.filter(year=year).values_list("area__code", "count")
    return {code: round(count, 1) for code, count in rows if count is not None}


def _squares(counts: Any, size_m: int) -> list[Json]:
    """The squares in five classes of equal number, from few people to many."""
    people = counts.filter(what=PopulationCount.What.PEOPLE, age_from__isnull=True, count__gt=0)
    rows = list(people.order_by("-count").values_list("count", "cell__centre")[:MOST_SQUARES])
    if not rows:
        return []
    values = np.array([count for count, _centre in rows])
    edges = np.unique(np.quantile(values, np.linspace(0, 1, CLASSES + 1)[1:-1]))
    classes = np.searchsorted(edges, values, side="right")
    found = []
    for place in sorted(set(classes.tolist())):
        inside = [row for row, own in zip(rows, classes.tolist(), strict=True) if own == place]
        corners = [(centre.x - size_m / 2, centre.y - size_m / 2) for _count, centre in inside]
        counts_here = [count for count, _centre in inside]
        path = squares_path(corners, size_m)
        found.append({"class": place, "least": min(counts_here), "most": max(counts_here), "d": path})
    return found


# ── Places ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _places(town: Municipality) -> frozenset[str]:
    return frozenset(Place.objects.filter(municipality=town).values_list("code", flat=True))


def _place_list(town: Municipality, _wishes: UploadWishes, seen: Seen) -> Json:
    places = list(Place.objects.filter(municipality=town).order_by("code"))
    shown = places[:MOST_ROWS]
    return {
        "places": [
            {
                "code": place.code,
                "name": place.name(town.first_language),
                "address": place.address,
                "change": "same" if place.code in seen.places else "new",
            }
            for place in shown
        ]
    }


def _km2(shape: BaseGeometry | None) -> float | None:
    return None if shape is None else round(float(shape.area) / KM2, 2)
