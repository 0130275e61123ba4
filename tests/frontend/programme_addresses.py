"""Pages of a programme of participation and of reports, for the tests that look at every page."""

from __future__ import annotations

import datetime

from django.utils import timezone

from geo.models import Municipality
from geo.tenancy import in_town
from neighbourhoods.models import Measure
from neighbourhoods.programme.services import Progress, Shown, add_evidence, tell_progress
from participation.models import Process
from tests.neighbourhoods.programmes import make_a_goal, make_a_measure, make_a_programme, make_unit


def programme_addresses(town: Municipality) -> list[str]:
    """A measure that is late, one that nothing shows, and one with a live number and evidence."""
    Process.objects.create(municipality=town, slug="ohjelmasta", opens_on="2026-01-01", forms=["planning"])
    goal, unit, past = make_a_goal(make_a_programme(town)), make_unit(town), datetime.date(2025, 12, 31)
    make_a_measure(goal, "Myöhässä", due_on=past, schedule="2025", owner=unit)
    unshown = make_a_measure(goal, "Ilman näyttöä", owner=make_unit(town, "nuoriso", "Nuorisopalvelut"))
    measure = make_a_measure(goal, "Mitattava", indicator="answered_share", target=80, evaluation="Kuvattu")
    tell_progress(town=town, measure=unshown, progress=Progress("done"), version=1)
    tell_progress(town=town, measure=measure, progress=Progress("under_way", {"fi": "Alkoi."}, past), version=1)
    add_evidence(town=town, measure=measure, shown=Shown(past, "https://testila.example/"), by=None)
    year = timezone.localdate().year
    return [
        "/testila/programme/ohjelma",
        "/testila/programme/ohjelma?only=overdue",
        f"/testila/programme/ohjelma/measures/{measure.public_id}",
        "/testila/reports/",
        f"/testila/reports/{year}",
        f"/testila/reports/{year}?area=district/E",
        "/testila/reports/forms",
        "/testila/reports/method",
    ]


def programme_desk_addresses(town: Municipality) -> list[str]:
    """The same programme at the desk, once it is there."""
    with in_town(town):
        measure = Measure.objects.filter(municipality=town, indicator="answered_share").get()
    return [
        "/testila/desk/programme",
        "/testila/desk/programme/new",
        "/testila/desk/programme/ohjelma",
        "/testila/desk/programme/ohjelma/goals/1/measures/new",
        f"/testila/desk/measures/{measure.public_id}",
        f"/testila/desk/measures/{measure.public_id}/change",
    ]
