"""What an upload changed, kept row by row, and put back to the last byte."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection
from django.db.models import ForeignKey, ManyToOneRel, Model

from geo import sql
from geo.changes import areas_changed, tables_derived_from_areas
from geo.importing.refusals import ImportRefused
from geo.models import Area, AreaSet, GridCell, Municipality, Place, Upload
from geo.uploads.bringing import TABLES
from geo.uploads.kept_rows import KeptRows, Row, columns_now, unpacked, usual_since

AREA_TABLES = frozenset({"geo_areaset", "geo_area", "geo_areapart"})


def remember(town: Municipality, what: str) -> None:
    """Note the rows that may be changed. Runs in the transaction that changes them."""
    sql.run("geo/ground_remember", {"town": town.pk, "tables": list(TABLES[Upload.What(what)])})


def changed(town: Municipality, what: str) -> bytes:
    """What was changed since `remember`, packed."""
    tables = list(TABLES[Upload.What(what)])
    rows = sql.rows("geo/ground_changed", {"town": town.pk, "tables": tables})
    sql.run("geo/ground_forget")
    return KeptRows(tuple(rows), columns_now(tables)).packed()


def put_back(town: Municipality, what: str, packed: bytes) -> None:
    """Put the rows back as they were, and derive again what rests on areas. Runs inside `in_town`.

    Raises ImportRefused when something of it was changed since, or what is newer rests on it.
    """
    kept = unpacked(packed)
    if kept.columns is None:
        _put_text_back(town, what, kept)
    else:
        _put_columns_back(town, kept)
    sql.run("geo/ground_room_ends")
    connection.check_constraints()  # now, and not when the transaction ends: then nobody could say why
    if AREA_TABLES & {table for table, *_ in kept.rows}:
        areas_changed(town)


def _put_columns_back(town: Municipality, kept: KeptRows) -> None:
    usual, columns = json.dumps(usual_since(kept.columns or {})), json.dumps(kept.columns)
    sql.run("geo/ground_room")
    sql.copy_rows("geo/ground_bring_before", kept.rows)
    _refuse_changed(sql.row("geo/ground_changed_since", {"town": town.pk, "columns": columns}))
    _make_way(kept.rows)
    sql.run("geo/ground_put_back", {"town": town.pk, "columns": columns, "usual": usual})


def _put_text_back(town: Municipality, what: str, kept: KeptRows) -> None:
    """What was kept before rows were kept by columns."""
    sql.run("geo/ground_room_as_text")
    sql.copy_rows("geo/ground_bring_before", kept.rows)
    tables = list(TABLES[Upload.What(what)])
    _refuse_changed(sql.row("geo/ground_changed_since_as_text", {"town": town.pk, "tables": tables}))
    _make_way(kept.rows)
    sql.run("geo/ground_put_back_as_text", {"town": town.pk})


def _refuse_changed(found: tuple[int, ...] | None) -> None:
    if found and found[0]:
        raise ImportRefused("changed_since", rows=found[0])


# ── What points at rows that go ───────────────────────────────────────────────────────────────────────────────────────


def _make_way(kept: Sequence[Row]) -> None:
    """Whatever came to rest on rows that go moves to those that come back, or holds them up."""
    going = {table: [key for of, key, before, _ in kept if of == table and before is None] for table in _names(kept)}
    own = {table: {key for of, key, *_ in kept if of == table} for table in _names(kept)}
    _keep_lived_in(going.get("geo_gridcell", []))
    sets, areas = going.get("geo_areaset", []), going.get("geo_area", [])
    for model in tables_derived_from_areas():
        model._base_manager.filter(area_set__in=sets).delete()
        model._base_manager.filter(area__in=areas).delete()
    moved = _same_areas(areas)
    for key, field in _pointing_at(Area):
        _move(field, key, areas, own, moved)
    for key, field in _pointing_at(AreaSet):
        _move(field, key, sets, own, {})
    for key, field in _pointing_at(Place):
        _move(field, key, going.get("geo_place", []), own, {})


def _names(kept: Sequence[Row]) -> set[str]:
    return {table for table, *_ in kept}


def _pointing_at(model: type[Model]) -> Iterator[tuple[str, ForeignKey[Any, Any]]]:
    """The keys of other tables that point at a table, but for what is derived without a key in the database."""
    for relation in model._meta.get_fields(include_hidden=True):
        field = relation.field if isinstance(relation, ManyToOneRel) else None
        if isinstance(field, ForeignKey) and getattr(field, "db_constraint", True):
            yield field.name, field


def _move(
    field: ForeignKey[Any, Any], name: str, going: Sequence[int], own: dict[str, set[int]], moved: dict[int, int]
) -> None:
    model = field.model
    resting = model._base_manager.filter(**{f"{name}__in": going})
    resting = resting.exclude(pk__in=own.get(model._meta.db_table, set()))
    for pointed in sorted(set(resting.values_list(name, flat=True))):
        if pointed not in moved:
            what = str(model._meta.verbose_name)
            raise ImportRefused("rests_on_it", count=resting.filter(**{name: pointed}).count(), what=what)
        resting.filter(**{name: pointed}).update(**{name: moved[pointed]})


def _same_areas(going: Iterable[int]) -> dict[int, int]:
    """For areas that go, the area of the same code in the version of their set that is in force without them."""
    leaving = Area.objects.without_geometry().filter(pk__in=going).select_related("area_set")
    found = {}
    for area in leaving:
        versions = AreaSet.objects.of(area.municipality).filter(kind=area.area_set.kind)
        version = versions.exclude(pk=area.area_set_id).filter(valid_from__lte=area.area_set.valid_from).last()
        same = Area.objects.without_geometry().filter(area_set=version, code=area.code).first() if version else None
        if same is not None and same.pk not in found:
            found[area.pk] = same.pk
    return found


def _keep_lived_in(cells: Sequence[int]) -> None:
    """Squares that somebody named as their home stay, without people in them."""
    for name, field in _pointing_at(GridCell):
        if field.model._meta.app_label == "geo":
            continue
        homes = set(field.model._base_manager.filter(**{f"{name}__in": cells}).values_list(name, flat=True))
        if homes:
            sql.run("geo/ground_stays", {"cells": sorted(homes)})
