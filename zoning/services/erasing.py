"""Sealed parts are erased by rule, by the owner of the tables alone; the chain keeps their hashes and verifies."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Collection

from delivery.files import remove_files
from geo.models import Municipality
from geo.tenancy import acting, in_town
from zoning.clock import town_now, town_today
from zoning.models import Registry, SealedPart, Statement, StatementAttachment

OWNER = "owner"
DUE = "contact data, months after the plan came into force"


def erase_parts(*, town: Municipality, statements: Collection[int], part: str, rule: str) -> int:
    """Empty one part of statements, by their keys; gives how many. With the content its files go too.

    Run again, it finds nothing left. The hash stays in the chain, and with the rule beside it tells that nobody
    changed anything unseen.
    """
    if not rule.strip():
        raise ValueError("a part is erased by a rule that is named")
    now = town_now()
    with acting("job erasing"), in_town(town, using=OWNER):
        waiting = SealedPart.objects.using(OWNER).filter(
            municipality=town, statement__in=statements, part=part, erased_at__isnull=True
        )
        files = _files_of(list(waiting.values_list("statement_id", flat=True)), part)
        count = waiting.update(salt=None, payload=None, participant=None, erased_at=now, erased_by_rule=rule[:200])
    with in_town(town):
        remove_files(town=town, names=files)
    return count


def erase_due_senders(*, town: Municipality) -> int:
    """Senders of plans that came into force so many months ago that nobody needs their addresses any more."""
    with in_town(town):
        registry = Registry.objects.filter(municipality=town).first() or Registry()
        before = _months_before(town_today(), registry.sender_months)
        over = Statement.objects.filter(municipality=town, plan__in_force_on__lte=before)
        due = list(over.values_list("pk", flat=True))
    return erase_parts(town=town, statements=due, part=SealedPart.Part.SENDER, rule=DUE)


def erase_due_everywhere() -> int:
    return sum(erase_due_senders(town=town) for town in Municipality.objects.defer("boundary"))


def _files_of(statements: Collection[int], part: str) -> list[str]:
    """What of the attachments goes with a content: names and files. Their hashes stay."""
    if part != SealedPart.Part.CONTENT:
        return []
    rows = StatementAttachment.objects.using(OWNER).filter(statement__in=statements).exclude(file="")
    names = list(rows.values_list("file", flat=True))
    rows.update(name="", file="")
    return names


def _months_before(day: datetime.date, months: int) -> datetime.date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
