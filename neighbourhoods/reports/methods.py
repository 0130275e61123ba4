"""What each figure is called and how it comes about, in words: the method sheet of reports and indicators."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Method:
    """A figure's name, what it counts and what it leaves out."""

    name: Promise
    how: Promise


_PUBLISHED = _("Published messages received in the period; unpublished and withdrawn ones are not counted.")
_KIND = _("Published messages of this kind received in the period.")
_WAIT = _(
    "Published messages received in the period. Working days of the unit that must answer, without the day of receipt. "
    "What still waits counts as “at least so long” (Kaplan–Meier), it is not left out. Messages closed without an "
    "answer, and those in topics that are not answered, have no clock."
)
_RELEASED = _(
    "From the town's monthly release, under disclosure control. Persons are counted, not messages, over the 12 months "
    "before the release. Between releases the number does not change."
)
_MEASURES = _(
    "Measures of the programmes in force in the period, as their owners say on the day of the report; it is not "
    "checked by anybody else, and that is why what shows it is asked for."
)
_PLACES = _(
    "Places on the town's register today that anybody may use, with or without booking. The register keeps no history. "
    "A place whose size is not known adds no square metres."
)
_BUDGET = _("Votes of participatory budgeting whose result was published in the period.")

METHODS: dict[str, Method] = {
    "messages": Method(_("Messages received"), _PUBLISHED),
    "messages_feedback": Method(_("of them feedback"), _KIND),
    "messages_suggestion": Method(_("of them suggestions"), _KIND),
    "messages_thanks": Method(_("of them thanks"), _KIND),
    "messages_idea": Method(_("of them ideas for a budget"), _KIND),
    "messages_answered": Method(
        _("Messages answered"), _("Of the messages received in the period, those answered by the day of the report.")
    ),
    "answered_share": Method(_("Share of messages answered"), _("Messages answered of the messages received.")),
    "answer_days_median": Method(_("Working days until half were answered"), _WAIT),
    "answer_days_p90": Method(_("Working days until nine in ten were answered"), _WAIT),
    "outcomes": Method(
        _("Outcomes told"),
        _("What followed, told on the town's pages: decisions of the period that name what residents said."),
    ),
    "consultations": Method(
        _("Consultations open"),
        _("Public consultations open on some day of the period. One of the whole town belongs to no area."),
    ),
    "events": Method(_("Events held"), _("Public events that began in the period and were not called off.")),
    "hearings": Method(
        _("Plans on display"),
        _("Displays of plans (hearings) on some day of the period; in an area when the plan reaches into it."),
    ),
    "initiatives": Method(_("Initiatives made"), _("Residents' initiatives that everybody can read.")),
    "initiatives_answered": Method(
        _("Initiatives answered"), _("Residents' initiatives closed in the period; none is closed without an answer.")
    ),
    "rounds": Method(_("Votes on a budget"), _BUDGET),
    "ballots": Method(_("Ballots counted"), _BUDGET),
    "budget_shared": Method(_("Money voted on"), _BUDGET),
    "participants": Method(_("Residents who took part"), _RELEASED),
    "participants_share": Method(_("Share of residents who took part"), _RELEASED),
    "underserved_areas": Method(
        _("Areas with a gap in participation"),
        _(
            "Areas of the set whose residents are heard clearly less than the town's, as last released. The test holds "
            "its share of false alarms at 10 %."
        ),
    ),
    "coverage_class": Method(_("How the area is heard"), _RELEASED),
    "measures_planned": Method(_("Measures not begun"), _MEASURES),
    "measures_under_way": Method(_("Measures under way"), _MEASURES),
    "measures_done": Method(_("Measures carried out"), _MEASURES),
    "measures_dropped": Method(_("Measures given up"), _MEASURES),
    "measures_overdue": Method(
        _("Measures that are late"), _("Not carried out or given up although the last day has passed.")
    ),
    "measures_without_evidence": Method(
        _("Measures that nothing shows"),
        _("Begun or carried out, as their owners say, but no page, outcome, event or consultation shows it."),
    ),
    "places": Method(_("Meeting places"), _PLACES),
    "places_per_1000": Method(_("Meeting places per 1,000 residents"), _PLACES),
    "open_m2_per_1000": Method(_("Square metres of open space per 1,000 residents"), _PLACES),
}

SECTIONS: dict[str, Promise] = {
    "messages": _("What residents said, and answers"),
    "followed": _("What followed"),
    "taking_part": _("Where one could take part"),
    "budget": _("Participatory budgeting"),
    "persons": _("Who was heard"),
    "programme": _("The programme of participation"),
    "room": _("Room to meet"),
}
MISSING: dict[str, Promise] = {
    "nothing": _("nothing to count"),
    "not_reached": _("not reached yet: too many still wait"),
    "not_released": _("not released yet"),
    "hidden": _("hidden, so that nobody can be told from it"),
    "unknown": _("we don't know yet"),
    "not_by_unit": _("not told by unit"),
    "not_by_area": _("not told by area"),
}
