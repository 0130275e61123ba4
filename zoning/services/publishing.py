"""What everybody reads of plans is derived here, in the transaction that changed them, and never edited by hand."""

from __future__ import annotations

from delivery.services import enqueue
from geo import sql
from geo.models import Municipality
from geo.tenancy import in_town
from zoning.models import Plan, PublishedPlanPart

PLAN_PUBLISHED = "plan.published"
PLAN_CHANGED = "plan.changed"


def publish_plan(*, town: Municipality, plan: Plan) -> None:
    """Derive again what is published of a plan, after anything of it changed: its row, area, pieces and hearings.

    Of a plan that is not published nothing is left. Whoever follows published plans hears of it by the outbox: once
    by `plan.published`, later by `plan.changed`, and by `plan.changed` too when the plan was withdrawn.
    """
    with in_town(town):
        was_published = sql.row("zoning/publish_plan_known", {"plan": plan.pk}) is not None
        is_published = _derive(town, [plan.pk]) > 0
        if was_published or is_published:
            topic = PLAN_CHANGED if was_published else PLAN_PUBLISHED
            enqueue(topic=topic, payload={"plan": plan.public_id}, municipality=town)


def rebuild_plans(town: Municipality) -> None:
    """Drop everything that is derived from a town's plans and build it again, with the same rows."""
    with in_town(town):
        _derive(town, None)


def _derive(town: Municipality, plans: list[int] | None) -> int:
    """The version comes first: its row's lock lets one transaction at a time derive a town's plans."""
    asked = {"town": town.pk, "plans": plans}
    sql.row("zoning/next_plans_version", {"town": town.pk})
    (published,) = sql.row("zoning/publish_plans", asked) or (0,)
    pieces = PublishedPlanPart.objects.filter(municipality=town)
    (pieces if plans is None else pieces.filter(plan_id__in=plans))._raw_delete("default")
    sql.run("zoning/publish_plan_parts", asked)
    sql.row("zoning/publish_hearings", asked)
    sql.run("zoning/unpublish_statements", asked)
    sql.run("zoning/publish_statements", asked)
    return int(published)
