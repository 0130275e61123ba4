"""Whose message it is: the rules, and sending one message to another body than the rules did."""

from __future__ import annotations

import calendar
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Body, User
from feedback_map.models import Category, Pin, RoutingRule, Update
from feedback_map.services.changing import Change, Entry, Words, enter
from feedback_map.services.handling import checked
from geo import sql
from geo.models import Area, Municipality
from geo.refusals import FieldError, Refused

NOTE_LENGTH = 300


@dataclass(frozen=True)
class NewRule:
    """Messages of a category in an area in a season (nothing named: all) belong to a body.

    `season`: first and last day, each as month × 100 + day; it may run over New Year.
    """

    body: Body
    category: Category | None = None
    area: Area | None = None
    season: tuple[int, int] | None = None
    note: str = ""


def add_rule(*, town: Municipality, rule: NewRule, by: User | None = None) -> RoutingRule:
    """From now on messages that come in follow the rule. The same again gives the rule that is there."""
    _check(town, rule)
    first, last = rule.season or (None, None)
    same = RoutingRule.objects.filter(
        municipality=town, category=rule.category, area=rule.area, season_from=first, season_to=last, ended_at=None
    ).first()
    if same is not None and same.body_id == rule.body.pk:
        return same
    try:
        with transaction.atomic():
            return RoutingRule.objects.create(
                municipality=town,
                category=rule.category,
                area=rule.area,
                season_from=first,
                season_to=last,
                body=rule.body,
                note=rule.note.strip(),
                made_by=by,
            )
    except IntegrityError:
        said = _("There is a rule for the same category, area and season. Change or end it first.")
        raise Refused([FieldError("body", "rule_is_there", said)]) from None


@transaction.atomic
def change_rule(*, town: Municipality, rule: RoutingRule, new: NewRule, by: User | None = None) -> RoutingRule:
    """End a rule and put another in its place, so that both stay known."""
    end_rule(rule=rule, by=by)
    return add_rule(town=town, rule=new, by=by)


def end_rule(*, rule: RoutingRule, by: User | None = None) -> None:
    """Messages that come in follow it no more. One that has ended stays as it ended."""
    RoutingRule.objects.filter(pk=rule.pk, ended_at=None).update(ended_at=timezone.now(), ended_by=by)
    rule.refresh_from_db()


def reroute_pin(
    *, town: Municipality, pin: Pin, body: Body, change: Change, words: Words | None = None
) -> Update | None:
    """Send one message to another body; its history tells from whom to whom, and why.

    A day that was promised stays promised. Where none was, the new owner's promise counts from today. The person who
    had it belongs to the unit it leaves. Sent to where it is already, nothing changes.
    """
    if body.municipality_id != town.pk:
        raise Refused([FieldError("owner", "unknown_body", _("The town has no such unit."))])
    sets: dict[str, object] = {"owner": body}
    if pin.owner_id != body.pk:
        sets |= {"assignee": None, "due_on": pin.due_on or _promised(pin, body)}
    return enter(town=town, pin=pin, entry=Entry(Update.Kind.ROUTED, checked(words or Words()), sets), change=change)


def route_waiting(*, town: Municipality, pins: list[int] | None = None, promising: bool = False) -> int:
    """Give an owner to messages that have none (None: all of the town), by the rules. Runs inside `in_town`.

    For messages that came in many at once, and after a hole in the rules was closed. Gives how many got one.
    """
    (routed,) = sql.row("feedback_map/route_pins", {"town": town.pk, "pins": pins, "promising": promising}) or (0,)
    return int(routed)


def _promised(pin: Pin, body: Body) -> object:
    if pin.answered_at is not None or (pin.category is not None and not pin.category.is_answered):
        return None
    (due_on,) = sql.row("feedback_map/promised_day", {"body": body.pk, "day": timezone.localdate()}) or (None,)
    return due_on


def _check(town: Municipality, rule: NewRule) -> None:
    errors = [
        FieldError(name, f"unknown_{name}", _("Choose from the list."))
        for name, thing in (("body", rule.body), ("category", rule.category), ("area", rule.area))
        if thing is not None and thing.municipality_id != town.pk
    ]
    if rule.season is not None and not all(_is_day(day) for day in rule.season):
        errors.append(FieldError("season", "not_a_day", _("Write both days of the season, such as 1.11. and 15.4.")))
    if len(rule.note) > NOTE_LENGTH:
        errors.append(FieldError("note", "too_long", _("The text is too long.")))
    if errors:
        raise Refused(errors)


def _is_day(day: int) -> bool:
    month, number = divmod(day, 100)
    return 1 <= month <= 12 and 1 <= number <= calendar.monthrange(2024, month)[1]
