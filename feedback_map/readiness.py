"""What a town still lacks before everybody may see it, and what somebody should look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Body, Membership, Role
from accounts.permissions import HANDLERS
from delivery.models import OutboxMessage
from feedback_map.models import Category, RoutingRule
from feedback_map.ownership.checking import check_ownership
from geo.importing.area_checks import SetFindings, check_set
from geo.models import Area, AreaSet, BoundaryPart, Municipality, PopulationCount

SHOWN = 5
SMALL_KM2 = 0.01


class State(StrEnum):
    GOOD = "good"
    CARE = "care"  # the town can open; somebody should look
    WRONG = "wrong"  # the town does not open like this


@dataclass(frozen=True)
class Finding:
    """One thing that was checked: what, how it is, and in words what to do."""

    code: str
    title: str | Promise
    state: State
    words: str


@dataclass(frozen=True)
class Told:
    state: State
    words: str


def readiness_of(town: Municipality) -> list[Finding]:
    """Everything that is checked, in the order of the steps by which a town is set up."""
    return [Finding(code, title, told.state, told.words) for code, title, look in _CHECKS for told in look(town)]


def may_open(findings: list[Finding]) -> bool:
    return not any(finding.state == State.WRONG for finding in findings)


def _good(words: str) -> Iterator[Told]:
    yield Told(State.GOOD, words)


def _care(words: str) -> Iterator[Told]:
    yield Told(State.CARE, words)


def _wrong(words: str) -> Iterator[Told]:
    yield Told(State.WRONG, words)


def _boundary(town: Municipality) -> Iterator[Told]:
    if not BoundaryPart.objects.filter(municipality=town).exists():
        return _wrong(_("The town has no boundary. Bring in a file that holds it, or the first area set."))
    return _good(_("There is one; messages from outside it are told where they belong."))


def _areas(town: Municipality) -> Iterator[Told]:
    sets = list(AreaSet.objects.of(town).valid(timezone.localdate()).order_by("kind"))
    if not sets:
        yield from _wrong(_("The town has no areas. Bring in at least one area set."))
    for area_set in sets:
        yield _adds_up(area_set, check_set(area_set), town)


def _adds_up(area_set: AreaSet, found: SetFindings, town: Municipality) -> Told:
    name = area_set.name(town.first_language)
    shared, missing = sum(one.m2 for one in found.overlaps) / 1e6, sum(one.m2 for one in found.gaps) / 1e6
    if found.invalid or shared > SMALL_KM2:
        said = _("%(set)s: areas lie upon each other by %(km2)s km². Correct the file and bring it in again.")
        return Told(State.WRONG, said % {"set": name, "km2": number_format(shared, 2)})
    if missing > SMALL_KM2:
        said = _("%(set)s: %(km2)s km² of the town are in no area. Messages from there are counted as “outside”.")
        return Told(State.CARE, said % {"set": name, "km2": number_format(missing, 2)})
    said = ngettext("%(set)s: %(count)s area adds up.", "%(set)s: %(count)s areas add up.", found.areas)
    return Told(State.GOOD, said % {"set": name, "count": found.areas})


def _home(town: Municipality) -> Iterator[Told]:
    area_set = AreaSet.objects.valid_on(town, town.home_set, timezone.localdate()) if town.home_set else None
    if area_set is None:
        return _wrong(_("Choose the area set from which people name their home."))
    return _good(_("People name their home from: %(set)s.") % {"set": area_set.name(town.first_language)})


def _people(town: Municipality) -> Iterator[Told]:
    counts = PopulationCount.objects.filter(municipality=town, what=PopulationCount.What.PEOPLE)
    year = counts.order_by("-year").values_list("year", flat=True).first()
    if year is None:
        return _care(_("There are no figures of residents, so nothing can be told per resident."))
    home = AreaSet.objects.valid_on(town, town.home_set, timezone.localdate())
    known = counts.filter(year=year, area__area_set=home, age_from=None, age_to=None).values("area")
    without = Area.objects.filter(area_set=home).exclude(pk__in=known)
    names = [area.name(town.first_language) for area in without.without_geometry()]
    if names:
        return _care(_("Figures of %(year)s are missing for: %(areas)s.") % {"year": year, "areas": _some(names)})
    return _good(_("Residents of %(year)s are known for each area.") % {"year": year})


def _topics(town: Municipality) -> Iterator[Told]:
    many = Category.objects.filter(municipality=town, is_active=True).count()
    if not many:
        return _wrong(_("There are no categories, so nobody can leave a message."))
    said = ngettext("There is %(count)s category.", "There are %(count)s categories.", many)
    return _good(said % {"count": many})


def _owners(town: Municipality) -> Iterator[Told]:
    if not RoutingRule.objects.filter(municipality=town, ended_at=None).exists():
        return _wrong(_("No message finds an owner. Begin with the rule “everything else”."))
    found = check_ownership(town)
    if found.holes:
        return _wrong(_("There are places or categories for which nobody is the owner."))
    if found.overlaps:
        return _care(_("Equally particular rules name different owners somewhere; the oldest decides."))
    return _good(_("Every place of the town, in every category and every season, has exactly one owner."))


def _reachable(town: Municipality) -> Iterator[Told]:
    rules = RoutingRule.objects.filter(municipality=town, ended_at=None).values("body")
    silent = Body.objects.filter(pk__in=rules, phone="", email="").order_by("code")
    names = [body.names.get(town.first_language) or body.code for body in silent]
    if names:
        return _care(_("Residents cannot be told how to reach: %(units)s.") % {"units": _some(names)})
    return _good(_("Each owner has a phone number or an e-mail address."))


def _staff(town: Municipality) -> Iterator[Told]:
    held = Membership.objects.valid_on().filter(municipality=town, user__is_active=True)
    if not held.filter(role=Role.ADMIN).exists():
        return _wrong(_("Nobody is the town's administrator."))
    if not held.filter(role__in=HANDLERS - {Role.ADMIN}).exists():
        return _care(_("Nobody but administrators can answer messages. Invite clerks."))
    waiting = held.filter(user__last_login=None).values("user").distinct().count()
    if waiting:
        said = ngettext("%(count)s person has not signed in yet.", "%(count)s people have not signed in yet.", waiting)
        return _care(said % {"count": waiting})
    return _good(_("There are people who answer."))


def _help(town: Municipality) -> Iterator[Told]:
    if not town.phone and not town.desk.get(town.first_language):
        return _wrong(_("Every page names a phone number or a desk where a person helps. Write at least one."))
    return _good(_("Every page names where a person helps."))


def _privacy(town: Municipality) -> Iterator[Told]:
    first = town.first_language
    if not town.controller.get(first) or not town.privacy_contact.get(first):
        return _wrong(_("The privacy notice needs to say who answers for personal data, and whom to ask."))
    return _good(_("The privacy notice says who answers for personal data, and whom to ask."))


def _languages(town: Municipality) -> Iterator[Told]:
    texts = {
        _("the name"): town.names,
        _("the desk"): town.desk,
        _("the privacy notice"): {
            code: town.controller.get(code) and town.privacy_contact.get(code) for code in town.languages
        },
    }
    missing = [f"{what} ({code})" for what, said in texts.items() for code in town.languages if not said.get(code)]
    for category in Category.objects.filter(municipality=town, is_active=True):
        missing += [
            f"{category.name(town.first_language)} ({code})" for code in town.languages if not category.names.get(code)
        ]
    if missing:
        return _care(_("Not yet in each language: %(texts)s.") % {"texts": _some(missing)})
    return _good(_("Everything is there in each language of the town."))


def _mail(town: Municipality) -> Iterator[Told]:
    if not settings.EMAIL_HOST:
        return _care(_("No mail server is set: letters are written and not sent. The service's operator sets it."))
    dead = OutboxMessage.objects.filter(municipality=town, topic="mail", dead_at__isnull=False).count()
    if dead:
        said = ngettext("%(count)s letter could not be sent.", "%(count)s letters could not be sent.", dead)
        return _care(said % {"count": dead})
    return _good(_("Letters are sent. Have one sent to yourself to be sure."))


def _some(names: list[str]) -> str:
    left = len(names) - SHOWN
    told = ", ".join(names[:SHOWN])
    return _("%(names)s and %(more)s more") % {"names": told, "more": left} if left > 0 else told


_CHECKS: tuple[tuple[str, Promise, Callable[[Municipality], Iterator[Told]]], ...] = (
    ("boundary", gettext_lazy("Boundary"), _boundary),
    ("areas", gettext_lazy("Areas add up"), _areas),
    ("home", gettext_lazy("Home areas"), _home),
    ("people", gettext_lazy("Figures of residents"), _people),
    ("categories", gettext_lazy("Categories"), _topics),
    ("owners", gettext_lazy("Every point has an owner"), _owners),
    ("units", gettext_lazy("Owners can be reached"), _reachable),
    ("staff", gettext_lazy("People who answer"), _staff),
    ("help", gettext_lazy("Where a person helps"), _help),
    ("privacy", gettext_lazy("Privacy notice"), _privacy),
    ("languages", gettext_lazy("Languages"), _languages),
    ("mail", gettext_lazy("Mail"), _mail),
)
