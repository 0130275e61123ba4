"""What a plan's page asks of its reader first: the one thing that can be done about the plan today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zoning.models import Hearing
from zoning.statement_kinds import OBJECTIONS_IN

if TYPE_CHECKING:
    from frontend.plan_parts import ShownPlan


@dataclass(frozen=True)
class FirstButton:
    """The words on the button and where it leads; `note` stands under it, such as until when."""

    label: str
    url: str
    note: str = ""


def first_button(shown: ShownPlan) -> FirstButton | None:
    """An objection while a proposal is on display, an opinion while something else is; otherwise nothing."""
    day = shown.today
    standing = Hearing.objects.filter(plan=shown.plan, published_at__isnull=False, cancelled_at__isnull=True)
    found = standing.filter(first_day__lte=day, last_day__gte=day).order_by("last_day", "id").last()
    if found is None:
        return None
    label = _("Leave an objection") if found.kind in OBJECTIONS_IN else _("Give your opinion")
    until = _("until %(day)s") % {"day": date_format(found.last_day, "SHORT_DATE_FORMAT")}
    return FirstButton(label, shown.page.url("statement_new", slug=shown.plan.slug), until)
