"""The desk's forms of proposals: what one says and where it is, what a unit estimates, and why something ends."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import shapely
from django import forms
from django.contrib.gis.geos import GEOSGeometry
from django.utils.translation import gettext_lazy as _
from shapely.geometry.base import BaseGeometry

from budgeting.models import Costing, Pot, Proposal, Round, RoundTheme
from budgeting.services.costing import Estimate
from budgeting.services.proposals import ProposalInput
from frontend.choices import NOTHING_CHOSEN, offer
from frontend.desk.plan_forms import TownForm, spread
from frontend.forms import LONGEST_GEOMETRY
from frontend.gazetteer import find_places
from frontend.map_settings import home_areas
from frontend.place import as_geojson, distance_outside_m, readable_distance
from geo.models import SRID, Municipality
from geo.wire import WireRefused, load_json, parse_geometry

CENTS = 100
_MOST_EUROS = Decimal(1_000_000_000)


class EurosField(forms.DecimalField):
    """A sum in euros, as it is written; the services keep cents."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(min_value=0, max_value=_MOST_EUROS, decimal_places=2, localize=True, **rest)

    def to_python(self, value: Any) -> Any:
        spaces = {" ", "\u00a0", "\u202f", "€"}
        return super().to_python("".join(one for one in str(value or "") if one not in spaces))


def cents(euros: Decimal | None) -> int | None:
    return None if euros is None else int(euros * CENTS)


class ProposalForm(TownForm):
    """Made inside `in_town`. The place is marked on the map, looked up by its name, a part of the town, or none."""

    texts = (("titles", _("What it is called"), False), ("words", _("What is made, and why"), True))
    must = "titles"
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    pot = forms.ChoiceField(label=_("Pot"), required=False)
    area = forms.ChoiceField(label=_("Part of the town, if there is no exact place"), required=False)
    place = forms.CharField(label=_("Address or place"), required=False, max_length=100)
    geometry = forms.CharField(required=False, max_length=LONGEST_GEOMETRY, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, of: Round, language: str, *args: Any, **rest: Any) -> None:
        super().__init__(of.municipality, language, *args, **rest)
        self.round = of
        self.shape: BaseGeometry | None = None
        self.themes = {one.code: one for one in RoundTheme.objects.filter(round=of)}
        self.pots = {one.code: one for one in Pot.objects.filter(round=of)}
        self.areas = {one.code: one for one in home_areas(of.municipality)}
        for name, things in (("theme", self.themes), ("pot", self.pots), ("area", self.areas)):
            offer(self, name, [NOTHING_CHOSEN, *((code, one.name(language)) for code, one in things.items())])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("place"):
            found = find_places(self.town, said["place"])
            if len(found) != 1:
                self.add_error("place", _("There is not exactly one place of that name. Mark it on the map."))
            else:
                self._take("place", json.dumps({"type": "Point", "coordinates": [found[0].lon, found[0].lat]}))
        elif said.get("geometry"):
            self._take("geometry", said["geometry"])
        return said

    def _take(self, field: str, text: str) -> None:
        try:
            self.shape = parse_geometry(load_json(text.encode()))
        except WireRefused as refused:
            self.add_error(field, str(refused.detail))
            return
        if metres := distance_outside_m(self.town, self.shape):
            words = _("The place is outside the town, %(distance)s from its border. Choose a place inside the town.")
            self.add_error(field, words % {"distance": readable_distance(metres)})

    def wishes(self) -> ProposalInput:
        said = self.cleaned_data
        place = None if self.shape is None else GEOSGeometry(memoryview(shapely.to_wkb(self.shape)), srid=SRID)
        return ProposalInput(
            titles=self.said("titles"),
            texts=self.said("words"),
            place=place,
            about_area=self.areas.get(said["area"]),
            theme=self.themes.get(said["theme"]),
            pot=self.pots.get(said["pot"]),
            language=self.town.first_language,
        )


def values_of(proposal: Proposal) -> dict[str, Any]:
    """A proposal as the form's first values."""
    return {
        **spread("titles", proposal.titles),
        **spread("words", proposal.texts),
        "theme": proposal.theme.code if proposal.theme else "",
        "pot": proposal.pot.code if proposal.pot else "",
        "area": proposal.about_area.code if proposal.about_area else "",
        "geometry": json.dumps(as_geojson(proposal.geom)) if proposal.geom else "",
        "version": proposal.version,
    }


class EstimateForm(TownForm):
    texts = (
        ("reason", _("Why it cannot be done, or only when changed: the sender sees it"), True),
        ("timetable", _("When it could be made"), False),
    )
    feasibility = forms.ChoiceField(label=_("Can it be done?"), choices=Costing.Feasibility.choices)
    cost = EurosField(label=_("What it costs to make, in euros"), required=False)
    yearly = EurosField(label=_("What keeping it costs in a year, in euros"), required=False)

    def __init__(self, town: Municipality, language: str, *args: Any, **rest: Any) -> None:
        super().__init__(town, language, *args, **rest)
        self.order_fields(["feasibility", "cost", "yearly"])

    def estimate(self) -> Estimate:
        said = self.cleaned_data
        return Estimate(
            feasibility=said["feasibility"],
            cost_cents=cents(said["cost"]),
            yearly_cents=cents(said["yearly"]),
            reason=self.said("reason"),
            timetable=self.said("timetable"),
        )


def estimate_values(costing: Costing) -> dict[str, Any]:
    euros = {name: None if value is None else Decimal(value) / CENTS for name, value in _sums(costing)}
    return {
        **spread("reason", costing.reason),
        **spread("timetable", costing.timetable),
        "feasibility": costing.feasibility,
        **euros,
    }


def _sums(costing: Costing) -> list[tuple[str, int | None]]:
    return [("cost", costing.cost_cents), ("yearly", costing.yearly_cents)]


def said_in(town: Municipality, post: Any, name: str) -> dict[str, str]:
    """Words by language of a small form without a form class: `name_fi`, `name_sv` …"""
    return {code: post.get(f"{name}_{code}", "").replace("\x00", "") for code in town.languages}
