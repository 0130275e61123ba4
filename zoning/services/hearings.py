"""Hearings: opened as drafts, published once, and changed afterwards only with a reason, a trace and a notice."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from delivery.services import enqueue
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from zoning.allowed import refused_hearing
from zoning.clock import town_now, town_today
from zoning.deadlines import LengthRule, Proposed, deadline_of, is_long_enough, length_rule, proposed_last_day
from zoning.models import Hearing, HearingChange, HearingLength, HearingVersion, Plan, PlanVersion
from zoning.notices import notice_of, notice_of_cancelling, notice_of_change
from zoning.services.publishing import publish_plan

HEARING_TOLD = "hearing.told"
FIELDS = ("kind", "first_day", "last_day", "office", "office_closes", "postal_address", "email")
Texts = Mapping[str, str]


@dataclass(frozen=True)
class HearingFacts:
    """What a hearing is. `last_day` left out: as the rule of its kind proposes."""

    kind: str
    first_day: datetime.date
    last_day: datetime.date | None = None
    versions: Sequence[PlanVersion] = ()
    office: Texts = field(default_factory=dict)
    office_closes: datetime.time | None = None
    postal_address: str = ""
    email: str = ""


def rule_for(plan: Plan, kind: str) -> LengthRule:
    return length_rule(kind, plan_kind=plan.kind, is_minor=plan.is_minor)


def proposed(town: Municipality, plan: Plan, kind: str, first_day: datetime.date) -> Proposed:
    """The last day that the rule proposes, by the town's own practice where it is longer or the law is silent."""
    rule = rule_for(plan, kind)
    with in_town(town):
        own = HearingLength.objects.filter(municipality=town, kind=kind).values_list("days", flat=True).first()
    practice = own if own is not None and rule is length_rule(kind) else None
    days = max(practice or 0, rule.days) if rule.is_law else practice
    return proposed_last_day(first_day, rule, days=days)


def set_length(*, town: Municipality, kind: str, days: int) -> HearingLength:
    """The town's practice from now on. Hearings that there are keep their days. Raises Refused below the law."""
    rule = length_rule(kind)
    if rule.is_law and days < rule.days:
        raise Refused([FieldError("days", "shorter_than_law", rule.explained)])
    with in_town(town):
        kept, _made = HearingLength.objects.update_or_create(municipality=town, kind=kind, defaults={"days": days})
        return kept


def open_hearing(*, town: Municipality, plan: Plan, facts: HearingFacts, user: User | None = None) -> Hearing:
    """A draft that only staff see. Raises Refused."""
    whole = _whole(town, plan, facts)
    with in_town(town):
        made = Hearing.objects.create(municipality=town, plan=plan, **_fields(whole))
        _put_on_display(made, whole.versions)
        return made


def edit_hearing(*, town: Municipality, hearing: Hearing, facts: HearingFacts, user: User | None = None) -> Hearing:
    """Change a draft; what is published is changed by `change_hearing` alone. Raises Refused."""
    with in_town(town):
        held = _held(hearing)
        if held.published_at is not None:
            raise Refused([FieldError("", "published", _("It is published: a change needs a reason."))])
        whole = _whole(town, held.plan, facts)
        _write(held, whole)
        _put_on_display(held, whole.versions)
        return held


def publish_hearing(
    *, town: Municipality, hearing: Hearing, user: User | None = None, on: datetime.datetime | None = None
) -> Hearing:
    """The notice is written, and the hearing is on the plan's page, in lists, calendars and feeds. Again is nothing.

    `on` records one that was published elsewhere in its time; without it the first day may not have passed.
    """
    with in_town(town):
        held = _held(hearing)
        if held.published_at is not None:
            return held
        _may_be_published(held, is_record=on is not None)
        held.notice = notice_of(town, held)
        held.published_at = on or town_now()
        held.version += 1
        held.save(update_fields=["notice", "published_at", "version"])
        publish_plan(town=town, plan=held.plan)
        return held


