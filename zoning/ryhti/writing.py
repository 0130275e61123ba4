"""Plans as national messages: as they came, with what has changed since, and as whole plan matters.

What came in as a message goes out with every member and digit it had; a member is replaced only when the row no longer
says the same.
"""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import shapely
from django.contrib.gis.geos import GEOSGeometry

from geo.importing.shapes import Readied, from_database
from zoning.codes import PlanKind, uri
from zoning.models import Plan, PlanDocument, PlanPhase, PlanVersion
from zoning.ryhti.areas import read_area, write_area
from zoning.ryhti.events import bare, events_of, texts
from zoning.ryhti.exact import read_exactly
from zoning.ryhti.messages import LANGUAGES, Facts, plans_of, read_facts

Message = dict[str, Any]
OUTLINE_DIGITISED = "04"  # RY_DigitaalinenAlkupera: the plan's outline is digitised
SCHEME_DOCUMENT = "14"  # RY_AsiakirjanLaji_YKAK: participation and assessment scheme
BODY = "02"  # PaatoksenTekija: a decision-making body with several members
_LANGUAGE_CODES = {ours: code for code, ours in LANGUAGES.items()}


def is_national(plan: Plan) -> bool:
    """Whether the national system knows this kind: a street plan is no zoning plan."""
    return plan.kind != PlanKind.STREET


def message_as_given(plan: Plan, page: str = "") -> Message:
    """The message in the form in which it came; of a plan that was made here, its plan matter."""
    form = plan.national.get("form", "matter")
    if form == "plan":
        version = _versions_by_key(plan).get(plan.national.get("key", ""))
        return plan_message(version) if version else matter_message(plan, page)
    if form in ("area", "decision", "phase"):
        message = _kept(plan.national)
        if form == "area":
            written = _area(plan.geom, read_area(message), message)
            return message if written is None else written
        first = plan.phases.order_by("pk").first() if form == "phase" else None
        return _phase(first, {}) if first else message
    matter = matter_message(plan, page)
    if plan.national.get("message") and not plan.national.get("phases") and not matter["planMatterPhases"]:
        del matter["planMatterPhases"]  # PlanMatterUpdate has none
    return matter


def matter_message(plan: Plan, page: str = "", *, only_published: bool = False) -> Message:
    """The plan as a PlanMatter with its phases, and with each hearing, request and meeting as an InteractionEvent.

    `only_published` leaves out versions that staff have not published; hearings and documents always are.
    """
    kept = _kept(plan.national) if plan.national.get("form") == "matter" else {}
    was = read_facts(kept) if kept else None
    matter = {
        **kept,
        "permanentPlanIdentifier": plan.permanent_identifier or plan.public_id,
        "planType": uri("RY_Kaavalaji", plan.kind),
        "timeOfInitiation": _initiated(plan).isoformat(),
        **_told(kept, was, plan),
        "administrativeAreaIdentifiers": kept.get("administrativeAreaIdentifiers") or [plan.municipality.code],
        "digitalOrigin": kept.get("digitalOrigin") or uri("RY_DigitaalinenAlkupera", OUTLINE_DIGITISED),
        "planMatterPhases": _phases(plan, page, only_published=only_published),
    }
    return matter | ({} if kept else _documents(plan))


def plan_message(version: PlanVersion) -> Message:
    """A version as a Plan message: as it came, with what its rows say differently since."""
    message, plan = _kept(version.national), version.plan
    facts = read_facts(message)
    if plan.national.get("key") != facts.key:  # one of several of a matter: the plan's state is not its own
        area = _area(version.geom, facts.area, message.get("geographicalArea"))
        return message | ({"geographicalArea": area} if area else {})
    if plan.state != facts.state:
        message["lifeCycleStatus"] = uri("kaavaelinkaari", plan.state)
    if plan.approved_on != facts.approved_on:
        message["approvalDate"] = plan.approved_on.isoformat() if plan.approved_on else None
    if plan.in_force_on != facts.in_force_on:
        period = message.get("periodOfValidity") or {}
        message["periodOfValidity"] = {**period, "begin": plan.in_force_on and plan.in_force_on.isoformat()}
    area = _area(version.geom, facts.area, message.get("geographicalArea"))
    return message | ({"geographicalArea": area} if area else {})


def _told(kept: Message, was: Facts | None, plan: Plan) -> Message:
    """Name, description and case numbers: as they came while the row says the same."""
    told: Message = {}
    for member, before, now in (
        ("name", was.names if was else None, plan.names),
        ("description", was.summary if was else None, plan.summary),
    ):
        if before != now:
            told[member] = texts(now) or kept.get(member)
    if plan.case_number and (was is None or was.case_number != plan.case_number):
        told["caseIdentifiers"] = [plan.case_number, *(kept.get("caseIdentifiers") or [])[1:]]
    return {member: value for member, value in told.items() if value is not None}


def _initiated(plan: Plan) -> datetime.date:
    """The day it was initiated; where nobody noted it, its first step that is known."""
    if plan.initiated_on is not None:
        return plan.initiated_on
    first = plan.phases.order_by("on").first()
    return plan.approved_on or (first.on if first else plan.created_at.date())


