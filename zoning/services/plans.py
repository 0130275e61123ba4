"""The registry of plans: entered, edited, shown to everybody, and taken back while nothing rests on them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.gis.geos import MultiPolygon
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.models import Body, User
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from participation.models import Process
from zoning.codes import Lifecycle, PlanKind
from zoning.models import Hearing, Plan, PlanPhase
from zoning.services.publishing import publish_plan

LONGEST_NAME, LONGEST_TEXT = 200, 10_000
LONGEST_SLUG = 80
RESERVED = frozenset({"new", "here", "review"})
Texts = Mapping[str, str]


@dataclass(frozen=True)
class PlanFacts:
    """What the registry says of a plan, besides where it stands. Texts are by language."""

    kind: str
    names: Texts
    summary: Texts = field(default_factory=dict)
    case_number: str = ""
    permanent_identifier: str = ""
    initiator: str = Plan.Initiator.TOWN
    initiator_name: str = ""
    planner: User | None = None
    owner: Body | None = None
    contact: Texts = field(default_factory=dict)
    process: Process | None = None
    is_minor: bool = False
    initiated_on: datetime.date | None = None
    geom: MultiPolygon | None = None


class StalePlan(Exception):
    """The plan changed after it was read; nothing was written."""

    def __init__(self, current: Plan) -> None:
        super().__init__(f"version {current.version} is current")
        self.current = current


def make_plan(*, town: Municipality, facts: PlanFacts, user: User | None = None) -> Plan:
    """A plan at its initiative, which only staff see. Raises Refused."""
    values = _checked(town, facts)
    with in_town(town):
        _refuse_taken(town, values["permanent_identifier"], None)
        plan = Plan.objects.create(municipality=town, slug=free_slug(town, facts.names), **values)
        began = facts.initiated_on or timezone.localdate()
        PlanPhase.objects.create(municipality=town, plan=plan, state=Lifecycle.INITIATIVE, on=began, user=user)
        return plan


def edit_plan(*, town: Municipality, plan: Plan, facts: PlanFacts, version: int | None = None) -> Plan:
    """Other facts; its address stays. What is published follows at once. Raises Refused or StalePlan."""
    values = _checked(town, facts)
    with in_town(town):
        now = locked_plan(plan, version)
        _refuse_taken(town, values["permanent_identifier"], now)
        if facts.geom is None:
            values.pop("geom")
        for name, value in values.items():
            setattr(now, name, value)
        return keep_plan(town, now)


def show_plan(*, town: Municipality, plan: Plan, version: int | None = None) -> Plan:
    """Everybody sees it from now on. It needs an area, or nobody could find it on a map. Raises Refused."""
    with in_town(town):
        now = locked_plan(plan, version)
        if now.geom is None and not now.versions.filter(published_at__isnull=False, geom__isnull=False).exists():
            raise Refused([FieldError("geom", "no_area", _("Give the plan its area before it is published."))])
        if now.published_at is None:
            now.published_at = timezone.now()
            keep_plan(town, now)
        return now


def withdraw_plan(*, town: Municipality, plan: Plan, version: int | None = None) -> Plan:
    """Only staff see it again. A plan with a published hearing stays: people rely on what was announced."""
    with in_town(town):
        now = locked_plan(plan, version)
        if Hearing.objects.filter(plan=now).published().exists():
            reason = _("A hearing of the plan has been published, so the plan stays published. Cancel the hearing.")
            raise Refused([FieldError("plan", "has_hearing", reason)])
        if now.published_at is not None:
            now.published_at = None
            keep_plan(town, now)
        return now


def locked_plan(plan: Plan, version: int | None = None) -> Plan:
    """The plan as it is, locked until the transaction ends; StalePlan when another version was read."""
    now: Plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if version not in (None, now.version):
        raise StalePlan(now)
    return now


def keep_plan(town: Municipality, plan: Plan) -> Plan:
    """Save a locked plan as its next version, with what everybody reads of it."""
    plan.version += 1
    plan.changed_at = timezone.now()
    plan.save()
    publish_plan(town=town, plan=plan)
    return plan


def free_slug(town: Municipality, names: Texts) -> str:
    """An address that no plan of the town has: from the name in the town's first language."""
    name = names.get(town.first_language) or next(iter(names.values()), "")
    stem = slugify(name)[: LONGEST_SLUG - 6].strip("-_") or "plan"
    taken = RESERVED | set(Plan.objects.of(town).filter(slug__startswith=stem).values_list("slug", flat=True))
    return stem if stem not in taken else next(one for n in range(2, 10_000) if (one := f"{stem}-{n}") not in taken)


def said(texts: Texts) -> dict[str, str]:
    """Texts without those that are empty."""
    return {code: text.strip() for code, text in texts.items() if text.strip()}


def wrong_texts(name: str, texts: Texts, most: int) -> list[FieldError]:
    if any(len(text) > most or "\x00" in text for text in texts.values()):
        return [FieldError(name, "too_long", _("The text is too long."))]
    return []


def _checked(town: Municipality, facts: PlanFacts) -> dict[str, Any]:
    """The columns of a plan, or Refused with every reason."""
    names = said(facts.names)
    errors = wrong_texts("names", names, LONGEST_NAME)
    errors += wrong_texts("summary", facts.summary, LONGEST_TEXT) + wrong_texts("contact", facts.contact, LONGEST_TEXT)
    if town.first_language not in names:
        errors.append(FieldError("names", "required", _("Give the name in the town's first language.")))
    if facts.kind not in PlanKind.values:
        errors.append(FieldError("kind", "unknown_kind", _("Choose the kind of plan.")))
    if facts.is_minor and facts.kind not in DETAILED:
        errors.append(FieldError("is_minor", "not_detailed", _("Only a change of a local detailed plan can be minor.")))
    if facts.geom is not None and (not facts.geom.valid or facts.geom.empty):
        errors.append(FieldError("geom", "invalid_geometry", _("The area is not valid.")))
    if errors:
        raise Refused(errors)
    texts = {"names": names, "summary": said(facts.summary), "contact": said(facts.contact)}
    return {**vars(facts), **texts}


DETAILED = frozenset(code for code in PlanKind.values if code.startswith("3"))


def _refuse_taken(town: Municipality, identifier: str, plan: Plan | None) -> None:
    others = Plan.objects.of(town).exclude(pk=plan.pk) if plan else Plan.objects.of(town)
    if identifier and others.filter(permanent_identifier=identifier).exists():
        reason = _("Another plan has this permanent identifier.")
        raise Refused([FieldError("permanent_identifier", "taken", reason)])