def change_hearing(
    *, town: Municipality, hearing: Hearing, facts: HearingFacts, reason: Texts, user: User | None = None
) -> Hearing:
    """Change what is published: with a reason, a row that stays, and a notice to those who follow. Raises Refused."""
    with in_town(town):
        held = _held(hearing)
        whole = _whole(town, held.plan, replace(facts, last_day=facts.last_day or held.last_day))
        before, after = _differences(held, whole)
        if not after:
            return held
        _may_change(held, whole, after, reason)
        change = HearingChange(municipality=town, hearing=held, user=user, reason=_said(reason))
        _apply(held, whole)
        held.notice = notice_of(town, held)
        change.before, change.after = before | {"notice": {}}, after | {"notice": held.notice}
        change.notice = notice_of_change(town, held, change)
        change.save()
        _write(held, whole, also=("notice",))
        if "versions" in after:
            _put_on_display(held, whole.versions)
        _tell(town, held, change)
        return held


def cancel_hearing(*, town: Municipality, hearing: Hearing, reason: Texts, user: User | None = None) -> Hearing:
    """It stays to be seen, as cancelled and why. Once it has ended there is nothing to cancel. Raises Refused."""
    with in_town(town):
        held = _held(hearing)
        if held.cancelled_at is not None:
            return held
        errors = [*_reason_missing(reason), *_ended(held)]
        if held.published_at is None:
            errors.append(FieldError("", "not_published", _("A draft is not cancelled: it is changed.")))
        if errors:
            raise Refused(errors)
        at, why = town_now(), _said(reason)
        change = HearingChange(municipality=town, hearing=held, user=user, reason=why)
        change.before = {"cancelled_at": None, "cancelled_why": {}}
        change.after = {"cancelled_at": at.isoformat(), "cancelled_why": why}
        change.notice = notice_of_cancelling(town, held, why)
        change.save()
        held.cancelled_at, held.cancelled_why, held.version = at, why, held.version + 1
        held.save(update_fields=["cancelled_at", "cancelled_why", "version"])
        _tell(town, held, change)
        return held


def has_begun(hearing: Hearing) -> bool:
    return hearing.first_day <= town_today()


def has_ended(hearing: Hearing) -> bool:
    return deadline_of(hearing.last_day) <= town_now()


def _held(hearing: Hearing) -> Hearing:
    """The row as it is now, locked until the end of the transaction."""
    held: Hearing = Hearing.objects.select_related("plan").select_for_update(of=("self",)).get(pk=hearing.pk)
    return held


def _whole(town: Municipality, plan: Plan, facts: HearingFacts) -> HearingFacts:
    """With a last day, refused where it is shorter than the law or shows another plan's versions."""
    errors = []
    if facts.kind not in Hearing.Kind.values:
        raise Refused([FieldError("kind", "unknown_value", _("Choose what is on display."))])
    last_day = facts.last_day or proposed(town, plan, facts.kind, facts.first_day).last_day
    if last_day < facts.first_day:
        errors.append(FieldError("last_day", "before_first_day", _("The last day is before the first one.")))
    elif not is_long_enough(facts.first_day, last_day, rule := rule_for(plan, facts.kind)):
        errors.append(FieldError("last_day", "shorter_than_law", _law_says(rule)))
    if any(version.plan_id != plan.pk for version in facts.versions):
        errors.append(FieldError("versions", "another_plan", _("This version is of another plan.")))
    if errors:
        raise Refused(errors)
    return replace(facts, last_day=last_day)


def _law_says(rule: LengthRule) -> str | Promise:
    return f"{rule.explained} {rule.law}"


def _may_be_published(hearing: Hearing, *, is_record: bool) -> None:
    errors = []
    if hearing.plan.published_at is None:
        errors.append(FieldError("", "plan_not_published", _("Publish the plan first.")))
    shown = [row.version for row in hearing.on_display.select_related("version")]
    if any(version.published_at is None for version in shown):
        errors.append(FieldError("versions", "not_published", _("Publish first what is to be on display.")))
    if not is_record:
        errors += refused_hearing(hearing.plan.kind, hearing.plan.state, hearing.kind)
    if not is_record and hearing.first_day < town_today():
        errors.append(
            FieldError("first_day", "has_passed", _("The first day has passed: nobody could read the notice."))
        )
    if errors:
        raise Refused(errors)


