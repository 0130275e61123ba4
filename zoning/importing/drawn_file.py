"""A drawn plan: layers of a GeoPackage, GeoJSON or Shapefile. One layer holds the plans, the others their objects."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from shapely.geometry.base import BaseGeometry

from geo.files.reader import LayerInfo, ReadOptions, layers_of, open_file
from geo.files.refusals import FileRefused
from geo.importing.command import ImportRefused
from geo.importing.report import ImportReport
from geo.importing.towns import boundary_of
from zoning.codes import Lifecycle
from zoning.exporting import BESIDE
from zoning.importing.drawn_rows import DrawnRow, ObjectColumns, PlanColumns, object_columns, plan_columns, rows_of
from zoning.models import Plan, PlanVersion
from zoning.ryhti.messages import NotTaken, stage_of
from zoning.services.importing import (
    Into,
    ObjectGiven,
    PlanGiven,
    VersionGiven,
    bring_in_objects,
    bring_in_plan,
    bring_in_version,
)

PLAN_LAYERS = (
    "plan",
    "plans",
    "kaava",
    "kaavat",
    "kaava_alue",
    "kaava-alue",
    "kaava_alueet",
    "plan_area",
    "kaavarajaus",
)
OUTSIDE = "the place does not touch the town"


@dataclass(frozen=True)
class Asked:
    """What the command line says; None where it is silent."""

    roles: dict[str, str] = field(default_factory=dict)
    state: Lifecycle | None = None
    stage: PlanVersion.Stage | None = None
    option: str = ""
    id: str | None = None
    code: str | None = None
    name: str | None = None


@dataclass
class DrawnFile:
    """The layers of one file, plans first, so that objects find theirs."""

    into: Into
    path: Path
    reading: ReadOptions
    asked: Asked
    report: ImportReport
    _plans: dict[str, Plan] = field(default_factory=dict)
    _versions: dict[int, PlanVersion] = field(default_factory=dict)
    _boundary: BaseGeometry | None = None

    def bring_in(self) -> None:
        self._boundary = boundary_of(self.into.town)
        names = [self.reading.layer] if self.reading.layer else layers_of(self.path)
        for name in self.asked.roles:
            if name not in names:
                raise FileRefused("no_such_layer", name=name, names=", ".join(names))
        roles = {name: self._role(name, len(names)) for name in names}
        for role, read in (("plans", self._plan_layer), ("objects", self._object_layer)):
            for name in (name for name in names if roles[name] == role):
                try:
                    read(name)
                except FileRefused as refused:
                    if refused.code != "no_rows" or len(names) == 1:
                        raise
                    self.report.note(f"layer {name}: empty")

    def _role(self, name: str, layers: int) -> str:
        if name in self.asked.roles:
            return self.asked.roles[name]
        if name in BESIDE:
            return "skip"
        is_plans = name.lower() in PLAN_LAYERS or (layers == 1 and self.into.plan is None)
        return "plans" if is_plans else "objects"

    # ── Plans ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _plan_layer(self, name: str) -> None:
        with open_file(self.path, replace(self.reading, layer=name)) as reading:
            layer = _spatial(name, reading.layer)
            columns = plan_columns(layer, self.asked.id, self.asked.name)
            for batch in reading:
                for row in rows_of(batch, layer, areas_only=True):
                    self._in_turn(row, lambda row=row: self._plan(row, columns))  # type: ignore[misc]

    def _plan(self, row: DrawnRow, columns: PlanColumns) -> None:
        shape = row.taken()
        self._refuse_elsewhere(shape)
        read = columns.read(row, self.into.town.first_language)
        key = read.key or f"{_hash(self.path)} {row.layer} {row.number}"
        if key in self._plans:
            raise NotTaken("duplicate_id", "an earlier row of the file has the same id")
        said = {name: value for name, value in read.says.items() if value}
        state = said.get("state") or self.asked.state
        given = PlanGiven(
            import_key=hashlib.sha256(f"drawn {key}".encode()).digest(),
            content_hash=hashlib.sha256(f"{sorted(said.items())} {self.asked}".encode() + shape.wkb).digest(),
            name=self.path.stem,
            says=said | ({"state": state} if state else {}),
            shape=shape,
            versions=[self._version(state, shape)],
            known_as=read.key,
        )
        plan, outcome = bring_in_plan(into=self.into, given=given)
        self._plans[key] = plan
        self.report.count(outcome)
        if "kind" not in said:
            self.report.note(f"{plan.slug}: no kind of plan is said; it is of kind {plan.kind} (--kind)")

    def _version(self, state: Lifecycle | None, shape: BaseGeometry | None = None) -> VersionGiven:
        stage = self.asked.stage or stage_of(state or Lifecycle.INITIATIVE)
        is_guess = self.asked.stage is None and not self.asked.option
        return VersionGiven(stage, self.asked.option, shape=shape, is_guess=is_guess)

    # ── Objects ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _object_layer(self, name: str) -> None:
        taken: list[tuple[DrawnRow, Plan, ObjectGiven]] = []
        seen: set[str] = set()
        with open_file(self.path, replace(self.reading, layer=name)) as reading:
            layer = _spatial(name, reading.layer)
            columns = object_columns(layer, self.asked.id, self.asked.code, self.asked.name)
            for batch in reading:
                for row in rows_of(batch, layer):
                    self._in_turn(row, lambda row=row: taken.append(self._object(row, columns, seen)))  # type: ignore[misc]
        for plan in {plan.pk: plan for _row, plan, _given in taken}.values():
            version = self._version_of(plan)
            outcomes = bring_in_objects(version=version, given=[one for _row, its, one in taken if its.pk == plan.pk])
            for outcome in outcomes:
                self.report.count(outcome)

    def _object(self, row: DrawnRow, columns: ObjectColumns, seen: set[str]) -> tuple[DrawnRow, Plan, ObjectGiven]:
        shape = row.taken()
        self._refuse_elsewhere(shape)
        plan, given = self._plan_of(columns.plan_key(row)), columns.read(row, shape, self.into.town.first_language)
        if given.key in seen:
            raise NotTaken("duplicate_id", "an earlier row of the layer has the same id")
        seen.add(given.key)
        return row, plan, given

    def _plan_of(self, key: str) -> Plan:
        if self.into.plan is not None:
            return self.into.plan
        if key in self._plans:
            return self._plans[key]
        if not key and len(self._plans) == 1:
            return next(iter(self._plans.values()))
        known: Plan | None = Plan.objects.filter(municipality=self.into.town, slug=key).first() if key else None
        if known is None:
            raise NotTaken("no_plan", "the row names no plan of the file or the town (--plan names one for all rows)")
        self._plans[key] = known
        return known

    def _version_of(self, plan: Plan) -> PlanVersion:
        """The version that the file's plan layer made, or the newest of its stage, or a new one."""
        if plan.pk not in self._versions:
            given = self._version(Lifecycle(plan.state))
            self._versions[plan.pk] = bring_in_version(plan=plan, given=given, publish=self.into.publish)
        return self._versions[plan.pk]

    def _refuse_elsewhere(self, shape: BaseGeometry) -> None:
        if self._boundary is not None and not self._boundary.intersects(shape):
            raise NotTaken("outside_town", OUTSIDE)

    def _in_turn(self, row: DrawnRow, take: Callable[[], object]) -> None:
        """Take one row, or note why not."""
        try:
            take()
        except NotTaken as refused:
            self.report.reject(row.number, refused.reason, f"{row.layer}: {refused.detail}", row.attributes)
        if row.repaired:
            self.report.repair(row.number, f"{row.layer}: shape repaired: {row.repaired}")


def _spatial(name: str, layer: LayerInfo) -> LayerInfo:
    """The layer under its own name (a reader calls it as the file)."""
    if not layer.has_geometry:
        raise ImportRefused(f"The layer {name} has no shapes (--map {name}=skip leaves it out)")
    if layer.crs is None:
        raise FileRefused("unknown_crs")
    return replace(layer, name=name)


def _hash(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
