"""A file of national messages: plan matters, phases, plans, bare areas and decisions to repeal."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.utils import timezone
from shapely.geometry.base import BaseGeometry

from geo.files.refusals import FileRefused
from geo.importing.report import ImportReport
from geo.importing.towns import boundary_of, same_code
from zoning.codes import Lifecycle
from zoning.models import Plan, PlanVersion
from zoning.ryhti.areas import read_area
from zoning.ryhti.exact import written
from zoning.ryhti.messages import (
    Facts,
    NotTaken,
    content_hash,
    phase_day,
    phases_of,
    plans_of,
    read_code,
    read_facts,
    read_state,
    stage_of,
)
from zoning.services.importing import Into, PhaseGiven, PlanGiven, VersionGiven, bring_in_plan

Message = dict[str, Any]
OUTSIDE = "the plan's area does not touch the town"
APPROVAL, INTO_FORCE = "11A", "16"  # kaavpaatnimi: approval of the plan; kaavakastap: announced to be in force


@dataclass
class RyhtiFile:
    """The messages of one file, stored one by one. A list of messages is as good as one."""

    into: Into
    path: Path
    report: ImportReport
    _seen: set[bytes] = field(default_factory=set)
    _boundary: BaseGeometry | None = None

    def bring_in(self, found: Any) -> None:
        messages = found if isinstance(found, list) else [found]
        if not messages:
            raise FileRefused("no_rows")
        self._boundary = boundary_of(self.into.town)
        for number, message in enumerate(messages, 1):
            try:
                self._message(number, message)
            except NotTaken as refused:
                self.report.reject(number, refused.reason, refused.detail, {"message": written(message)[:500]})

    def _message(self, number: int, message: Any) -> None:
        if not isinstance(message, dict):
            raise NotTaken("unknown_message", "a message is a JSON object")
        if self._is_another_town_s(message):
            self.report.count("skipped_other_town")
            return
        facts = read_facts(message)
        given = self._given(facts, message, number)
        if given.import_key in self._seen:
            raise NotTaken("duplicate_id", "an earlier message of the file has the same key")
        self._seen.add(given.import_key)
        if given.shape is not None and self._boundary is not None and not self._boundary.intersects(given.shape):
            raise NotTaken("outside_town", OUTSIDE)
        plan, outcome = bring_in_plan(into=self.into, given=given)
        self.report.count(outcome)
        self._note(number, facts, plan)

    def _is_another_town_s(self, message: Message) -> bool:
        codes = message.get("administrativeAreaIdentifiers")
        if not isinstance(codes, list) or not codes or not self.into.town.code:
            return False
        return not any(same_code(str(code), self.into.town.code) for code in codes)

    def _note(self, number: int, facts: Facts, plan: Plan) -> None:
        if plan.geom is None:
            self.report.without_place += 1
            self.report.note(f"message {number}: {plan.slug} has no area, so only staff see it")
        if facts.area.repaired:
            self.report.repair(number, f"area repaired: {facts.area.repaired}")
        if facts.kind is None and self.into.plan is None:
            self.report.note(f"message {number}: no kind of plan is said; {plan.slug} is of kind {plan.kind} (--kind)")

    def _given(self, facts: Facts, message: Message, number: int) -> PlanGiven:
        known = facts.key or f"{hashlib.sha256(self.path.read_bytes()).hexdigest()} {number}"
        given = PlanGiven(
            import_key=hashlib.sha256(f"{facts.form} {known}".encode()).digest(),
            content_hash=content_hash(message),
            name=self.path.stem if facts.form != "plan" or number == 1 else facts.key,
            says=_says(facts, message),
            shape=facts.area.shape,
        )
        if facts.form == "matter":
            return replace(given, phases=_phases(message), versions=_versions_of_matter(message, facts))
        if facts.form == "phase":
            return replace(given, phases=[_phase(message)], versions=_versions_of_phase(message))
        if facts.form == "plan":
            return replace(given, phases=_phases_of_plan(facts), versions=[_version(message, facts)])
        if facts.form == "area":
            return replace(given, versions=[VersionGiven(PlanVersion.Stage.SCHEME, shape=facts.area.shape)])
        return given


def _says(facts: Facts, message: Message) -> dict[str, Any]:
    """The fields of the plan's row that the message speaks of."""
    said = {
        "state": facts.state,
        "kind": facts.kind,
        "names": facts.names,
        "summary": facts.summary,
        "permanent_identifier": facts.permanent_identifier,
        "case_number": facts.case_number,
        "initiated_on": facts.initiated_on,
        "approved_on": facts.approved_on,
        "in_force_on": facts.in_force_on,
    }
    kept: dict[str, Any] = {"form": facts.form, "key": facts.key}
    if facts.form != "plan":  # a plan's message stands with its version
        whole = {name: value for name, value in message.items() if name != "planMatterPhases"}
        kept["message"] = written(whole if facts.form == "matter" else message)
    if facts.form == "matter" and "planMatterPhases" in message:
        kept["phases"] = True
    return {name: value for name, value in said.items() if value} | {"national": kept}


def _phases(matter: Message) -> list[PhaseGiven]:
    return [_phase(phase, matter) for phase in phases_of(matter)]


def _phase(phase: Message, matter: Mapping[str, Any] | None = None) -> PhaseGiven:
    handling, decision = phase.get("handlingEvent") or {}, phase.get("planDecision") or {}
    facts = read_facts(phase)
    initiated = read_facts(dict(matter)).initiated_on if matter else None
    return PhaseGiven(
        key=uuid.UUID(facts.key),
        state=read_state(phase.get("lifeCycleStatus")),
        on=phase_day(phase) or initiated or timezone.localdate(),
        handling=read_code(handling.get("handlingEventType"), "kaavakastap"),
        decision=read_code(decision.get("name"), "kaavpaatnimi"),
        shape=facts.area.shape,
        national={"message": written(phase)},
    )


def _phases_of_plan(facts: Facts) -> list[PhaseGiven]:
    """What a bare plan tells of its life: when it was approved, and when it came into force."""
    dated = (
        (facts.approved_on, Lifecycle.APPROVED, "", APPROVAL),
        (facts.in_force_on, Lifecycle.IN_FORCE, INTO_FORCE, ""),
    )
    return [
        PhaseGiven(uuid.uuid5(uuid.UUID(facts.key), state), state, on, handling, decision, facts.area.shape)
        for on, state, handling, decision in dated
        if on is not None
    ]


def _versions_of_matter(matter: Message, facts: Facts) -> list[VersionGiven]:
    """Every plan that was decided on; where none was, the area of the matter is its only version."""
    phases = phases_of(matter)
    found = [version for phase in phases for version in _versions_of_phase(phase)]
    if found or not phases:
        return found
    return [VersionGiven(facts.stage, shape=facts.area.shape)]


def _versions_of_phase(phase: Message) -> list[VersionGiven]:
    stage = stage_of(read_state(phase.get("lifeCycleStatus")))
    return [
        replace(_version(plan, read_facts(plan)), stage=stage, dated_on=phase_day(phase)) for plan in plans_of(phase)
    ]


def _version(message: Message, facts: Facts) -> VersionGiven:
    return VersionGiven(
        stage=facts.stage,
        key=facts.key,
        shape=read_area(message.get("geographicalArea")).shape,
        dated_on=facts.approved_on,
        national={"key": facts.key, "message": written(message)},
    )