def _may_change(hearing: Hearing, facts: HearingFacts, after: Mapping[str, object], reason: Texts) -> None:
    """A window that people rely on grows at most; before it opens everything may move; once it has ended nothing."""
    errors = [*_reason_missing(reason), *_ended(hearing)]
    assert facts.last_day is not None
    if hearing.published_at is None:
        errors.append(FieldError("", "not_published", _("This is a draft: change it as one.")))
    elif hearing.cancelled_at is not None:
        errors.append(FieldError("", "cancelled", _("It is cancelled. Open a new hearing.")))
    elif has_begun(hearing):
        if "first_day" in after or "kind" in after:
            errors.append(FieldError("first_day", "has_begun", _("It has begun: its kind and first day stay.")))
        if facts.last_day < hearing.last_day:
            errors.append(FieldError("last_day", "shortened", _shortened(hearing)))
    elif facts.first_day < town_today():
        errors.append(
            FieldError("first_day", "has_passed", _("The first day has passed: nobody could read the notice."))
        )
    if errors:
        raise Refused(errors)


def _shortened(hearing: Hearing) -> str:
    day = date_format(hearing.last_day, "SHORT_DATE_FORMAT")
    return str(_("It has begun, and people rely on its last day, %(day)s: it may grow but not shrink.")) % {"day": day}


def _ended(hearing: Hearing) -> list[FieldError]:
    if hearing.published_at is None or not has_ended(hearing):
        return []
    return [FieldError("", "has_ended", _("It has ended. Open a new hearing if the plan is shown again."))]


def _reason_missing(reason: Texts) -> list[FieldError]:
    return [] if _said(reason) else [FieldError("reason", "required", _("Write why: it is published."))]


def _said(texts: Texts) -> dict[str, str]:
    return {language: text.strip() for language, text in texts.items() if text.strip()}


def _fields(facts: HearingFacts) -> dict[str, object]:
    values: dict[str, object] = {name: getattr(facts, name) for name in FIELDS}
    return values | {"office": _said(facts.office), "email": facts.email.strip()}


def _apply(hearing: Hearing, facts: HearingFacts) -> None:
    for name, value in _fields(facts).items():
        setattr(hearing, name, value)


def _write(hearing: Hearing, facts: HearingFacts, also: tuple[str, ...] = ()) -> None:
    _apply(hearing, facts)
    hearing.version += 1
    hearing.save(update_fields=[*FIELDS, *also, "version"])


def _put_on_display(hearing: Hearing, versions: Sequence[PlanVersion]) -> None:
    wanted = {version.pk for version in versions}
    hearing.on_display.exclude(version_id__in=wanted).delete()
    known = set(hearing.on_display.values_list("version_id", flat=True))
    HearingVersion.objects.bulk_create(
        HearingVersion(municipality_id=hearing.municipality_id, hearing=hearing, version_id=version)
        for version in sorted(wanted - known)
    )


def _differences(hearing: Hearing, facts: HearingFacts) -> tuple[dict[str, object], dict[str, object]]:
    """What is to change: how it was, and how it will be, as the database writes both."""
    now = {name: _as_kept(value) for name, value in _fields(facts).items()}
    was = {name: _as_kept(getattr(hearing, name)) for name in FIELDS}
    now["versions"] = sorted(version.public_id for version in facts.versions)
    was["versions"] = sorted(hearing.on_display.values_list("version__public_id", flat=True))
    changed = [name for name in now if now[name] != was[name]]
    return {name: was[name] for name in changed}, {name: now[name] for name in changed}


def _as_kept(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else value


def _tell(town: Municipality, hearing: Hearing, change: HearingChange) -> None:
    """On the page at once, by letter to those who follow, and to those who were asked or written to."""
    publish_plan(town=town, plan=hearing.plan)
    payload = {"hearing": hearing.public_id, "change": change.pk}
    enqueue(topic=HEARING_TOLD, payload=payload, municipality=town, dedupe=f"hearing:change:{change.pk}")
