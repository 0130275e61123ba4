"""Plans as a town takes them out: layers that `import_plans` reads again, and messages of the national system."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from geo.exporting import ExportLayer, when_exported, when_exported_as
from geo.models import Municipality
from geo.tenancy import in_town
from zoning.models import Hearing, Plan, PlanObject, PlanPhase, PlanVersion
from zoning.ryhti.exact import written
from zoning.ryhti.messages import LANGUAGES
from zoning.ryhti.writing import is_national, message_as_given

PLANS, VERSIONS, PHASES, HEARINGS = "plan", "plan_versions", "plan_phases", "plan_hearings"
# What stands beside plans and their objects in an exported file
BESIDE = ("town", "areas", VERSIONS, PHASES, HEARINGS)


def layers_of_plans(town: Municipality) -> Iterator[ExportLayer]:
    """Every plan, its versions, steps and hearings, and the drawn objects of its newest version in their own layers."""
    with in_town(town):
        plans = list(Plan.objects.of(town).order_by("pk"))
        versions = list(PlanVersion.objects.filter(municipality=town).select_related("plan").order_by("pk"))
        yield ExportLayer(PLANS, [_plan(plan) for plan in plans], [_wkb(plan) for plan in plans])
        yield from _objects(versions)
        yield ExportLayer(VERSIONS, [_version(one) for one in versions], [_wkb(one) for one in versions])
        phases = PlanPhase.objects.filter(municipality=town).select_related("plan").defer("geom").order_by("pk")
        yield ExportLayer(PHASES, [_phase(phase) for phase in phases])
        hearings = Hearing.objects.filter(municipality=town).select_related("plan").order_by("pk")
        yield ExportLayer(HEARINGS, [_hearing(hearing) for hearing in hearings])


def national_messages(town: Municipality) -> str:
    """A list of messages, each in the form in which it came; of plans made here their plan matters."""
    with in_town(town):
        plans = [plan for plan in Plan.objects.of(town).order_by("pk") if is_national(plan)]
        return written([message_as_given(plan) for plan in plans])


def _objects(versions: list[PlanVersion]) -> Iterator[ExportLayer]:
    newest = {version.plan_id: version for version in versions}
    by_layer: dict[str, list[PlanObject]] = defaultdict(list)
    drawn = PlanObject.objects.filter(version__in=newest.values()).select_related("version__plan")
    for one in drawn.order_by("layer", "version_id", "key"):
        by_layer[f"{one.layer}_objects" if one.layer in (PLANS, *BESIDE) else one.layer].append(one)
    for name, objects in sorted(by_layer.items()):
        yield ExportLayer(name, [_object(one) for one in objects], [_wkb(one) for one in objects])


def _wkb(row: Any) -> bytes | None:
    return None if row.geom is None else bytes(row.geom.wkb)


def _plan(plan: Plan) -> dict[str, Any]:
    days = ("initiated_on", "approved_on", "in_force_on")
    return {
        "id": plan.public_id,
        "slug": plan.slug,
        "name": _names(plan.names),
        "kind": plan.kind,
        "state": plan.state,
        "permanent_identifier": plan.permanent_identifier,
        "case_number": plan.case_number,
        **{name: _text(getattr(plan, name)) for name in days},
        "published_at": _text(plan.published_at),
    }


def _object(one: PlanObject) -> dict[str, Any]:
    said = {"id": one.key, "plan_id": one.version.plan.public_id, "code": one.code, "name": _names(one.names)}
    return {**one.properties, **said}


def _version(version: PlanVersion) -> dict[str, Any]:
    return {
        "id": version.public_id,
        "plan_id": version.plan.public_id,
        "stage": version.stage,
        "option": version.option,
        "number": version.number,
        "name": _names(version.names),
        "dated_on": _text(version.dated_on),
        "published_at": _text(version.published_at),
    }


def _phase(phase: PlanPhase) -> dict[str, Any]:
    same = ("state", "handling", "decision")
    return {"plan_id": phase.plan.public_id, "on": _text(phase.on), **{name: getattr(phase, name) for name in same}}


def _hearing(hearing: Hearing) -> dict[str, Any]:
    days = ("first_day", "last_day", "published_at", "cancelled_at")
    told = {name: _text(getattr(hearing, name)) for name in days}
    return {"id": hearing.public_id, "plan_id": hearing.plan.public_id, "kind": hearing.kind, **told}


def _names(names: dict[str, str]) -> str:
    """As national files write names in several languages."""
    told = {code: names[ours] for code, ours in LANGUAGES.items() if names.get(ours)}
    return json.dumps(told, ensure_ascii=False) if told else ""


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def register_exports() -> None:
    when_exported(layers_of_plans)
    when_exported_as(".json", national_messages)
