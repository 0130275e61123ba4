"""Following initiatives: one of them, or all of a town. Only published rows are read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from feedback_map.models import InitiativeState, PublishedInitiative
from geo import sql
from geo.models import Municipality
from participation.topics import Entry, FollowTopic, NewsSource, register_follow_topic, register_news

INITIATIVES, STEPS = "initiative", "initiative_step"
ONE, ALL = "initiative", "initiatives"
EVERY = "all"
NOTICED_DAYS = 90
LONGEST_EXTRACT = 300


def notice(town: Municipality) -> int:
    return sql.run("feedback_map/notice_initiatives", {"town": town.pk, "days": NOTICED_DAYS})


def _check_one(town: Municipality, reference: str) -> str | None:
    known = PublishedInitiative.objects.filter(municipality=town, public_id=reference)
    return reference if known.exists() else None


def _name_one(town: Municipality, reference: str, language: str) -> str:
    found = PublishedInitiative.objects.filter(municipality=town, public_id=reference).first()
    return _("Initiative: %(title)s") % {"title": found.title} if found else _("An initiative that is no longer shown")


def _items(town: Municipality, source: str, items: Sequence[str], reference: str = "") -> set[str]:
    """Those of the items that are public, of one initiative or of all."""
    known = PublishedInitiative.objects.filter(municipality=town)
    known = known.filter(public_id=reference) if reference else known
    if source == INITIATIVES:
        return set(known.filter(public_id__in=items).values_list("public_id", flat=True))
    return {step["id"] for _found, step in _steps(known, items)}


def _steps(known: Any, items: Sequence[str]) -> list[tuple[PublishedInitiative, dict[str, Any]]]:
    wanted = set(items)
    return [(found, step) for found in known.defer("place") for step in found.steps if step["id"] in wanted]


def _news_one(town: Municipality, reference: str, source: str, items: Sequence[str]) -> set[str]:
    return _items(town, source, items, reference) if source in (INITIATIVES, STEPS) else set()


def _news_all(town: Municipality, reference: str, source: str, items: Sequence[str]) -> set[str]:
    return _items(town, source, items) if source in (INITIATIVES, STEPS) else set()


def _entries(town: Municipality, items: Sequence[str], language: str) -> dict[str, Entry]:
    found = PublishedInitiative.objects.filter(municipality=town, public_id__in=items).defer("place")
    return {
        one.public_id: Entry(
            title=_("New initiative: %(title)s") % {"title": one.title},
            path=f"initiatives/{one.public_id}",
            text=_extract(one.text),
            language=one.language,
        )
        for one in found
    }


def _entries_of_steps(town: Municipality, items: Sequence[str], language: str) -> dict[str, Entry]:
    known = PublishedInitiative.objects.filter(municipality=town)
    return {
        step["id"]: Entry(
            title=f"{found.title}: {step_name(step)}",
            path=f"initiatives/{found.public_id}",
            text=_extract(step["text"]),
            language=step["language"],
        )
        for found, step in _steps(known, items)
    }


def step_name(step: dict[str, Any]) -> str:
    """What an entry of the history is called in the reader's language."""
    states = dict(InitiativeState.choices)
    return str(states.get(step["state"], "") or _("A measure"))


def _extract(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_EXTRACT else text[: LONGEST_EXTRACT - 1] + "…"


def register_initiative_news() -> None:
    register_follow_topic(
        FollowTopic(ONE, _check_one, _name_one, lambda town, reference: f"initiatives/{reference}", _news_one)
    )
    register_follow_topic(
        FollowTopic(
            ALL,
            lambda town, reference: EVERY if reference in ("", EVERY) else None,
            lambda town, reference, language: _("Residents' initiatives"),
            lambda town, reference: "initiatives",
            _news_all,
        )
    )
    register_news(NewsSource(INITIATIVES, notice, _entries))
    register_news(NewsSource(STEPS, lambda town: 0, _entries_of_steps))
