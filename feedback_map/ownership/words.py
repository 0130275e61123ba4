"""Rules, seasons and findings in words, for the desk's page and the command alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from feedback_map.models import Category, RoutingRule
from feedback_map.ownership.checking import Finding, Ownership, Season
from geo.languages import text_in
from geo.models import Municipality

SHOWN = 6


@dataclass(frozen=True)
class FindingWords:
    """One finding as it is told."""

    number: int
    is_hole: bool
    where: str
    categories: str
    seasons: str
    rules: tuple[str, ...]
    km2: str


def told_findings(town: Municipality, found: Ownership, language: str) -> list[FindingWords]:
    names = {
        category.code: category.name(language)
        for category in Category.objects.filter(municipality=town, is_active=True)
    }
    return [_told(number, finding, found, names, language) for number, finding in enumerate(found.findings, 1)]


def season_words(season: Season) -> str:
    if season.is_all_year:
        return _("all year")
    return f"{day_words(season.first)}–{day_words(season.last)}"


def day_words(month_day: int) -> str:
    """The first of November is 1.11."""
    month, day = divmod(month_day, 100)
    return f"{day}.{month}."


def rule_words(rule: RoutingRule, language: str) -> str:
    """ "Street lights · West · 1.11.–15.4. → Lighting"; what is not named goes unsaid."""
    named = [
        rule.category.name(language) if rule.category else "",
        rule.area.name(language) if rule.area else "",
        season_words(Season(rule.season_from, rule.season_to or 0)) if rule.season_from else "",
    ]
    what = " · ".join(part for part in named if part) or _("Everything else")
    return f"{what} → {text_in(rule.body.names, language) or rule.body.code}"


def properties_of(words: FindingWords, finding: Finding) -> dict[str, Any]:
    """For a file of features."""
    return {
        "number": words.number,
        "kind": "hole" if finding.is_hole else "overlap",
        "categories": list(finding.categories),
        "seasons": words.seasons,
        "rules": list(words.rules),
        "km2": round(finding.km2, 6),
        "without_place": finding.is_placeless,
    }


def _told(number: int, finding: Finding, found: Ownership, names: dict[str, str], language: str) -> FindingWords:
    return FindingWords(
        number=number,
        is_hole=finding.is_hole,
        where=_where(finding),
        categories=_categories(finding, found, names),
        seasons=", ".join(season_words(season) for season in finding.seasons),
        rules=tuple(rule_words(rule, language) for rule in finding.rules),
        km2=km2_words(finding.km2),
    )


def _where(finding: Finding) -> str:
    if finding.geometry is None:
        return _("Messages about the whole town")
    return _("On the map, and messages about the whole town") if finding.is_placeless else _("On the map")


def _categories(finding: Finding, found: Ownership, names: dict[str, str]) -> str:
    if len(finding.categories) == found.categories:
        return _("every category")
    named = [names.get(code, code) if code else _("without a category") for code in finding.categories]
    left_out = len(named) - SHOWN
    if left_out > 0:
        return _("%(names)s and %(more)s more") % {"names": ", ".join(named[:SHOWN]), "more": left_out}
    return ", ".join(named)


def km2_words(km2: float) -> str:
    """Square kilometres, or square metres where there are few."""
    return f"{km2 * 1e6:.0f} m²" if 0 < km2 < 0.01 else f"{km2:.2f} km²"
