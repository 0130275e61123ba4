"""Plans that come from files: made, brought up to what the file says, or left alone."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.text import slugify
from shapely.geometry.base import BaseGeometry

from geo.importing.shapes import to_multipolygon
from geo.models import Municipality
from geo.tenancy import in_town
from zoning.codes import Lifecycle, PlanKind
from zoning.models import Hearing, Plan, PlanObject, PlanPhase, PlanVersion
from zoning.services.publishing import publish_plan

Outcome = Literal["accepted", "updated", "unchanged"]
MAX_SLUG = 80


class OnDisplay(Exception):
    """The version is on display: what people are asked about does not change under them."""


@dataclass(frozen=True)
class PhaseGiven:
    key: uuid.UUID
    state: Lifecycle
    on: datetime.date
    handling: str = ""
    decision: str = ""
    shape: BaseGeometry | None = None
    national: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class VersionGiven:
    """A version of a plan. `key` is its key in national messages, by which it is found again.

    `is_guess`: nobody said the stage, so a version that lies just there, or else the newest one, is meant.
    """

    stage: PlanVersion.Stage
    option: str = ""
    key: str = ""
    shape: BaseGeometry | None = None
    dated_on: datetime.date | None = None
    national: dict[str, Any] = field(default_factory=dict)
    is_guess: bool = False


@dataclass(frozen=True)
class PlanGiven:
    """A plan as a file gives it. `says` are the fields of the row that the file speaks of, and no others.

    `known_as`: the public id under which an exported file names it.
    """

    import_key: bytes
    content_hash: bytes
    name: str
    says: dict[str, Any] = field(default_factory=dict)
    shape: BaseGeometry | None = None
    phases: Sequence[PhaseGiven] = ()
    versions: Sequence[VersionGiven] = ()
    known_as: str = ""


@dataclass(frozen=True)
class Into:
    """Where plans go: the town, a plan that is there already, whether the public sees them, their kind unless said."""

    town: Municipality
    plan: Plan | None = None
    publish: bool = True
    kind: PlanKind = PlanKind.DETAILED


@dataclass(frozen=True)
class ObjectGiven:
    """A drawn object of a version."""

    layer: str
    key: str
    shape: Any
    code: str = ""
    names: dict[str, str] = field(default_factory=dict)
    properties: dict[str, Any] = field(default_factory=dict)


def bring_in_plan(*, into: Into, given: PlanGiven) -> tuple[Plan, Outcome]:
    """Store a plan with its phases and versions. The same file again changes nothing."""
    with in_town(into.town):
        plan, outcome = _plan(into, given)
        if outcome != "unchanged":
            for phase in given.phases:
                _phase(plan, phase)
            for version in given.versions:
                bring_in_version(plan=plan, given=version, publish=into.publish)
            publish_plan(town=into.town, plan=plan)
    return plan, outcome


def bring_in_version(*, plan: Plan, given: VersionGiven, publish: bool) -> PlanVersion:
    """The version of a stage (and option), or the one with the same national key; a drawing on display is refused."""
    with in_town(plan.municipality_id):
        version = _same_version(plan, given)
        if version is None:
            version = PlanVersion(municipality_id=plan.municipality_id, plan=plan, number=_next(plan, given))
            version.stage, version.option = given.stage, given.option
        elif given.shape is not None or given.national:
            refuse_on_display(version)
        version.geom = to_multipolygon(given.shape) if given.shape is not None else version.geom
        version.dated_on = given.dated_on or version.dated_on
        version.national = given.national or version.national
        version.published_at = version.published_at or (timezone.now() if publish else None)
        version.save()
    return version


def bring_in_objects(*, version: PlanVersion, given: Sequence[ObjectGiven]) -> list[Outcome]:
    """The drawn objects of a version, one outcome for each; objects of other layers and keys stay."""
    with in_town(version.municipality_id):
        stored = {(one.layer, one.key): one for one in PlanObject.objects.filter(version=version)}
        outcomes: list[Outcome] = []
        new, changed = [], []
        for one in given:
            row = stored.get((one.layer, one.key))
            filled = _filled(row or PlanObject(municipality_id=version.municipality_id, version=version), one)
            outcome: Outcome = "accepted" if row is None else "updated" if filled else "unchanged"
            outcomes.append(outcome)
            if row is None:
                assert filled is not None
                new.append(filled)
            elif filled is not None:
                changed.append(filled)
        if new or changed:
            refuse_on_display(version)
        PlanObject.objects.bulk_create(new, batch_size=500)
        PlanObject.objects.bulk_update(changed, ["code", "names", "properties", "geom"], batch_size=500)
    return outcomes


def plan_of_key(town: Municipality, import_key: bytes) -> Plan | None:
    """The plan that was made of the same thing before."""
    return Plan.objects.filter(municipality=town, import_key=import_key).first()


def version_with_key(town: Municipality, key: str) -> PlanVersion | None:
    """The version that national messages call by this key (planKey)."""
    return PlanVersion.objects.filter(municipality=town, national__key=key).select_related("plan").first()


def refuse_on_display(version: PlanVersion) -> None:
    """OnDisplay when the version lies in a published hearing that is not over."""
    today = timezone.localdate()
    open_ones = Hearing.objects.filter(
        on_display__version=version, published_at__isnull=False, cancelled_at__isnull=True, last_day__gte=today
    )
    if version.pk and open_ones.exists():
        raise OnDisplay(f"{version} is on display until {max(one.last_day for one in open_ones)}")


def _plan(into: Into, given: PlanGiven) -> tuple[Plan, Outcome]:
    plan = into.plan or _known_plan(into.town, given)
    if plan is None:
        plan = Plan(municipality=into.town, kind=into.kind, import_key=given.import_key)
        _write(plan, into, given)
        return plan, "accepted"
    if bytes(plan.content_hash or b"") == given.content_hash:
        return plan, "unchanged"
    plan.version += 1
    _write(plan, into, given)
    return plan, "updated"


def _known_plan(town: Municipality, given: PlanGiven) -> Plan | None:
    """By the key of an earlier import, by the national identifier, or by the national key of one of its versions."""
    found = plan_of_key(town, given.import_key)
    identifier = given.says.get("permanent_identifier")
    if found is None and identifier:
        found = Plan.objects.filter(municipality=town, permanent_identifier=identifier).first()
    if found is None and given.known_as:
        found = Plan.objects.filter(municipality=town, public_id=given.known_as).first()
    for version in given.versions if found is None else ():
        known = version_with_key(town, version.key) if version.key else None
        found = known.plan if known else None
    return found


def _write(plan: Plan, into: Into, given: PlanGiven) -> None:
    for name, value in given.says.items():
        setattr(plan, name, value)
    plan.names = plan.names or {into.town.first_language: given.name}
    plan.slug = plan.slug or _free_slug(into.town, plan)
    if given.shape is not None:
        plan.geom = to_multipolygon(given.shape)
    plan.content_hash = given.content_hash
    if into.publish and plan.geom is not None:
        plan.published_at = plan.published_at or timezone.now()
    plan.save()


def _free_slug(town: Municipality, plan: Plan) -> str:
    name = plan.names.get(town.first_language) or next(iter(plan.names.values()), "")
    stem = slugify(name)[: MAX_SLUG - 6].strip("-_") or "plan"
    taken = set(Plan.objects.filter(municipality=town, slug__startswith=stem).values_list("slug", flat=True))
    return stem if stem not in taken else next(one for n in range(2, 10_000) if (one := f"{stem}-{n}") not in taken)


def _phase(plan: Plan, given: PhaseGiven) -> None:
    """Phases are added and never changed; a phase that is there already keeps its row, and its message is renewed."""
    known: QuerySet[PlanPhase] = PlanPhase.objects.filter(plan=plan, key=given.key)
    if known.exists():
        known.update(national=given.national)
        return
    PlanPhase.objects.create(
        municipality_id=plan.municipality_id,
        plan=plan,
        key=given.key,
        state=given.state,
        on=given.on,
        handling=given.handling,
        decision=given.decision,
        geom=None if given.shape is None else to_multipolygon(given.shape),
        national=given.national,
    )


def _same_version(plan: Plan, given: VersionGiven) -> PlanVersion | None:
    versions = PlanVersion.objects.filter(plan=plan)
    keyed: PlanVersion | None = versions.filter(national__key=given.key).first() if given.key else None
    if keyed is not None:
        return keyed
    if given.is_guess and (meant := _meant_version(versions, given)) is not None:
        return meant
    same: PlanVersion | None = versions.filter(stage=given.stage, option=given.option).order_by("-number").first()
    # A version with another national key is another version, of the same stage
    return None if same is not None and given.key and same.national.get("key") else same


def _meant_version(versions: QuerySet[PlanVersion], given: VersionGiven) -> PlanVersion | None:
    newest_first = list(versions.order_by("-pk"))
    if given.shape is None:
        return next(iter(newest_first), None)
    shape = to_multipolygon(given.shape)
    return next((one for one in newest_first if one.geom is not None and one.geom.equals_exact(shape)), None)


def _next(plan: Plan, given: VersionGiven) -> int:
    same = PlanVersion.objects.filter(plan=plan, stage=given.stage, option=given.option)
    return int(same.aggregate(last=Max("number"))["last"] or 0) + 1


def _filled(row: PlanObject, given: ObjectGiven) -> PlanObject | None:
    """The row with what the file says; None when that is what it says already."""
    said = (given.code, given.names, given.properties)
    if row.pk and said == (row.code, row.names, row.properties) and row.geom.equals_exact(given.shape):
        return None
    row.layer, row.key = given.layer, given.key
    row.code, row.names, row.properties, row.geom = *said, given.shape
    return row
