"""Rows of drawn layers: which column is what, and where a row lies."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry
from shapely.geometry.base import BaseGeometry

from geo import crs
from geo.files.reader import Batch, LayerInfo
from geo.files.selection import as_text
from geo.importing import columns
from geo.importing.shapes import WORDS, ready_areas
from zoning.ryhti.messages import NotTaken, read_day, read_kind, read_state, read_texts
from zoning.services.importing import ObjectGiven

IDS = ("id", "key", "plankey", "plan_key", "uuid", "tunnus", "kaavatunnus", "kohde_id", "objectid")
IDENTIFIERS = ("permanent_plan_identifier", "permanentplanidentifier", "permanent_identifier", "pysyva_kaavatunnus")
KINDS = ("kind", "plan_type", "plantype", "kaavalaji")
STATES = ("state", "lifecycle_status", "lifecyclestatus", "kaavaelinkaari", "elinkaari")
CASES = ("case_number", "caseidentifier", "diaarinumero", "asianumero")
DAYS = {
    "initiated_on": ("initiated_on", "timeofinitiation", "vireilletulo", "vireillepvm"),
    "approved_on": ("approved_on", "approvaldate", "hyvaksymispvm", "hyväksymispvm"),
    "in_force_on": ("in_force_on", "voimaantulopvm", "voimaantulo"),
}
CODES = (
    "code",
    "koodi",
    "kaavamerkinta",
    "kaavamerkintä",
    "merkinta",
    "merkintä",
    "symbol",
    "short_name",
    "kayttotark",
)
PLANS = ("plan_id", "plan", "kaava_id", "plan_slug", "plan_key", "kaavatunnus")
MAX_VERTICES = 200_000
MAX_PROPERTY = 2_000
_AREAS = ("Polygon", "MultiPolygon", "GeometryCollection")


@dataclass
class DrawnRow:
    """One row with its shape in storage metres, or why it has none."""

    layer: str
    number: int
    attributes: dict[str, Any]
    shape: BaseGeometry | None = None
    reason: str | None = None
    repaired: str | None = None

    def taken(self) -> BaseGeometry:
        if self.shape is None:
            reason = self.reason or "no_coordinates"
            raise NotTaken(reason, WORDS.get(reason, "the shape cannot be taken"))
        return self.shape

    def text(self, column: str | None) -> str:
        return as_text(self.attributes.get(column)) if column else ""


def rows_of(batch: Batch, layer: LayerInfo, *, areas_only: bool = False) -> Iterator[DrawnRow]:
    """The rows of a batch in turn. Areas are repaired where they can be; of others only those in Finland are taken."""
    assert layer.crs is not None
    for index, shape in enumerate(batch.geometries()):
        row = DrawnRow(layer.name, int(batch.rows[index]), batch.row(index))
        if problem := batch.problems.get(index):
            row.reason = problem
        elif shape is None or shape.is_empty:
            row.reason = "no_coordinates"
        elif shapely.get_num_coordinates(shape) > MAX_VERTICES:
            row.reason = "too_many_vertices"
        elif areas_only or shape.geom_type in _AREAS:
            (ready,) = ready_areas(np.array([shape], dtype=object), layer.crs)
            row.shape, row.reason, row.repaired = ready.shape, ready.reason, ready.repaired
        else:
            _place(row, shape, layer.crs)
        yield row


def _place(row: DrawnRow, shape: BaseGeometry, source: int) -> None:
    """A line or a point, judged as areas are."""
    xy = shapely.get_coordinates(shape)
    x, y = xy[:, 0], xy[:, 1]
    if crs.at_null_island(x, y, source).any():
        row.reason = "null_island"
    elif crs.in_finland(x, y, source).all():
        row.shape = crs.storage_geometry(shape, source)
    else:
        row.reason = "swapped_axes" if crs.swapped_in_finland(x, y, source).all() else "outside_town"


@dataclass(frozen=True)
class PlanRead:
    key: str
    says: dict[str, Any]


@dataclass(frozen=True)
class PlanColumns:
    id: str | None
    names: dict[str, str]
    others: dict[str, str]

    def read(self, row: DrawnRow, language: str) -> PlanRead:
        """What the row says of the plan; NotTaken for a code or a day that is none."""
        text = {field: row.text(column) for field, column in self.others.items()}
        says: dict[str, Any] = {
            "names": read_names(row, self.names, language),
            "permanent_identifier": text.get("permanent_identifier", "")[:60],
            "case_number": text.get("case_number", "")[:60],
            "kind": read_kind(text["kind"]) if text.get("kind") else None,
            "state": read_state(text["state"].zfill(2)) if text.get("state") else None,
            **{field: read_day(text[field][:10]) for field in DAYS if text.get(field)},
        }
        return PlanRead(row.text(self.id), says)


@dataclass(frozen=True)
class ObjectColumns:
    id: str | None
    code: str | None
    names: dict[str, str]
    plan: str | None
    others: tuple[str, ...] = field(default=())

    def plan_key(self, row: DrawnRow) -> str:
        return row.text(self.plan)

    def read(self, row: DrawnRow, shape: BaseGeometry, language: str) -> ObjectGiven:
        properties = {name: _plain(row.attributes[name]) for name in self.others}
        return ObjectGiven(
            layer=row.layer[:60],
            key=(row.text(self.id) or str(row.number))[:80],
            code=row.text(self.code)[:40],
            names=read_names(row, self.names, language),
            properties={name: value for name, value in properties.items() if value not in (None, "")},
            shape=GEOSGeometry(memoryview(shapely.to_wkb(shape)), srid=crs.STORAGE),
        )


def plan_columns(layer: LayerInfo, id_column: str | None, name: str | None) -> PlanColumns:
    fields = layer.fields
    wanted = {"permanent_identifier": IDENTIFIERS, "kind": KINDS, "state": STATES, "case_number": CASES, **DAYS}
    found = {field: columns.find(fields, candidates) for field, candidates in wanted.items()}
    others = {field: column for field, column in found.items() if column is not None}
    return PlanColumns(columns.named(fields, id_column, IDS), _names(fields, name), others)


def object_columns(layer: LayerInfo, id_column: str | None, code: str | None, name: str | None) -> ObjectColumns:
    fields = layer.fields
    # A name asked for is the plan layer's too: a layer without it goes without
    known = {"id": id_column if id_column in fields else None, "code": code if code in fields else None}
    found = ObjectColumns(
        id=columns.named(fields, known["id"], IDS),
        code=columns.named(fields, known["code"], CODES),
        names=_names(fields, name if name in fields else None),
        plan=columns.find(fields, PLANS),
    )
    used = {found.id, found.code, found.plan, *found.names.values(), "fid"}
    return ObjectColumns(found.id, found.code, found.names, found.plan, tuple(f for f in fields if f not in used))


def _names(fields: Sequence[str], asked: str | None) -> dict[str, str]:
    found = {tongue: column for tongue, known in columns.NAMES.items() if (column := columns.find(fields, known))}
    if asked is not None:
        column = columns.named(fields, asked, ())
        assert column is not None
        found["fi"] = column
    return found


def read_names(row: DrawnRow, known: Mapping[str, str], language: str) -> dict[str, str]:
    """Names by language: a column for each, or one column with {"fin": …, "swe": …}."""
    found: dict[str, str] = {}
    for tongue, column in known.items():
        text = row.text(column)
        if text.startswith("{") and (several := read_texts(_json(text))):
            found |= several
        elif text:
            found[language if tongue == "fi" else tongue] = text[:500]
    return found


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _plain(value: Any) -> Any:
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value[:MAX_PROPERTY] if isinstance(value, str) else value
