"""The method sheet of a run: what its numbers answer, what they were made of, how, and how to repeat them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frontend import coverage_charts, coverage_words
from frontend.charts import numbers
from frontend.charts.figure import Table
from frontend.charts.looks import look_of
from geo.languages import text_in
from geo.models import Municipality
from neighbourhoods.results import Borders, Coverage

Steps = list[tuple[str, str]]

BASES = {
    "given": gettext_lazy("as the source gives it"),
    "interpolated": gettext_lazy("worked out from other areas by surface"),
    "cells": gettext_lazy("summed from population squares"),
}
OTHER_CHOICES = {
    "delta_lower": gettext_lazy("A material difference begins at a lower limit (delta − 0.1)"),
    "delta_higher": gettext_lazy("A material difference begins at a higher limit (delta + 0.1)"),
    "crude": gettext_lazy("Age structure is not allowed for"),
    "design_effect": gettext_lazy("Participants come in small groups (design effect 1.5)"),
    "rest": gettext_lazy("Each area is compared with the rest of the town"),
    "with_headcounts": gettext_lazy("People counted at events are included"),
}


@dataclass(frozen=True)
class MethodSheet:
    """`coverage` is the result the reader came from; `results` are all that the run told the public."""

    coverage: Coverage
    results: Sequence[Coverage]
    town: Municipality
    language: str

    @property
    def run(self) -> str:
        return self.coverage.method.run

    @property
    def identity(self) -> list[tuple[str, str]]:
        made = coverage_words.short(self.coverage.method.made_at)
        return [(_("Inputs frozen on"), made), *coverage_words.footer(self.coverage)]

    @property
    def inputs(self) -> list[tuple[str, str]]:
        """What went in, as numbers that are public."""
        method, town = self.coverage.method, self.coverage.town
        basis = BASES.get(method.population_basis, method.population_basis)
        bands = ", ".join(coverage_charts.age_word(band) for band in method.bands)
        return [
            (_("Participants"), numbers.count(town.participants)),
            (_("Participants whose home area is known"), numbers.count(town.placed)),
            (_("People who take part but live elsewhere"), numbers.count(town.other_ties)),
            (_("Heads counted at events, not included"), numbers.count(town.headcount)),
            (
                _("Residents"),
                f"{numbers.count(town.residents)} ({method.population_year or numbers.NOT_KNOWN}; {basis})",
            ),
            (_("Age bands"), bands or numbers.NOT_KNOWN),
        ]

    @property
    def borders(self) -> Table:
        """The dated borders that were used, once for each set."""
        sets = {one.borders.kind: one.borders for one in self.results}
        columns = (_("Division into areas"), _("Valid from"), _("Source"), _("Hash"))
        return Table(columns, tuple(self._border(one) for one in sets.values()), frozenset({1, 2, 3}))

    def _border(self, one: Borders) -> tuple[str, ...]:
        until = f"–{one.valid_to.isoformat()}" if one.valid_to else "–"
        name = text_in(one.names, self.language) or one.kind
        source = f"{one.source} ({one.licence})" if one.licence else one.source
        return name, f"{one.valid_from.isoformat()}{until}", source or numbers.NOT_KNOWN, one.content_hash[:16]

    @property
    def steps(self) -> Steps:
        """What is computed, in words, and its formula. The numbers in it are this run's."""
        delta = numbers.decimal(self.coverage.method.delta, 1)
        return [
            (_("Participants of an area are different persons who live there, not messages."), "yᵢ"),
            (
                _("Expected: as many as there would be if each age band took part as it does in the whole town."),
                "Eᵢ = Σₐ nᵢₐ · rₐ,  rₐ = Σᵢ yᵢₐ / Σᵢ nᵢₐ",
            ),
            (
                _("Ratio, with exact 95% limits."),
                "SIRᵢ = yᵢ / Eᵢ;  χ²(0.025; 2yᵢ) / 2Eᵢ … χ²(0.975; 2yᵢ+2) / 2Eᵢ",
            ),
            (
                _("Less than elsewhere: so few that chance would bring it rarely, were the ratio at least delta."),
                f"pᵢ = P(Poisson({delta} · Eᵢ) ≤ yᵢ);  qᵢ = Benjamini–Hochberg(p);  qᵢ ≤ 0.05",
            ),
            (
                _("Same as elsewhere: the area's own numbers show that the ratio is at least delta."),
                f"Γ⁻¹(0.10; yᵢ) / Eᵢ ≥ {delta}",
            ),
            (_("Everything else is not known yet."), ""),
            (
                _("An area with more than a quarter of the expected participants is compared with the rest."),
                "Eᵢ > 0.25 · ΣE",
            ),
        ]

    @property
    def parameters(self) -> list[tuple[str, str]]:
        return [(name, str(value)) for name, value in sorted(self.coverage.method.parameters.items())]

    @property
    def sensitivity(self) -> Table | None:
        """Which areas would get another class if one had chosen otherwise."""
        if not self.coverage.sensitivity:
            return None
        rows = tuple(
            (
                str(OTHER_CHOICES.get(one.name, one.name)),
                ", ".join(f"{self._name(code)}: {look_of(class_).name}" for code, class_ in one.changed.items())
                or _("no class changes"),
            )
            for one in self.coverage.sensitivity
        )
        return Table((_("Another choice"), _("Classes that would change")), rows, frozenset({1}))

    def _name(self, code: str) -> str:
        row = self.coverage.area(code)
        return text_in(row.names, self.language) or code if row else code

    @property
    def command(self) -> str:
        """What the town's operator runs on the stored inputs."""
        kind = self.coverage.borders.kind
        return f"manage.py compute_coverage --town {self.town.slug} --set {kind} --repeat {self.run}"
