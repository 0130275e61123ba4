"""What a coverage result says in words: the sentence of an area, what to do next, and what one must not conclude.

The sentences are COVERAGE.md's (§6) to the letter. A hidden number is told in words and nothing is worked out from it.
"""

from __future__ import annotations

import datetime
import math

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from frontend.charts import numbers
from frontend.charts.looks import LOOKS, look_of
from geo.languages import text_in
from geo.models import AreaSet
from neighbourhoods.results import OUTSIDE, AreaRow, Coverage, Reason, Window

BOARDS = frozenset({"board", "area-board", "boards"})  # kinds of sets whose areas have an area board of their own
LICENCE = "CC BY 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"

ALWAYS = gettext_lazy(
    "The number of participants does not tell how many problems an area has, nor how good its services are."
)
NOT_TO_CONCLUDE: tuple[Promise, ...] = (
    ALWAYS,
    gettext_lazy(
        "The classes compare an area with the town's average, not with a goal. "
        "“Same as elsewhere” can also mean that few are heard anywhere."
    ),
    gettext_lazy("“We don't know yet” does not mean that all is well, nor that something is wrong."),
    gettext_lazy("The result does not tell why people of an area take part less, nor what they think."),
    gettext_lazy("The order of areas in the table is uncertain: a small difference between two areas may be chance."),
)
FEW_SHOWN = gettext_lazy("Too few numbers of participants may be shown, so no area gets a class.")
REASONS: dict[Reason, Promise] = {
    "few_persons": gettext_lazy(
        "Fewer than 30 participants of this period have told where they live, so no area gets a class."
    ),
    "home_unknown": gettext_lazy(
        "The home area of more than 40% of participants is not known, so the result is provisional."
    ),
    "home_unknown_to_most": gettext_lazy(
        "The home area of more than 60% of participants is not known, so no area gets a class."
    ),
    "young": gettext_lazy("Collecting began less than 90 days ago, so the result is provisional."),
    "one_area": gettext_lazy("There is only one area, so there is nothing to compare it with."),
    "nobody": gettext_lazy("Nobody has taken part in this period."),
}


def headline(coverage: Coverage) -> str:
    """Said first when few were heard anywhere; else nothing."""
    town = coverage.town
    if "few_heard" not in town.reasons or town.participants is None or town.share_percent is None:
        return ""
    return _(
        "Few people have been heard anywhere: in the whole town %(count)s participants, %(share)s of residents."
    ) % {
        "count": numbers.count(town.participants),
        "share": numbers.percent(town.share_percent / 100),
    }


def warnings(coverage: Coverage) -> list[str]:
    """Why a result is provisional or without classes. How many are too few is told only where it may be known."""
    hidden = coverage.masked and coverage.town.placed is None
    reasons = {**REASONS, "few_persons": FEW_SHOWN} if hidden else REASONS
    told = [str(reasons[reason]) for reason in coverage.town.reasons if reason in reasons]
    return [*_unknown_senders(coverage), *told]


def _unknown_senders(coverage: Coverage) -> list[str]:
    """Messages came, but not from persons whose home is known: an old archive, say."""
    town = coverage.town
    if not town.pins or town.participants:
        return []
    told = _(
        "About %(count)s messages came in this period, but too few of their senders are known by home. "
        "The messages are counted by the places that they are about."
    )
    return [told % {"count": numbers.count(town.pins)}]


def sentence(row: AreaRow, coverage: Coverage, language: str) -> str:
    """The sentence of an area: how many took part, then what the class says."""
    name = text_in(row.names, language) or row.code
    return " ".join(part for part in (_opening(row, coverage, name), class_sentence(row, coverage)) if part)


def class_sentence(row: AreaRow, coverage: Coverage) -> str:
    """What the class of an area means; nothing outside the areas and where no classes are given."""
    if row.class_ is None or row.code == OUTSIDE or not coverage.town.has_classes:
        return ""
    if row.class_ == "no_residents":
        return _("Nobody lives in the area.")
    if row.class_ == "underserved":
        told = _("The difference is larger than chance usually makes.")
        return f"{_would_be(row, coverage)} {told}"
    if row.class_ == "on_par":
        return (
            _("Participation is on the same level as in the town on average.")
            if row.reference == "town"
            else _("Participation is on the same level as elsewhere in the town on average.")
        )
    return _not_known(row, coverage)


