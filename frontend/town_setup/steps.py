"""The steps by which a town is set up: what is done, what is next, and where."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Body, Membership
from feedback_map.models import Category, RoutingRule
from frontend.pages import Page
from geo.models import AreaSet, BoundaryPart, Municipality, PopulationCount


@dataclass(frozen=True)
class Step:
    """`is_needed`: the town cannot be opened without it. `told`: what there is."""

    title: str
    about: str
    url: str
    is_done: bool
    told: str = ""
    is_needed: bool = True
    is_next: bool = False


def steps_of(town: Municipality, page: Page) -> list[Step]:
    """In their order; the first needed one that is not done is the next."""
    steps = [
        _names(town, page),
        *_ground(town, page),
        _home(town, page),
        _people(town, page),
        _topics(town, page),
        _owners(town, page),
        _staff(town, page),
        _texts(town, page),
        _looks(town, page),
    ]
    following = next((step for step in steps if step.is_needed and not step.is_done), None)
    return [Step(**{**vars(step), "is_next": step is following}) for step in steps]


def _names(town: Municipality, page: Page) -> Step:
    about = _("What the town is called, its code and its languages.")
    is_done = bool(town.code and town.names.get(town.first_language))
    told = f"{town.name(page.language)} ({town.code}) · {', '.join(town.languages)}" if is_done else ""
    return Step(_("Name and languages"), about, page.url("desk_town_facts"), is_done, told)


def _ground(town: Municipality, page: Page) -> list[Step]:
    has_boundary = BoundaryPart.objects.filter(municipality=town).exists()
    sets = AreaSet.objects.of(town).valid(timezone.localdate()).order_by("kind")
    names = [f"{one.name(page.language)} ({one.areas.count()})" for one in sets]
    return [
        Step(
            _("Boundary"),
            _("From the national file of municipalities, or from a file of your own."),
            page.url("desk_upload_new", what="boundary"),
            has_boundary,
            _("there is one") if has_boundary else "",
        ),
        Step(
            _("Areas"),
            _("Area boards, districts, villages, postal areas: at least one division of the town."),
            page.url("desk_upload_new", what="areas"),
            bool(names),
            ", ".join(names),
        ),
    ]


def _home(town: Municipality, page: Page) -> Step:
    found = AreaSet.objects.valid_on(town, town.home_set, timezone.localdate()) if town.home_set else None
    about = _("From which division people name the area where they live.")
    url = page.url("desk_town_facts") + "#home_set"
    return Step(_("Home areas"), about, url, found is not None, found.name(page.language) if found else "")


def _people(town: Municipality, page: Page) -> Step:
    years = PopulationCount.objects.filter(municipality=town).order_by("-year").values_list("year", flat=True)
    year = years.first()
    about = _("Residents by area or by grid cell, and holiday homes. Without them nothing is told per resident.")
    url = page.url("desk_upload_new", what="people")
    return Step(_("Figures of residents"), about, url, year is not None, str(year or ""), is_needed=False)


def _topics(town: Municipality, page: Page) -> Step:
    categories = Category.objects.filter(municipality=town, is_active=True).count()
    units = Body.objects.filter(municipality=town, kind=Body.Kind.UNIT).count()
    told = [
        ngettext("%(count)s category", "%(count)s categories", categories) % {"count": categories},
        ngettext("%(count)s unit", "%(count)s units", units) % {"count": units},
    ]
    about = _("What messages can be about, and who answers them. Begin with a model of Finnish towns.")
    is_done = bool(categories and units)
    return Step(
        _("Categories and units"), about, page.url("desk_categories"), is_done, ", ".join(told) if is_done else ""
    )


def _owners(town: Municipality, page: Page) -> Step:
    rules = RoutingRule.objects.filter(municipality=town, ended_at=None).count()
    told = ngettext("%(count)s rule", "%(count)s rules", rules) % {"count": rules}
    about = _("By which rules each message finds its unit; the page shows on a map where nobody is the owner.")
    return Step(_("Whose message it is"), about, page.url("desk_routing"), bool(rules), told if rules else "")


def _staff(town: Municipality, page: Page) -> Step:
    people = Membership.objects.valid_on().filter(municipality=town).values("user").distinct().count()
    told = ngettext("%(count)s person", "%(count)s people", people) % {"count": people}
    about = _("Invite those who answer, moderate and plan. Each gets a letter with a link.")
    return Step(_("People and roles"), about, page.url("desk_staff"), people > 1, told, is_needed=False)


def _texts(town: Municipality, page: Page) -> Step:
    first = town.first_language
    is_done = bool(
        (town.phone or town.desk.get(first)) and town.controller.get(first) and town.privacy_contact.get(first)
    )
    about = _("Phone and desk, who answers for personal data, and a greeting.")
    return Step(_("Texts and logo"), about, page.url("desk_town_texts"), is_done, town.phone if is_done else "")


def _looks(town: Municipality, page: Page) -> Step:
    names = ", ".join(str(one.get("id")) for one in town.base_maps)
    about = _("Outside maps under the messages. Without any, the town's own areas and places are drawn.")
    return Step(_("Base maps"), about, page.url("desk_base_maps"), bool(names), names, is_needed=False)
