"""What a national message is, and what of it our rows hold."""

from __future__ import annotations

import datetime
import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from geo.importing.shapes import Readied
from zoning.codes import Lifecycle, PlanKind
from zoning.models import PlanVersion
from zoning.ryhti.areas import read_area
from zoning.ryhti.exact import canonical

Form = Literal["matter", "phase", "plan", "area", "decision"]
NO_AREA = Readied(None)
LANGUAGES = {"fin": "fi", "swe": "sv", "eng": "en"}
STAGES = {
    Lifecycle.INITIATIVE: PlanVersion.Stage.SCHEME,
    Lifecycle.PENDING: PlanVersion.Stage.SCHEME,
    Lifecycle.PREPARATION: PlanVersion.Stage.DRAFT,
    Lifecycle.PROPOSAL: PlanVersion.Stage.PROPOSAL,
    Lifecycle.CHANGED_PROPOSAL: PlanVersion.Stage.CHANGED_PROPOSAL,
}


class NotTaken(ValueError):
    """A message that is not taken: a reason of geo/importing/reasons.py, and what is wrong."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail


@dataclass(frozen=True)
class Facts:
    """What our rows hold of a message; None or empty where it does not say."""

    form: Form
    key: str
    state: Lifecycle | None = None
    kind: PlanKind | None = None
    names: dict[str, str] = field(default_factory=dict)
    summary: dict[str, str] = field(default_factory=dict)
    permanent_identifier: str = ""
    case_number: str = ""
    initiated_on: datetime.date | None = None
    approved_on: datetime.date | None = None
    in_force_on: datetime.date | None = None
    area: Readied = NO_AREA

    @property
    def stage(self) -> PlanVersion.Stage:
        return stage_of(self.state)


def stage_of(state: Lifecycle | None) -> PlanVersion.Stage:
    """Which version of a plan speaks in a state of its life."""
    return PlanVersion.Stage.APPROVED if state is None else STAGES.get(state, PlanVersion.Stage.APPROVED)


def form_of(message: Any) -> Form | None:
    """Which message it is, by the members that no other has."""
    if not isinstance(message, dict):
        return None
    told: tuple[tuple[str, Form], ...] = (
        ("permanentPlanIdentifier", "matter"),
        ("planMatterPhaseKey", "phase"),
        ("planKey", "plan"),
        ("srid", "area"),
        ("planCancellationInfos", "decision"),
    )
    return next((form for member, form in told if member in message), None)


def read_facts(message: dict[str, Any]) -> Facts:
    """What a message says; NotTaken when a code or a date in it is none, or its area cannot be read."""
    form = form_of(message)
    if form is None:
        raise NotTaken("unknown_message", "neither a plan matter, a phase, a plan, an area nor a decision")
    kept = dict(message) if form in ("phase", "plan", "matter") else {}
    validity = message.get("periodOfValidity") if form == "plan" else None
    facts = Facts(
        form=form,
        key=_key(form, message),
        state=_state(kept) if form != "matter" else _last_state(message),
        kind=_kind(message, form),
        names=read_texts(message.get("name")) if form == "matter" else {},
        summary=read_texts(message.get("description")) if form == "matter" else {},
        permanent_identifier=str(message.get("permanentPlanIdentifier") or "")[:60] if form == "matter" else "",
        case_number=_first(message.get("caseIdentifiers")),
        initiated_on=read_day(message.get("timeOfInitiation")),
        approved_on=read_day(message.get("approvalDate")),
        in_force_on=read_day(validity.get("begin")) if isinstance(validity, dict) else None,
        area=_area(message, form),
    )
    if facts.area.reason not in (None, "no_coordinates") or (facts.area.reason and form in ("plan", "area", "phase")):
        raise NotTaken(str(facts.area.reason), "the message's area cannot be taken")
    return facts


def phases_of(message: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The phases of a plan matter."""
    phases = message.get("planMatterPhases") or []
    if not isinstance(phases, list) or any(form_of(phase) != "phase" for phase in phases):
        raise NotTaken("unknown_message", "planMatterPhases is not a list of phases")
    return cast("list[dict[str, Any]]", phases)


