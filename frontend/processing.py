"""The record of processing activities (seloste käsittelytoimista, Article 30 of the GDPR), from what the service does.

What is the same in every town stands here beside the code that does it; who gets data, how it is protected and how long
it is kept comes from the settings of the service and of the town, so that text and behaviour cannot part.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import Body
from feedback_map.models import Open311Peer
from frontend.kept import Kept, retention
from geo.languages import text_in
from geo.models import Municipality
from geo.tenancy import in_town
from zoning.models import Registry


@dataclass(frozen=True)
class Activity:
    """One thing that is done with personal data: why, on what ground, about whom, and which data."""

    name: str
    purpose: str
    ground: str
    people: str
    data: str


@dataclass(frozen=True)
class Record:
    activities: tuple[Activity, ...]
    recipients: tuple[str, ...]
    protection: tuple[str, ...]
    kept: tuple[Kept, ...]


def record_of(town: Municipality, language: str) -> Record:
    return Record(
        tuple(_activities()),
        tuple(recipients(town, language)),
        tuple(protection()),
        tuple(retention(town, language)),
    )


def _activities() -> Iterator[Activity]:
    task = _("A task in the public interest: Article 6(1)(e) of the GDPR")
    yield Activity(
        _("Messages on the map"),
        _("To handle what residents tell, and to see whether residents of all areas are heard"),
        _("%(task)s; Local Government Act (410/2015), section 22") % {"task": task},
        _("Residents and others who leave a message"),
        _("The message with its place, time and pictures; if given: name, e-mail, phone, area of home and age group"),
    )
    yield Activity(
        _("Statements about plans"),
        _("To hear those concerned when land use is planned, and to answer them"),
        _("A duty in law: Article 6(1)(c) of the GDPR; Land Use Act (132/1999)"),
        _("Those who give an opinion, an objection or an official statement; landowners who are told of a plan"),
        _("Name, address, municipality of residence, the statement with its attachments and time; the reply"),
    )
    yield Activity(
        _("Participatory budgeting"),
        _("To let residents propose and decide how a part of the budget is used, each once"),
        _("%(task)s; Local Government Act (410/2015), section 22") % {"task": task},
        _("Those who propose, vote, or sign up for a working party"),
        _("That somebody voted, with a scrambled sign of who; never what was chosen once the vote is closed"),
    )
    yield Activity(
        _("Initiatives and events"),
        _("To handle initiatives, to arrange events and to count who takes part"),
        _("%(task)s; Local Government Act (410/2015), sections 22 and 23") % {"task": task},
        _("Makers of initiatives and those who sign up"),
        _("If given: name and e-mail; how many come"),
    )
    yield Activity(
        _("News that somebody asked for"),
        _("To send letters about a message, plan, area or round that somebody follows"),
        _("Consent: Article 6(1)(a) of the GDPR; every letter has a link that ends it"),
        _("Those who follow something"),
        _("E-mail, and what is followed"),
    )
    yield Activity(
        _("Users who work here"),
        _("To let those who handle matters in, and nobody else; to be able to say who looked at what"),
        task,
        _("Staff, members of area boards and contractors"),
        _("Name, e-mail and role; the password in a form that cannot be read back; a log of what was looked at"),
    )


def recipients(town: Municipality, language: str) -> Iterator[str]:
    """Who gets data outside the town's own staff, as it is set now."""
    with in_town(town):
        outside = Body.objects.filter(municipality=town, is_external=True).order_by("code")
        for body in outside:
            yield _("%(name)s: place and text of the messages that are theirs to handle") % {
                "name": text_in(body.names, language)
            }
        for peer in Open311Peer.objects.filter(municipality=town).order_by("code"):
            yield _("%(name)s (%(host)s): place and text of the messages of its categories") % {
                "name": peer.name,
                "host": urlsplit(peer.endpoint).hostname or "",
            }
        registry = Registry.objects.filter(municipality=town).exclude(method=Registry.Method.NONE).first()
    if registry:
        yield _("The town's registry: statements about plans. %(how)s") % {"how": registry.get_method_display()}
    if settings.EMAIL_HOST:
        yield _("The mail server %(host)s: letters to those who gave an address") % {"host": settings.EMAIL_HOST}
    if settings.OIDC_SERVER:
        yield _("The identity provider %(host)s: the sign-in of staff") % {
            "host": urlsplit(settings.OIDC_SERVER).hostname or ""
        }


def protection() -> Iterator[str]:
    """Technical and organisational measures, as they are set now."""
    if settings.PRODUCTION:
        yield _("All traffic is encrypted (HTTPS), and cookies are bound to this host.")
    else:
        yield _("This is a demonstration without encryption: no real personal data may be put in.")
    if settings.STAFF_TOTP == "required":
        yield _("Staff sign in with a password and a second factor.")
    else:
        yield _("Staff sign in with a password; a second factor is optional.")
    yield _("A sign-in ends after %(minutes)d minutes without use.") % {"minutes": settings.SESSION_IDLE_S // 60}
    yield _("The database keeps the towns apart by itself, and each role sees only what its work needs.")
    yield _("Who looked at contact data, and when, is written down.")
    yield _("Public figures about people are rounded or left out where somebody could be recognised.")
    if settings.BACKUP_RECIPIENT:
        yield _("Backups are encrypted; the key to open them is not on the server.")
    else:
        yield _("Backups are readable only by the administrator of the server.")
    yield _("Files that people send are opened in a closed process without network, and pictures are made anew.")
    yield _("Logs name no person, text, place or address.")