def _opening(row: AreaRow, coverage: Coverage, name: str) -> str:
    if row.suppressed == "under_five":
        return _("%(area)s: under 5 participants.") % {"area": name}
    if row.suppressed == "few_people":
        return _("%(area)s: fewer than 30 residents, so no number is shown.") % {"area": name}
    if row.suppressed or row.participants is None:
        return _("%(area)s: the number is not shown, so that nobody can be recognised from other numbers.") % {
            "area": name
        }
    if row.participants == 0:
        return _("%(area)s: Nobody from here has taken part.") % {"area": name}
    return _counted(row, coverage, name)


def _counted(row: AreaRow, coverage: Coverage, name: str) -> str:
    number = row.participants or 0
    said = {"area": name, "count": numbers.count(number), "share": numbers.percent((row.share_percent or 0) / 100)}
    if row.share_percent is None:
        return ngettext("%(area)s: %(count)s participant.", "%(area)s: %(count)s participants.", number) % said
    if coverage.denominator == "seasonal":
        return (
            ngettext(
                "%(area)s: %(count)s participant, %(share)s of holiday residents.",
                "%(area)s: %(count)s participants, %(share)s of holiday residents.",
                number,
            )
            % said
        )
    return (
        ngettext(
            "%(area)s: %(count)s participant, %(share)s of residents.",
            "%(area)s: %(count)s participants, %(share)s of residents.",
            number,
        )
        % said
    )


def _would_be(row: AreaRow, coverage: Coverage) -> str:
    """How many participants there would be, were the area like the town, or like the rest of it."""
    expected = {"expected": numbers.count(row.expected)}
    if row.reference == "town":
        told = (
            _(
                "If people here took part as much as in the town on average (allowing for age), "
                "there would be about %(expected)s participants."
            )
            if coverage.town.standardised
            else _(
                "If people here took part as much as in the town on average, "
                "there would be about %(expected)s participants."
            )
        )
    else:
        told = (
            _(
                "If people here took part as much as elsewhere in the town on average (allowing for age), "
                "there would be about %(expected)s participants."
            )
            if coverage.town.standardised
            else _(
                "If people here took part as much as elsewhere in the town on average, "
                "there would be about %(expected)s participants."
            )
        )
    return told % expected


def _not_known(row: AreaRow, coverage: Coverage) -> str:
    """A number too small for anything, or one so near the limit that more of the same is needed."""
    if row.suppressed in ("protects", "few_people"):
        return _("That is why no more can be said of it.")
    if waits(row):
        return _("A class becomes public when two monthly releases in a row give the same one.")
    needed, now = row.needed_in_town, coverage.town.participants
    if needed is not None and now is not None and needed <= now:
        return _("Participation is so near the limit of a clear difference that it cannot be classed yet.")
    told = _("The number is so small that a difference cannot be told from chance.")
    if needed is None:
        return told
    more = _(
        "If participation grows evenly, about %(needed)s participants are needed in the whole town "
        "before more can be said of the area."
    ) % {"needed": numbers.count(rounded_up(needed))}
    return f"{told} {more}"


def waits(row: AreaRow) -> bool:
    """Its class was found for the first time: it is told when the next month finds the same."""
    return "unconfirmed" in row.notes


def rounded_up(number: int) -> int:
    """To two figures: “about 1,300” and not 1,243."""
    step: int = 10 ** max(len(str(number)) - 2, 0)
    return math.ceil(number / step) * step


def do_next(row: AreaRow, area_set: AreaSet) -> str:
    """What to do about the class of an area. Only where the town has area boards is one asked."""
    if row.class_ == "underserved":
        return _take_it_there(not BOARDS.isdisjoint((area_set.kind, area_set.parent_kind)))
    if row.class_ == "too_little_data" and area_set.parent_kind in BOARDS:
        return _("Go on collecting; look at a longer period or at the area of the area board as a whole.")
    if row.class_ == "too_little_data":
        return _("Go on collecting; look at a longer period.")
    if row.class_ == "on_par":
        return _("Tell people of the area what followed from what they said, and keep the ways to take part open.")
    return ""


