"""What may follow what in a plan's life, and what belongs to which state: the national table, and the order of life.

The national table (allowed_events, and SYKE's guide of 8.3.2024, 4.2) says for each state which decisions, handlings
and interactions it takes. Which state may come after which, the law orders: nothing is on display before it is pending,
nothing is approved that was not proposed, and what has ended does not begin again. Every refusal names its rule.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from geo.refusals import FieldError
from zoning.code_lists import DECISIONS, HANDLINGS
from zoning.codes import InteractionKind, Lifecycle, PlanKind
from zoning.models import Hearing

# State: the decisions, handlings and interactions that it takes. A state that is not here takes none.
ALLOWED: Final[dict[str, tuple[frozenset[str], frozenset[str], frozenset[str]]]] = {
    "02": (frozenset({"01", "02", "03"}), frozenset({"04"}), frozenset()),
    "03": (frozenset({"04", "05", "06"}), frozenset({"05", "06"}), frozenset({"01"})),
    "04": (frozenset({"07", "08"}), frozenset({"07", "08"}), frozenset({"01", "02"})),
    "05": (frozenset({"07", "09"}), frozenset({"08", "09"}), frozenset({"01", "02"})),
    "06": (frozenset({"11A"}), frozenset({"11"}), frozenset()),
    "08": (frozenset({"12", "13", "15"}), frozenset(), frozenset()),
    "11": (frozenset(), frozenset({"13"}), frozenset()),
    "13": (frozenset(), frozenset({"16"}), frozenset()),
}
# Of these kinds of interaction the table says where they belong; of the others (meetings, surveys) it says nothing.
TIED_TO_STATES = frozenset({InteractionKind.DISPLAY.value, InteractionKind.STATEMENT_REQUEST.value})

_NOTHING: Final = (frozenset[str](), frozenset[str](), frozenset[str]())
_ENDS = {"14", "15", "16"}
FOLLOWS: Final[dict[str, frozenset[str]]] = {
    "01": frozenset({"02", "16", "17"}),
    "02": frozenset({"03", "04", "15", "16", "17"}),
    "03": frozenset({"04", "15", "16", "17"}),
    "04": frozenset({"03", "05", "06", "15", "16", "17"}),
    "05": frozenset({"03", "04", "06", "15", "16", "17"}),
    "06": frozenset({"07", "08", "09", "10", "11", "12", "13", "14"}),
    "07": frozenset({"05", "06", "09", "12", "14"}),
    "08": frozenset({"03", "06", "10", "11", "12", "14"}),
    "09": frozenset({"05", "06", "07", "08", "14"}),
    "10": frozenset({"11", "12", "13", "14"}),
    "11": frozenset({"10", "12", "13", "14"}),
    "12": frozenset({"13", "14"}),
    "13": frozenset({"14"}),
    "17": frozenset({"01", "02", "03", "04", "05", "15", "16"}),
    **{state: frozenset() for state in _ENDS},
}

_OF_HEARING: Final[dict[str, frozenset[str]]] = {
    Hearing.Kind.SCHEME: frozenset({"03"}),
    Hearing.Kind.PREPARATION: frozenset({"03"}),
    Hearing.Kind.PROPOSAL: frozenset({"04"}),
    Hearing.Kind.CHANGED_PROPOSAL: frozenset({"05"}),
    Hearing.Kind.STREET_PLAN: frozenset({"04", "05"}),
    Hearing.Kind.OTHER: frozenset({"03", "04", "05"}),
}

NATIONAL_TABLE = _("National table of allowed events (plan life cycle and its events)")
ORDER_OF_LIFE = _("Order of a plan's life cycle")
KIND_OF_PLAN = _("A street plan has its own kind of display, and no other plan has it")


def states_after(state: str) -> list[Lifecycle]:
    """The states to which a plan may go on, in the order of the list."""
    return [one for one in Lifecycle if one.value in FOLLOWS[state]]


def refused_change(before: str, after: str) -> list[FieldError]:
    """Why a plan may not go from one state to another; another step in the same state is always a step."""
    if before == after or after in FOLLOWS[before]:
        return []
    return [FieldError("state", "state_not_allowed", _order_broken(before, after))]


def refused_events(state: str, *, handling: str = "", decision: str = "") -> list[FieldError]:
    """Why a step in a state cannot be this handling or decision."""
    decisions, handlings, _interactions = ALLOWED.get(state, _NOTHING)
    found = []
    if handling and handling not in handlings:
        found.append(FieldError("handling", "handling_not_allowed", _not_of_state(state, HANDLINGS.word, handling)))
    if decision and decision not in decisions:
        found.append(FieldError("decision", "decision_not_allowed", _not_of_state(state, DECISIONS.word, decision)))
    return found


def refused_interaction(state: str, kind: str) -> list[FieldError]:
    """Why a plan in a state cannot have this interaction, such as a request for official statements."""
    takes = ALLOWED.get(state, _NOTHING)[2]
    if kind not in TIED_TO_STATES or kind in takes:
        return []
    return [FieldError("kind", "interaction_not_allowed", _not_of_state(state, _interaction, kind))]


def refused_hearing(plan_kind: str, state: str, hearing_kind: str) -> list[FieldError]:
    """Why a plan of this kind and in this state cannot be put on display in this way."""
    if (plan_kind == PlanKind.STREET) != (hearing_kind == Hearing.Kind.STREET_PLAN):
        return [FieldError("kind", "kind_not_allowed", KIND_OF_PLAN)]
    found = refused_interaction(state, InteractionKind.DISPLAY)
    if found or state in _OF_HEARING[hearing_kind]:
        return found
    return [FieldError("kind", "kind_not_allowed", _not_of_state(state, _hearing, hearing_kind))]


def _interaction(kind: str, _language: str) -> str:
    return str(InteractionKind(kind).label)


def _hearing(kind: str, _language: str) -> str:
    return str(Hearing.Kind(kind).label)


def _say_order(before: str, after: str) -> str:
    said = _("From the state “%(before)s” a plan cannot go to “%(after)s”. It can go to: %(allowed)s. Rule: %(rule)s.")
    allowed = ", ".join(str(one.label) for one in states_after(before)) or "–"
    labels = {"before": Lifecycle(before).label, "after": Lifecycle(after).label}
    return str(said) % {**labels, "allowed": allowed, "rule": ORDER_OF_LIFE}


def _say_table(state: str, word: Callable[[str, str], str], code: str) -> str:
    said = _("“%(what)s” does not belong to the state “%(state)s”. Rule: %(rule)s.")
    what = word(code, get_language() or "fi")
    return str(said) % {"what": what, "state": Lifecycle(state).label, "rule": NATIONAL_TABLE}


# In the language of whoever reads the refusal
_order_broken = lazy(_say_order, str)
_not_of_state = lazy(_say_table, str)