# ── Phases ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _phases(plan: Plan, page: str, *, only_published: bool) -> list[Message]:
    rows = list(plan.phases.order_by("pk"))
    if not rows:
        return _only_phase(plan, page)
    versions = _versions_by_key(plan, only_published=only_published)
    messages = [(row, _phase(row, versions)) for row in rows]
    with_area = [(row, message) for row, message in messages if message["geographicalArea"] is not None]
    for state, day, event in events_of(plan, page):
        fitting = [pair for pair in with_area if state is None or pair[0].state == state] or with_area
        if fitting:
            begun = [pair for pair in fitting if pair[0].on <= day]
            (begun[-1] if begun else fitting[0])[1].setdefault("interactionEvents", []).append(event)
    return [message for _row, message in with_area]


def _only_phase(plan: Plan, page: str) -> list[Message]:
    """Of a plan whose steps nobody noted: where it stands now."""
    area = write_area(_area_of(plan))
    if area is None:
        return []
    key = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{plan.public_id}/{plan.state}"))
    events = [event for _state, _day, event in events_of(plan, page)]
    status = uri("kaavaelinkaari", plan.state)
    message = {"planMatterPhaseKey": key, "lifeCycleStatus": status, "geographicalArea": area}
    return [message | ({"interactionEvents": events} if events else {})]


def _phase(row: PlanPhase, versions: dict[str, PlanVersion]) -> Message:
    if row.national.get("message"):
        kept = _kept(row.national)
        if plans := plans_of(kept):
            known = [versions.get(str(plan["planKey"]).lower()) for plan in plans]
            kept["planDecision"]["plans"] = [plan_message(one) for one in known if one]
        return kept
    handling = {
        "handlingEventKey": str(uuid.uuid5(row.key, "handling")),
        "handlingEventType": uri("kaavakastap", row.handling),
        "eventTime": row.on.isoformat(),
    }
    return bare(
        {
            "planMatterPhaseKey": str(row.key),
            "lifeCycleStatus": uri("kaavaelinkaari", row.state),
            "handlingEvent": handling if row.handling else None,
            "planDecision": _decision(row, versions) if row.decision else None,
        }
    ) | {"geographicalArea": write_area(row.geom or _area_of(row.plan))}


def _decision(row: PlanPhase, versions: dict[str, PlanVersion]) -> Message:
    names = row.decided_by.get("names") or {}
    maker = {
        "planOperatorKey": str(uuid.uuid5(row.key, "decided by")),
        "organizationName": names.get("fi") or next(iter(names.values()), None),
    }
    return bare(
        {
            "planDecisionKey": str(uuid.uuid5(row.key, "decision")),
            "name": uri("kaavpaatnimi", row.decision),
            "decisionDate": row.on.isoformat(),
            "dateOfDecision": row.on.isoformat(),
            "typeOfDecisionMaker": uri("PaatoksenTekija", row.decided_by.get("type") or BODY),
            "decisionMakers": [maker] if maker["organizationName"] else None,
            "plans": [plan_message(version) for version in versions.values()] or None,
        }
    )


def _versions_by_key(plan: Plan, *, only_published: bool = False) -> dict[str, PlanVersion]:
    versions = plan.versions.published() if only_published else plan.versions.all()
    keyed = versions.filter(national__has_key="message").order_by("pk")
    return {str(version.national["key"]): version for version in keyed.select_related("plan")}


# ── Areas and documents ───────────────────────────────────────────────────────────────────────────────────────────


def _kept(national: dict[str, Any]) -> Message:
    message: Message = read_exactly(national["message"])
    return message


def _area_of(plan: Plan) -> GEOSGeometry | None:
    newest = plan.versions.filter(published_at__isnull=False, geom__isnull=False).order_by("-created_at", "-pk").first()
    return newest.geom if newest else plan.geom


def _area(stored: GEOSGeometry | None, given: Readied, kept: Any) -> Message | None:
    """The stored area when it is another than the message says; None when that one still holds."""
    if stored is None or (given.shape is not None and shapely.equals_exact(from_database(stored), given.shape)):
        return None
    return write_area(stored) or kept


def _documents(plan: Plan) -> Message:
    """Public documents: those of the participation scheme with it, the others with the matter."""
    public = list(plan.documents.published().order_by("dated_on", "pk"))
    scheme = [_document(one) for one in public if one.type == SCHEME_DOCUMENT]
    others = [_document(one) for one in public if one.type != SCHEME_DOCUMENT]
    found: Message = {"matterAnnexes": others} if others else {}
    if scheme:
        key = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{plan.public_id}/scheme"))
        found["participationAndAssessmentScheme"] = {
            "participationAndAssessmentSchemeKey": key,
            "attachmentDocuments": scheme,
        }
    return found


def _document(one: PlanDocument) -> Message:
    return {
        "attachmentDocumentKey": str(one.key),
        "documentIdentifier": one.identifier or one.public_id,
        "name": texts(one.names) or {_LANGUAGE_CODES.get(one.language, "fin"): one.file_name},
        "personalDataContent": uri("henkilotietosisalto", one.personal_data),
        "categoryOfPublicity": uri("julkisuus", one.publicity),
        "accessibility": one.is_accessible,
        "retentionTime": uri("sailytysaika", one.retention),
        "languages": [uri("ryhtikielet", one.language)],
        "fileKey": str(uuid.uuid5(one.key, "file")),
        "documentDate": one.dated_on.isoformat(),
        "typeOfAttachment": uri("RY_AsiakirjanLaji_YKAK", one.type),
    }