def plans_of(phase: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The plans that were decided on in a phase."""
    decision = phase.get("planDecision")
    plans = (decision.get("plans") or []) if isinstance(decision, dict) else []
    if not isinstance(plans, list) or any(form_of(plan) != "plan" for plan in plans):
        raise NotTaken("unknown_message", "planDecision.plans is not a list of plans")
    return cast("list[dict[str, Any]]", plans)


def phase_day(phase: Mapping[str, Any]) -> datetime.date | None:
    """The day of a phase: of its decision, else of its handling, else the first of its events."""
    decision, handling = phase.get("planDecision"), phase.get("handlingEvent")
    said = read_day(decision.get("dateOfDecision")) if isinstance(decision, dict) else None
    if said is None and isinstance(handling, dict):
        said = read_day(handling.get("eventTime"))
    return said or min(_event_days(phase), default=None)


def _event_days(phase: Mapping[str, Any]) -> list[datetime.date]:
    events = phase.get("interactionEvents") or []
    times = [event.get("eventTime") for event in events if isinstance(event, dict)]
    begun = [str(time.get("begin") or "")[:10] for time in times if isinstance(time, dict)]
    return [day for day in map(read_day, begun) if day is not None]


def read_texts(value: Any) -> dict[str, str]:
    """A text by our language codes."""
    if not isinstance(value, dict):
        return {}
    return {LANGUAGES[name]: str(text) for name, text in value.items() if name in LANGUAGES and text}


def read_day(value: Any) -> datetime.date | None:
    if value is None or value == "":
        return None
    try:
        return datetime.date.fromisoformat(str(value))
    except ValueError as error:
        raise NotTaken("bad_time", f"{str(value)[:40]} is not a date") from error


def read_code(value: Any, code_list: str) -> str:
    """The code at the end of a national address, or the code itself."""
    text = str(value or "")
    head, slash, code = text.rpartition("/code/")
    if slash and not head.endswith(f"/{code_list}"):
        raise NotTaken("unknown_code", f"{text[:100]} is not of the list {code_list}")
    return code


def read_state(value: Any) -> Lifecycle:
    code = read_code(value, "kaavaelinkaari")
    if code not in Lifecycle.values:
        raise NotTaken("unknown_code", f"{str(value)[:100]} is not of the list kaavaelinkaari")
    return Lifecycle(code)


def read_kind(value: Any) -> PlanKind:
    code = read_code(value, "RY_Kaavalaji")
    if code not in PlanKind.values:
        raise NotTaken("unknown_code", f"{str(value)[:100]} is not of the list RY_Kaavalaji")
    return PlanKind(code)


def content_hash(message: Any) -> bytes:
    return hashlib.sha256(canonical(message).encode()).digest()


def _state(message: Mapping[str, Any]) -> Lifecycle | None:
    return read_state(message.get("lifeCycleStatus")) if message else None


def _last_state(message: Mapping[str, Any]) -> Lifecycle | None:
    phases = phases_of(message)
    return read_state(phases[-1].get("lifeCycleStatus")) if phases else None


def _kind(message: Mapping[str, Any], form: Form) -> PlanKind | None:
    if form == "matter":
        return read_kind(message.get("planType"))
    return PlanKind.MASTER if form == "plan" and message.get("legalEffectOfLocalMasterPlans") else None


def _area(message: Mapping[str, Any], form: Form) -> Readied:
    if form == "area":
        return read_area(message)
    if form in ("plan", "phase"):
        return read_area(message.get("geographicalArea"))
    phases = phases_of(message) if form == "matter" else []
    return read_area(phases[-1].get("geographicalArea")) if phases else NO_AREA


def _key(form: Form, message: Mapping[str, Any]) -> str:
    """What the message is known by the next time; empty for one that has no key of its own."""
    if form == "matter":
        return str(message.get("permanentPlanIdentifier") or "")
    if form in ("area", "decision"):
        return ""
    text = str(message.get("planKey" if form == "plan" else "planMatterPhaseKey"))
    try:
        return str(uuid.UUID(text))
    except ValueError as error:
        raise NotTaken("no_id", f"{text[:60]} is not a key (UUID)") from error


def _first(values: Any) -> str:
    return str(values[0])[:60] if isinstance(values, list) and values else ""
