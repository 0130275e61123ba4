"""How long what is kept: each line with the very number by which the service erases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgeting.services.voters import TICKET_HOURS
from delivery.models import KEY_LIFETIME
from delivery.services.limits import SECRET_LIFETIME_S
from feedback_map.models import Category
from feedback_map.services.erasing import UNDO_DAYS
from feedback_map.services.photos import KEPT_UNCLAIMED
from feedback_map.services.sheets import KEPT_AFTER_DONE, KEPT_AT_MOST
from geo.languages import text_in
from geo.models import Municipality
from geo.tenancy import in_town
from participation.sign_ups import KEPT_DAYS as SIGN_UP_DAYS
from zoning.models import Registry
from zoning.services.landowners import KEPT_DAYS as LANDOWNER_DAYS


@dataclass(frozen=True)
class Kept:
    """What is kept, how long, and from when that is counted."""

    what: str
    how_long: str
    since: str


def retention(town: Municipality, language: str) -> list[Kept]:
    """Everything about persons that is erased by itself, by the settings of the service and of the town."""
    with in_town(town):
        return [*_of_messages(town, language), *_of_takers_part(town), *_of_the_service()]


def _of_messages(town: Municipality, language: str) -> Iterator[Kept]:
    categories = list(Category.objects.filter(municipality=town).order_by("code"))
    senders = (_("Name, e-mail and phone of senders"), _("Name, e-mail and phone of senders: %(categories)s"))
    yield from _by_months(senders, {text_in(one.names, language): one.contact_months for one in categories})
    ties = (_("The tie between sender and message"), _("The tie between sender and message: %(categories)s"))
    yield from _by_months(ties, {text_in(one.names, language): one.anonymise_months for one in categories})
    yield Kept(
        _("An address that was not confirmed"), _days(settings.CONFIRM_WITHIN_DAYS), _("after the letter with the link")
    )
    yield Kept(_("A picture that was not sent with a message"), _days(KEPT_UNCLAIMED.days), _("after it was chosen"))
    yield Kept(_("Photographs of paper maps"), _days(KEPT_AFTER_DONE.days), _("after their marks were entered"))
    yield Kept(_("Photographs of paper maps, at the latest"), _days(KEPT_AT_MOST.days), _("after they were taken"))
    yield Kept(_("What somebody asked to be erased"), _days(UNDO_DAYS), _("after asking; until then it can be undone"))


def _by_months(what: tuple[str, str], months_of: dict[str, int | None]) -> Iterator[Kept]:
    """One line for all categories where they agree; else one for each number of months, with its categories."""
    groups: dict[int, list[str]] = {}
    for name, months in months_of.items():
        if months:
            groups.setdefault(months, []).append(name)
    whole, some = what
    for months, names in sorted(groups.items()):
        told = whole if len(names) == len(months_of) else some % {"categories": ", ".join(names)}
        yield Kept(told, _months(months), _("after the matter was closed"))


def _of_takers_part(town: Municipality) -> Iterator[Kept]:
    months = settings.INITIATIVE_CONTACT_MONTHS
    yield Kept(_("Name and e-mail of an initiative's maker"), _months(months), _("after the answer"))
    yield Kept(_("Name and e-mail of those who sign up for an event"), _days(SIGN_UP_DAYS), _("after the event"))
    registry = Registry.objects.filter(municipality=town).first() or Registry()
    since = _("after the plan came into force")
    yield Kept(_("Contact data of those who gave a statement"), _months(registry.sender_months), since)
    yield Kept(_("Addresses of landowners who were told of a plan"), _days(LANDOWNER_DAYS), since)
    yield Kept(
        _("In the browser: which ballot is open"), _hours(TICKET_HOURS), _("after it was opened, or until it is closed")
    )


def _of_the_service() -> Iterator[Kept]:
    yield Kept(_("A network address, scrambled"), _hours(SECRET_LIFETIME_S // 3600), _("after a message was sent"))
    yield Kept(
        _("The answer to a sent form, so that a repeat makes nothing twice"), _days(KEY_LIFETIME.days), _("after it")
    )
    yield Kept(_("Staff: the sign-in"), _hours(settings.SESSION_COOKIE_AGE // 3600), _("after signing in"))
    yield Kept(_("Backups, with what was erased meanwhile"), _days(settings.BACKUP_DAYS), _("after each was made"))


def _hours(number: int) -> str:
    return ngettext("%(n)d hour", "%(n)d hours", number) % {"n": number}


def _days(number: int) -> str:
    return ngettext("%(n)d day", "%(n)d days", number) % {"n": number}


def _months(number: int) -> str:
    return ngettext("%(n)d month", "%(n)d months", number) % {"n": number}