def _take_it_there(has_board: bool) -> str:
    if has_board:
        return _(
            "Take the survey to the area (school, shop, village hall), hand out the form on paper, "
            "ask the area board for a contact person."
        )
    return _(
        "Take the survey to the area (school, shop, village hall), hand out the form on paper, "
        "ask a local association for a contact person."
    )


def details(row: AreaRow) -> list[str]:
    """What else is to be known of an area's class: notes that do not change it."""
    found: list[str] = []
    if waits(row):
        return found
    if row.class_ == "too_little_data" and row.nothing_here_would_do:
        found.append(_("More participants from this area alone would not change its class."))
    elif row.class_ == "too_little_data" and row.needed_here and row.needed_here_class:
        found.append(
            ngettext(
                "Were the rest of the town to stay as it is, "
                "%(count)s more participant from here would change the class to: %(class)s.",
                "Were the rest of the town to stay as it is, "
                "%(count)s more participants from here would change the class to: %(class)s.",
                row.needed_here,
            )
            % {"count": numbers.count(row.needed_here), "class": look_of(row.needed_here_class).name}
        )
    if row.class_ == "too_little_data" and row.findable_ratio:
        found.append(
            _(
                "With this much information a gap would have been found only "
                "if participation were at most %(share)s of the average."
            )
            % {"share": numbers.percent(row.findable_ratio)}
        )
    if row.overrepresented:
        found.append(_("People here take part clearly more than in the town on average."))
    if row.robust is False:
        found.append(
            _("The class depends on choices of the method: under another reasonable choice it would be another.")
        )
    if row.estimated_people:
        found.append(_("The number of residents is an estimate."))
    return found


def order_in_table(row: AreaRow) -> tuple[bool, bool, float, str]:
    """The likeliest gaps first; areas whose number is hidden after them by code, since their order would tell it."""
    return row.code == OUTSIDE, row.p_below_delta is None, -(row.p_below_delta or 0.0), row.code


def quote(coverage: Coverage, town_name: str, language: str) -> str:
    """One sentence that may be quoted as it is, with its source."""
    town = coverage.town
    few = _("%(town)s, %(period)s: too few participants to show a number.")
    said = [
        (
            few
            if town.participants is None
            else _("%(town)s, %(period)s: %(count)s participants, %(share)s of residents.")
        )
        % {
            "town": town_name,
            "period": period(coverage.method.window),
            "count": numbers.count(town.participants),
            "share": numbers.percent(town.share_percent / 100 if town.share_percent is not None else None),
        }
    ]
    said += _classes_in_words(coverage, language) if town.has_classes else []
    said.append(_("Source: Kuuluvuus, run %(run)s, %(licence)s.") % {"run": coverage.method.run, "licence": LICENCE})
    return " ".join(said)


def _classes_in_words(coverage: Coverage, language: str) -> list[str]:
    low = [text_in(row.names, language) or row.code for row in coverage.areas if row.class_ == "underserved"]
    found = [f"{LOOKS['underserved'].name}: {', '.join(low)}."] if low else []
    for class_ in ("on_par", "too_little_data"):
        number = sum(row.class_ == class_ and row.code != OUTSIDE for row in coverage.areas)
        if number:
            areas = ngettext("%(count)s area", "%(count)s areas", number) % {"count": number}
            found.append(f"{LOOKS[class_].name}: {areas}.")
    return found


def footer(coverage: Coverage) -> list[tuple[str, str]]:
    """What stands under every page of results: a name and its value."""
    method, town = coverage.method, coverage.town
    unknown = numbers.percent(town.unknown_home_share)
    return [
        (_("Method version"), method.version),
        (_("Run"), method.run),
        (_("Hash of the inputs"), method.inputs_hash[:16]),
        (_("Period"), period(method.window)),
        (_("Share of participants whose home area is not known"), unknown),
        (_("Age structure"), _("allowed for") if town.standardised else _("not allowed for")),
        (_("Limit of a material difference (delta)"), numbers.decimal(method.delta, 1)),
        (_("Seed"), str(method.seed)),
    ]


def period(window: Window) -> str:
    """First and last day; the window ends before `until`."""
    last = window.until - datetime.timedelta(microseconds=1)
    return f"{short(window.start)}–{short(last)}"


def short(moment: datetime.datetime) -> str:
    """The town's own day."""
    return str(date_format(timezone.localtime(moment), "SHORT_DATE_FORMAT"))
