"""The notice (kuulutus) of a hearing: made from its days, hours and addresses, in each language of the town.

It states both ways in and both ends of the last day: over the network until the day ends, at the office until it
closes. What is published is kept with the hearing; nothing here is computed again for readers.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator

from django.utils import translation
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from geo.addresses import page_address
from geo.languages import text_in
from geo.models import Municipality
from zoning.models import Hearing, HearingChange

Notice = dict[str, str]
OBJECTION_KINDS = frozenset({Hearing.Kind.PROPOSAL, Hearing.Kind.CHANGED_PROPOSAL, Hearing.Kind.STREET_PLAN})


def takes_objections(kind: str) -> bool:
    """Objections (muistutus) are made of proposals; of everything before that, opinions (mielipide)."""
    return kind in OBJECTION_KINDS


def notice_of(town: Municipality, hearing: Hearing) -> Notice:
    """The text by language."""
    return _in_each(town, lambda language: "\n\n".join(_paragraphs(town, hearing, language)))


def notice_of_change(town: Municipality, hearing: Hearing, change: HearingChange) -> Notice:
    """What is new, why, and the whole notice as it now stands."""

    def text(language: str) -> str:
        told = [_("Change to an earlier notice"), *what_changed(change), text_in(change.reason, language)]
        return "\n\n".join([*told, *_paragraphs(town, hearing, language)])

    return _in_each(town, text)


def notice_of_cancelling(town: Municipality, hearing: Hearing, reason: Notice) -> Notice:
    def text(language: str) -> str:
        name = hearing.plan.name(language)
        lines = [
            _("The hearing has been cancelled: %(plan)s") % {"plan": name},
            _("It was to be on display %(days)s.") % {"days": days_of(hearing)},
            text_in(reason, language),
            _("What has already been sent is kept, and the town replies to it with the next hearing."),
        ]
        return "\n\n".join(lines)

    return _in_each(town, text)


def days_of(hearing: Hearing) -> str:
    return f"{_day(hearing.first_day)}–{_day(hearing.last_day)}"


def what_changed(change: HearingChange) -> list[str]:
    """The days that moved, in words; other fields are read in the notice itself."""
    said = []
    names = {"first_day": _("First day"), "last_day": _("Last day")}
    for field, name in names.items():
        if field in change.after:
            was, now = (_day(datetime.date.fromisoformat(days[field])) for days in (change.before, change.after))
            said.append(_("%(what)s: %(now)s (was %(was)s)") % {"what": name, "now": now, "was": was})
    return said


def last_moment(hearing: Hearing) -> str:
    """Both ends of the last day in one sentence."""
    day = _day(hearing.last_day)
    online = _("Over the network and by e-mail it must arrive by %(day)s, before the day ends at midnight.") % {
        "day": day
    }
    if hearing.office_closes is None:
        return online
    closes = time_format(hearing.office_closes, "TIME_FORMAT")
    words = _("On paper it must be at the office by %(day)s at %(time)s, when the office closes.")
    return f"{online} {words % {'day': day, 'time': closes}}"


def _paragraphs(town: Municipality, hearing: Hearing, language: str) -> Iterator[str]:
    plan, address = hearing.plan, page_address(town, language, f"plans/{hearing.plan.slug}/")
    yield f"{hearing.get_kind_display()}: {plan.name(language)}"
    if plan.case_number:
        yield _("Case number: %(number)s") % {"number": plan.case_number}
    if plan.summary:
        yield text_in(plan.summary, language)
    yield _("It is on display %(days)s.") % {"days": days_of(hearing)}
    yield _("On the web: %(address)s") % {"address": address}
    office = text_in(hearing.office, language)
    if office:
        yield _("On paper: %(office)s") % {"office": office}
    yield from _how_to_say(town, hearing, language)
    yield _on_publicity(hearing)
    contact = text_in(plan.contact, language)
    if contact:
        yield _("More information: %(contact)s") % {"contact": contact}
    yield f"{_law(hearing)} · {town.name(language)}"


def _how_to_say(town: Municipality, hearing: Hearing, language: str) -> Iterator[str]:
    if takes_objections(hearing.kind):
        yield _("Members of the municipality and interested parties may make an objection in writing while it lasts.")
    else:
        yield _("Residents and other interested parties may give their opinion in writing or by word of mouth.")
    ways = [_("on the page of the plan: %(address)s") % {"address": _form(town, hearing, language)}]
    if hearing.email:
        ways.append(_("by e-mail: %(email)s") % {"email": hearing.email})
    if hearing.postal_address:
        ways.append(_("by post or in person: %(address)s") % {"address": hearing.postal_address})
    yield _("How: %(ways)s.") % {"ways": "; ".join(ways)}
    yield last_moment(hearing)


def _form(town: Municipality, hearing: Hearing, language: str) -> str:
    return page_address(town, language, f"plans/{hearing.plan.slug}/statement")


def _on_publicity(hearing: Hearing) -> str:
    if takes_objections(hearing.kind):
        return _("An objection is a public document; contact data is not published on the web.")
    return _("An opinion is a public document; contact data is not published on the web.")


_LAWS = {
    Hearing.Kind.SCHEME: "AKL (132/1999) 63 §",
    Hearing.Kind.PREPARATION: "AKL (132/1999) 62 §, MRA (895/1999) 30 §",
    Hearing.Kind.PROPOSAL: "AKL (132/1999) 65 §, MRA (895/1999) 27 §",
    Hearing.Kind.CHANGED_PROPOSAL: "AKL (132/1999) 65 §, MRA (895/1999) 27 ja 32 §",
    Hearing.Kind.STREET_PLAN: "MRA (895/1999) 43 §",
    Hearing.Kind.OTHER: "AKL (132/1999) 62 §",
}


def _law(hearing: Hearing) -> str:
    return _LAWS[Hearing.Kind(hearing.kind)]


def _day(day: datetime.date) -> str:
    return str(date_format(day, "SHORT_DATE_FORMAT"))


def _in_each(town: Municipality, text: Callable[[str], str]) -> Notice:
    notice = {}
    for language in town.languages:
        with translation.override(language):
            notice[language] = text(language)
    return notice
