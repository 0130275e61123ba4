"""Versions and options of a plan: entered with their drawing, published, and never changed once people were asked."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.gis.geos import MultiPolygon
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from delivery.files import keep_picture, new_name, remove_files
from delivery.pictures.cleaning import clean_picture
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from zoning.models import HearingVersion, Plan, PlanVersion
from zoning.services.importing import ObjectGiven, bring_in_objects
from zoning.services.plans import LONGEST_NAME, LONGEST_TEXT, keep_plan, locked_plan, said, wrong_texts

AFTER_APPROVAL = frozenset({"06", "07", "08", "09", "10", "11", "12", "13", "14"})


@dataclass(frozen=True)
class Drawing:
    """What a file draws: the area (none: as it was) and the objects in it."""

    area: MultiPolygon | None = None
    objects: Sequence[ObjectGiven] = ()


@dataclass(frozen=True)
class VersionFacts:
    stage: str
    option: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    dated_on: datetime.date | None = None
    picture_alt: Mapping[str, str] = field(default_factory=dict)


def add_version(*, town: Municipality, plan: Plan, facts: VersionFacts, drawing: Drawing | None = None) -> PlanVersion:
    """A draft of a version. Its area is the plan's own unless the drawing has one. Raises Refused."""
    values, drawn = _checked(facts), drawing or Drawing()
    with in_town(town):
        now = locked_plan(plan)
        same = PlanVersion.objects.filter(plan=now, stage=facts.stage, option=facts.option)
        number = int(same.aggregate(last=Max("number"))["last"] or 0) + 1
        area = drawn.area or now.geom
        made = PlanVersion.objects.create(municipality=town, plan=now, number=number, geom=area, **values)
        bring_in_objects(version=made, given=drawn.objects)
        return made


def edit_version(
    *, town: Municipality, version: PlanVersion, facts: VersionFacts, drawing: Drawing | None = None
) -> PlanVersion:
    """Other words; another drawing only while nobody was asked about this one. A new drawing takes the place of all
    that was drawn. Raises Refused."""
    values = _checked(facts)
    with in_town(town):
        plan = locked_plan(version.plan)
        now: PlanVersion = PlanVersion.objects.select_for_update().get(pk=version.pk)
        if drawing is not None or (now.stage, now.option) != (facts.stage, facts.option):
            _refuse_asked(now)
        for name, value in values.items():
            setattr(now, name, value)
        if drawing is not None:
            now.geom = drawing.area or now.geom
            now.objects_drawn.all().delete()
            bring_in_objects(version=now, given=drawing.objects)
        now.save()
        if now.published_at is not None:
            keep_plan(town, plan)
        return now


def publish_version(*, town: Municipality, version: PlanVersion) -> PlanVersion:
    """Everybody sees it, once the plan itself is published. Published again, nothing happens. Raises Refused."""
    with in_town(town):
        plan = locked_plan(version.plan)
        now: PlanVersion = PlanVersion.objects.select_for_update().get(pk=version.pk)
        if now.stage == PlanVersion.Stage.APPROVED and plan.state not in AFTER_APPROVAL:
            reason = _("The plan has not been approved yet, so its approved version cannot be published.")
            raise Refused([FieldError("stage", "not_approved", reason)])
        if now.published_at is None:
            now.published_at = timezone.now()
            now.save(update_fields=["published_at"])
            keep_plan(town, plan)
        return now


def remove_version(*, town: Municipality, version: PlanVersion) -> None:
    """Take a version out of the registry, while nobody was asked about it. Raises Refused."""
    with in_town(town):
        plan = locked_plan(version.plan)
        _refuse_asked(version)
        files = [version.picture, *version.documents.values_list("file", flat=True)]
        remove_files(town=town, names=[name for name in files if name])
        PlanVersion.objects.filter(pk=version.pk).delete()
        keep_plan(town, plan)


def put_picture(*, town: Municipality, version: PlanVersion, data: bytes) -> PlanVersion:
    """A picture of the version, made anew so that nothing hidden in it is kept. Raises Refused."""
    cleaned = clean_picture(data)
    name = new_name(".jpg")
    digest = keep_picture(name, cleaned.main, cleaned.small)
    with in_town(town):
        plan = locked_plan(version.plan)
        now: PlanVersion = PlanVersion.objects.select_for_update().get(pk=version.pk)
        remove_files(town=town, names=[now.picture] if now.picture else [])
        now.picture, now.picture_sha256 = name, digest
        now.save(update_fields=["picture", "picture_sha256"])
        keep_plan(town, plan)
        return now


def _checked(facts: VersionFacts) -> dict[str, Any]:
    errors = wrong_texts("names", facts.names, LONGEST_NAME) + wrong_texts("texts", facts.texts, LONGEST_TEXT)
    if facts.stage not in PlanVersion.Stage.values:
        errors.append(FieldError("stage", "unknown_stage", _("Choose the stage.")))
    if facts.option and not (len(facts.option) <= 2 and facts.option.isalnum()):
        errors.append(FieldError("option", "not_an_option", _("An option is a letter or two, such as A.")))
    if errors:
        raise Refused(errors)
    texts = {"names": said(facts.names), "texts": said(facts.texts), "picture_alt": said(facts.picture_alt)}
    return {**vars(facts), **texts}


def _refuse_asked(version: PlanVersion) -> None:
    """What people were asked about stays as it was; a changed drawing is the next version."""
    if HearingVersion.objects.filter(version=version, hearing__published_at__isnull=False).exists():
        reason = _("The version is or was on display, so its drawing stays. Make a new version.")
        raise Refused([FieldError("version", "was_on_display", reason)])
