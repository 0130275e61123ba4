"""What of plans can be followed – one plan – and what is news of them: a hearing that was published, a new phase.

Only what is published is read, when something is noticed and again when it is told. Areas and places are followed
through topics of the apps above, which ask here what of plans lies in them.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from geo import sql
from geo.models import Municipality
from geo.tenancy import in_town
from participation.topics import Entry, FollowTopic, NewsSource, register_follow_topic, register_news
from zoning.models import Hearing, PlanPhase, PublishedHearing, PublishedPlan
from zoning.notices import days_of

PLAN = "plan"
HEARINGS, PHASES = "hearing", "planphase"
SOURCES = frozenset({HEARINGS, PHASES})
NOTICED_DAYS = 60


def notice(town: Municipality) -> int:
    return sql.run("zoning/notice_news", {"town": town.pk, "days": NOTICED_DAYS})


def news_of_plans(wanted: Q, town: Municipality, source: str, items: Sequence[str]) -> set[str]:
    """Those items whose published plan is wanted."""
    plans = PublishedPlan.objects.of(town).filter(wanted).values("plan_id")
    if source == HEARINGS:
        found = PublishedHearing.objects.filter(public_id__in=items, plan_id__in=plans)
        return set(found.values_list("public_id", flat=True))
    with in_town(town):
        phases = PlanPhase.objects.filter(pk__in=[int(item) for item in items], plan_id__in=plans)
        return {str(pk) for pk in phases.values_list("pk", flat=True)}


def _check(town: Municipality, reference: str) -> str | None:
    return reference if PublishedPlan.objects.of(town).filter(slug=reference).exists() else None


def _name(town: Municipality, reference: str, language: str) -> str:
    plan = PublishedPlan.objects.of(town).filter(slug=reference).first()
    return plan.name(language) if plan else _("A plan that is no longer shown")


def _news(town: Municipality, reference: str, source: str, items: Sequence[str]) -> set[str]:
    return news_of_plans(Q(slug=reference), town, source, items) if source in SOURCES else set()


def _entries_of_hearings(town: Municipality, items: Sequence[str], language: str) -> dict[str, Entry]:
    found = PublishedHearing.objects.of(town).standing().filter(public_id__in=items).select_related("plan")
    kinds = dict(Hearing.Kind.choices)
    return {
        hearing.public_id: Entry(
            title=f"{kinds[hearing.kind]}: {hearing.plan.name(language)}",
            path=f"plans/{hearing.plan.slug}/",
            text=_("It is on display %(days)s.") % {"days": days_of(hearing)},
        )
        for hearing in found.defer("plan__geom")
    }


def _entries_of_phases(town: Municipality, items: Sequence[str], language: str) -> dict[str, Entry]:
    shown = PublishedPlan.objects.of(town).defer("geom")
    with in_town(town):
        phases = list(PlanPhase.objects.filter(pk__in=[int(item) for item in items]).defer("geom"))
    plans = {plan.plan_id: plan for plan in shown.filter(plan_id__in=[phase.plan_id for phase in phases])}
    return {
        str(phase.pk): Entry(
            title=f"{plans[phase.plan_id].name(language)}: {phase.get_state_display()}",
            path=f"plans/{plans[phase.plan_id].slug}/",
        )
        for phase in phases
        if phase.plan_id in plans
    }


def register_following() -> None:
    register_follow_topic(FollowTopic(PLAN, _check, _name, lambda town, slug: f"plans/{slug}/", _news))
    register_news(NewsSource(HEARINGS, notice, _entries_of_hearings))
    register_news(NewsSource(PHASES, lambda town: 0, _entries_of_phases))
