"""Storing areas as a dated set: a first version, a correction of the one that is valid, or a new version after it."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass, field

import shapely
from shapely.geometry.base import BaseGeometry

from geo import sql
from geo.changes import areas_changed
from geo.importing.area_rows import AreaFile, AreaRow
from geo.importing.kinds import words_of
from geo.importing.population_spread import spread_to
from geo.importing.refusals import ImportRefused
from geo.importing.report import ImportReport
from geo.importing.shapes import from_database, label_point, to_multipolygon, to_point
from geo.importing.towns import bound_by_areas
from geo.models import Area, AreaSet, Municipality

# A first version of which nobody said when it began is valid for as far back as anyone asks.
ALWAYS = datetime.date(1900, 1, 1)


@dataclass(frozen=True)
class SetWishes:
    """Which set the areas go to. Words left empty stay as they are, or are the usual ones of the kind."""

    kind: str
    valid_from: datetime.date | None = None
    parent_kind: str | None = None
    source: str = ""
    licence: str = ""
    illustrative: bool | None = None
    names: dict[str, str] = field(default_factory=dict)


def import_areas(source: AreaFile, wishes: SetWishes, report: ImportReport) -> AreaSet | None:
    """Bring in the town's areas of a file, and the people who are known to live in them."""
    area_set = store_areas(source.town, wishes, source.rows(report), report)
    if area_set is not None:
        spread_to(area_set)
    return area_set


def store_areas(town: Municipality, wishes: SetWishes, rows: list[AreaRow], report: ImportReport) -> AreaSet | None:
    """Store the rows as the set that is wished for; gives None when there is nothing to store."""
    if not rows:
        return None
    parents = _parents(town, wishes)
    area_set, is_new = _set_for(town, wishes)
    changed = _store(area_set, rows, parents, report)
    kept = Area.objects.filter(area_set=area_set).exclude(code__in=[row.code for row in rows]).count()
    if kept:
        report.note(f"{kept} areas of the set are not in the file and stay; a new version takes --valid-from")
    area_set.content_hash = _content_hash(area_set)
    area_set.save()
    if changed or is_new:
        bound_by_areas(town, area_set)
        areas_changed(town)
    return area_set


def _set_for(town: Municipality, wishes: SetWishes) -> tuple[AreaSet, bool]:
    """The version to write into: the one that starts on the day asked (or is open), else a new one after it."""
    versions = list(AreaSet.objects.of(town).filter(kind=wishes.kind).order_by("valid_from"))
    day = wishes.valid_from
    if day is None:
        day = versions[-1].valid_from if versions else ALWAYS
    same = next((version for version in versions if version.valid_from == day), None)
    if same is not None:
        _tell(same, wishes)
        return same, False
    later = next((version for version in versions if version.valid_from > day), None)
    for version in versions:
        if version.valid_from < day and (version.valid_to is None or version.valid_to > day):
            version.valid_to = day
            version.save(update_fields=["valid_to"])
    words = words_of(wishes.kind)
    before = versions[-1] if versions else None
    new = AreaSet(
        municipality=town,
        kind=wishes.kind,
        names=before.names if before else words.names,
        member_term=before.member_term if before else words.member,
        valid_from=day,
        valid_to=later.valid_from if later else None,
    )
    _tell(new, wishes)
    new.save()
    return new, True


def _tell(area_set: AreaSet, wishes: SetWishes) -> None:
    area_set.names = {**area_set.names, **wishes.names}
    area_set.source = wishes.source or area_set.source
    area_set.licence = wishes.licence or area_set.licence
    area_set.parent_kind = wishes.parent_kind or area_set.parent_kind
    if wishes.illustrative is not None:
        area_set.illustrative = wishes.illustrative


def _parents(town: Municipality, wishes: SetWishes) -> list[tuple[Area, BaseGeometry]]:
    if wishes.parent_kind is None:
        return []
    day = max(wishes.valid_from or datetime.date.today(), ALWAYS)
    parent_set = AreaSet.objects.valid_on(town, wishes.parent_kind, day)
    if parent_set is None:
        raise ImportRefused("no_such_set", kind=wishes.parent_kind, day=day)
    return [(area, from_database(area.geom)) for area in Area.objects.filter(area_set=parent_set).order_by("code")]


def _parent_of(shape: BaseGeometry, parents: list[tuple[Area, BaseGeometry]]) -> Area | None:
    """The parent that holds most of an area, if it holds any."""
    shares = [(float(parent.intersection(shape).area), area) for area, parent in parents if parent.intersects(shape)]
    share, parent = max(shares, key=lambda pair: pair[0], default=(0.0, None))
    return parent if share > 0 else None


def _store(
    area_set: AreaSet, rows: list[AreaRow], parents: list[tuple[Area, BaseGeometry]], report: ImportReport
) -> bool:
    stored = {area.code: area for area in Area.objects.filter(area_set=area_set)}
    new, changed = [], []
    for row in rows:
        parent = _parent_of(row.shape, parents)
        area = stored.get(row.code)
        if area is None:
            area = Area(municipality=area_set.municipality, area_set=area_set, code=row.code)
            new.append(_filled(area, row, parent))
            report.count("accepted")
        elif _differs(area, row, parent, asked=bool(parents)):
            changed.append(_filled(area, row, parent if parents else area.parent))
            report.count("updated")
        else:
            report.count("unchanged")
    Area.objects.bulk_create(new, batch_size=200)
    Area.objects.bulk_update(changed, ["names", "geom", "label_point", "parent"], batch_size=200)
    touched = [area.pk for area in (*new, *changed)]
    if touched:
        sql.run("geo/subdivide_areas", {"areas": touched})
    return bool(touched)


def _filled(area: Area, row: AreaRow, parent: Area | None) -> Area:
    area.names = row.names
    area.parent = parent
    area.geom = to_multipolygon(row.shape)
    area.label_point = to_point(label_point(row.shape))
    return area


def _differs(area: Area, row: AreaRow, parent: Area | None, *, asked: bool) -> bool:
    same_parent = not asked or area.parent_id == (parent.pk if parent else None)
    return not (same_parent and area.names == row.names and _wkb(from_database(area.geom)) == _wkb(row.shape))


def _wkb(shape: BaseGeometry) -> bytes:
    return bytes(shapely.to_wkb(shapely.normalize(shape), include_srid=False))


def _content_hash(area_set: AreaSet) -> str:
    digest = hashlib.sha256()
    for area in Area.objects.filter(area_set=area_set).order_by("code"):
        digest.update(area.code.encode())
        digest.update(_wkb(from_database(area.geom)))
    return digest.hexdigest()
