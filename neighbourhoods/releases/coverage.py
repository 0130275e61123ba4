"""One released result: a set, a window and a denominator as everybody may read them."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from django.conf import settings

from geo.stats.coverage import Rule
from geo.stats.disclosure import MaskedTable
from neighbourhoods.releases.breakdowns import town_ages, town_channels
from neighbourhoods.releases.hints import public_curves, public_identity, public_pockets, public_reach
from neighbourhoods.releases.public import (
    ROUNDED_TO,
    PublicFound,
    PublicTable,
    candidates,
    found_in,
    public_equity,
    public_rows,
)
from neighbourhoods.results import AreaRow, Coverage, CoverageClass, Reason, SensitivityRow, Town
from neighbourhoods.runs.area_rows import sensitivity_rows
from neighbourhoods.runs.computing import Facts, merged_bands
from neighbourhoods.runs.counting import Counted
from neighbourhoods.runs.describing import percent
from neighbourhoods.runs.frozen import no_rows

UNCONFIRMED = "unconfirmed"  # a note: the class needs a second month in a row
_EQUITY, _POCKETS = 11, 12
Candidates = dict[str, CoverageClass]


@dataclass(frozen=True)
class Material:
    """What a released result is made of: masked tables, the exact result (of which only what is coarse is told)."""

    told: MaskedTable
    before: MaskedTable | None
    town: MaskedTable | None
    counted: Counted
    exact: Coverage
    facts: Facts

    @property
    def table(self) -> PublicTable:
        """Without any person in it."""
        ground = replace(self.counted, one=replace(self.counted.one, persons=no_rows(), before=no_rows()))
        return PublicTable(self.told, ground, self.before, self.town)


def released(material: Material, earlier: Mapping[str, str] | None) -> tuple[Coverage, Candidates]:
    """The result, and each area's class as this month alone has it.

    `earlier`: last month's candidates; a class other than they had waits for a second month. None: nothing waits.
    """
    table, exact, facts = material.table, material.exact, material.facts
    found = found_in(table, Rule(delta=exact.method.delta))
    now = candidates(found)
    kind, everybody = exact.borders.kind, table.everybody
    reach = public_reach(exact, everybody)
    rows = tuple(_confirmed(replace(row, reach=reach.get(row.code, ())), earlier) for row in public_rows(table, found))
    town = table.town if table.town and _same_people(table.town, table.told) else None
    replicates = int(facts.parameters["replicates"])
    return Coverage(
        borders=exact.borders,
        denominator=exact.denominator,
        method=replace(exact.method, bands=_bands(table, found), inputs_hash=public_hash(exact.method.inputs_hash)),
        town=_town(table, found, exact),
        areas=rows,
        ages=town_ages(town, table.ground) if town else (),
        channels=town_channels(town) if town else (),
        equity=public_equity(table, found, facts.rng(_EQUITY, kind, exact.denominator)),
        reach=public_curves(exact, everybody),
        pockets=public_pockets(table, found, replicates, facts.rng(_POCKETS, kind, exact.denominator)),
        sensitivity=_told_classes_only(sensitivity_rows(found.areas), rows),
        identity=public_identity(exact, everybody),
        masked=True,
    ), now


def public_hash(inputs_hash: str) -> str:
    """Names the inputs without telling them: whoever guessed the counts of a small town could check a plain hash."""
    return hmac.new(settings.SECRET_KEY.encode(), f"inputs {inputs_hash}".encode(), hashlib.sha256).hexdigest()


def _same_people(one: MaskedTable, other: MaskedTable) -> bool:
    return (one.window, one.denominator) == (other.window, other.denominator)


def _confirmed(row: AreaRow, earlier: Mapping[str, str] | None) -> AreaRow:
    """A class that says something needs the same class the month before."""
    if earlier is None or row.class_ not in ("underserved", "on_par") or earlier.get(row.code) == row.class_:
        return row
    return replace(row, class_="too_little_data", notes=(*row.notes, UNCONFIRMED), robust=None)


def _told_classes_only(rows: tuple[SensitivityRow, ...], areas: tuple[AreaRow, ...]) -> tuple[SensitivityRow, ...]:
    """Other choices are compared with a class that stands; of one that waits nothing is said."""
    waiting = {row.code for row in areas if UNCONFIRMED in row.notes}
    return tuple(
        replace(row, changed={code: its for code, its in row.changed.items() if code not in waiting}) for row in rows
    )


def _bands(table: PublicTable, found: PublicFound) -> tuple[str, ...]:
    return merged_bands(table.ground.bands, found.areas.town.bands) if found.areas.town.standardised else ()


def _town(table: PublicTable, found: PublicFound, exact: Coverage) -> Town:
    told, everybody, unknown = table.told, table.everybody, table.unknown_home
    people = float(np.nansum(table.ground.people))
    reasons = tuple(_reasons(table, found, exact))
    return Town(
        participants=everybody,
        residents=people or None,
        share_percent=None if everybody is None else percent(everybody, people),
        placed=None if everybody is None or unknown is None else everybody - unknown,
        unknown_home=unknown,
        unknown_home_share=unknown / everybody if everybody and unknown is not None else None,
        other_ties=told.other_ties.value if told.other_ties else None,
        headcount=_heads(exact.town.headcount),
        standardised=found.areas.town.standardised,
        provisional=bool({"home_unknown", "young"} & set(reasons)),
        has_classes=not found.areas.town.no_classes and table.compared is not None,
        reasons=reasons,
        pins=_coarse(exact.town.pins),
        pins_without_place=_coarse(exact.town.pins_without_place),
        pins_outside=_coarse(exact.town.pins_outside),
    )


def _reasons(table: PublicTable, found: PublicFound, exact: Coverage) -> Iterator[Reason]:
    """Why it says less than it could, as far as the masked table tells."""
    town, everybody = found.areas.town, table.everybody
    if everybody == 0:
        yield "nobody"
    elif everybody is None or town.no_classes in ("no_cases", "few_cases"):
        yield "few_persons"
    if everybody and town.unknown_home_share > found.areas.rule.largest_unknown:
        yield "home_unknown_to_most"
    elif everybody and town.provisional:
        yield "home_unknown"
    if len(found.areas.ids) < 2:
        yield "one_area"
    if "young" in exact.town.reasons:
        yield "young"
    if town.sparse and everybody:
        yield "few_heard"


def _heads(heads: int | None) -> int | None:
    return heads if heads is None or heads == 0 or heads >= ROUNDED_TO else None


def _coarse(pins: int | None) -> int | None:
    return None if pins is None else ROUNDED_TO * round(pins / ROUNDED_TO)
