"""A file of proposals into a round: read and checked in batches, then stored, traced and published in one go."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.utils import timezone

from budgeting.models import Pot, Proposal, ProposalStep, Round, RoundTheme
from budgeting.services.proposals import TITLE_LENGTH, next_number
from budgeting.services.publishing import publish_proposals
from budgeting.services.stepping import LONGEST_WORDS
from budgeting.shown import home_areas
from geo import crs
from geo.files.reader import Batch, ReadOptions, open_file
from geo.files.selection import numbers, texts
from geo.importing import columns
from geo.importing.report import ImportReport
from geo.importing.towns import boundary_of
from geo.models import SRID, Area, Municipality
from geo.tenancy import in_town

KNOWN = {
    "title": ("title", "otsikko", "nimi", "name"),
    "text": ("texts", "text", "description", "kuvaus", "teksti"),
    "x": ("longitude", "lon", "lng", "x", "east"),
    "y": ("latitude", "lat", "y", "north"),
    "cost": ("cost", "budgetamount", "kustannus", "hinta"),
    "state": ("state", "status", "tila"),
    "theme": ("theme", "category", "teema", "luokka"),
    "area": ("area", "district", "alue"),
}
# What files call how far a proposal has come; what they call accepted is on the ballot only with a cost
STATES: Mapping[str, str] = {
    "accepted": Proposal.State.ACCEPTED,
    "hyväksytty": Proposal.State.ACCEPTED,
    "rejected": Proposal.State.NOT_FEASIBLE,
    "hylätty": Proposal.State.NOT_FEASIBLE,
    "withdrawn": Proposal.State.WITHDRAWN,
    **{state: state for state in Proposal.State.values},
}
CHUNK = 1_000
FIELDS = ("titles", "texts", "geom", "about_area", "theme", "pot", "cost_cents", "state", "content_hash")
MOST_CENTS = 10**13


@dataclass(frozen=True)
class AskedColumns:
    """Which columns hold what (None: a known heading), what a row is known by, and where the coordinates are from."""

    named: Mapping[str, str | None]
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """One row that may be stored: what it is known by, its content, and a hash of that."""

    key: bytes
    values: Mapping[str, Any]


@dataclass
class ProposalImport:
    """One file into one round; run again, it stores what is new, changes what changed and leaves the rest alone."""

    of: Round
    asked: AskedColumns
    report: ImportReport
    _seen: set[bytes] = field(default_factory=set)
    _unknown: Counter[str] = field(default_factory=Counter)

    @property
    def town(self) -> Municipality:
        return self.of.municipality

    def run(self, path: Path, options: ReadOptions) -> None:
        with in_town(self.town):
            number = next_number(self.of)
            self._know()
            with open_file(path, options) as reading:
                self._named = self._columns(reading.layer.fields)
                self._crs = options.crs or reading.layer.crs or crs.WIRE
                for batch in reading:
                    number += self._store(list(self._lines(batch)), number)
            publish_proposals(town=self.town, round=self.of)
        for word, count in self._unknown.most_common(20):
            self.report.note(f"“{word}” is not known: {count} rows are stored without it")

    def _know(self) -> None:
        """The round's themes and pots and the town's areas, by code and by every name."""
        self._themes = _by_words(RoundTheme.objects.filter(round=self.of))
        pots = list(Pot.objects.filter(round=self.of))
        self._pot = next((pot for pot in pots if pot.kind == Pot.Kind.TOWN), pots[0] if len(pots) == 1 else None)
        self._areas: dict[str, Area] = _by_words(home_areas(self.town))
        self._ground = boundary_of(self.town)
        if self._ground is not None:
            shapely.prepare(self._ground)

    def _columns(self, fields: tuple[str, ...]) -> dict[str, str | None]:
        found = {name: columns.named(fields, self.asked.named.get(name), known) for name, known in KNOWN.items()}
        self._ids = [columns.named(fields, name, ()) or name for name in self.asked.ids]
        return found

    def _lines(self, batch: Batch) -> Iterator[Line]:
        spots = self._spots(batch)
        for index in range(len(batch)):
            line = self._line(batch, index, spots[index])
            if isinstance(line, Line):
                yield line
            else:
                self.report.reject(int(batch.rows[index]), line[0], line[1], batch.row(index))

    def _line(self, batch: Batch, index: int, spot: Any) -> Line | tuple[str, str]:
        said = {name: self._said(batch, column, index) for name, column in self._named.items()}
        if index in batch.problems:
            return batch.problems[index], batch.problems[index]
        title = (said["title"] or said["text"]).replace("\x00", "").strip()
        if not title:
            return "empty_text", "the row says nothing"
        if len(said["text"]) > LONGEST_WORDS:
            return "text_too_long", f"the text has more than {LONGEST_WORDS} characters"
        if spot is False:
            return "outside_town", "the place is outside the town"
        key = self._key(batch, index)
        if key in self._seen:
            return "duplicate_id", "an earlier row has the same id"
        self._seen.add(key)
        return Line(key, self._values(said, title, spot))

    def _values(self, said: dict[str, str], title: str, spot: Any) -> dict[str, Any]:
        language, cents = self.town.first_language, self._cents(said["cost"])
        area = None if spot is not None else self._found(self._areas, said["area"])
        values: dict[str, Any] = {
            "titles": {language: title[:TITLE_LENGTH]},
            "texts": {language: said["text"].replace("\x00", "")} if said["text"] else {},
            "geom": None if spot is None else GEOSGeometry(memoryview(shapely.to_wkb(spot)), srid=SRID),
            "about_area": area,
            "theme": self._found(self._themes, said["theme"]),
            "pot": self._pot,
            "cost_cents": cents,
            "state": self._state(said["state"], cents),
        }
        plain = {name: getattr(value, "pk", None) or str(value) for name, value in values.items()}
        values["content_hash"] = hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).digest()
        return values

    def _state(self, word: str, cents: int | None) -> str:
        state = STATES.get(word.lower(), Proposal.State.OPEN)
        on_ballot = state == Proposal.State.ACCEPTED
        return Proposal.State.OPEN if on_ballot and not (cents and self._pot) else state

    def _cents(self, word: str) -> int | None:
        value = float(numbers([word])[0]) if word else float("nan")
        cents = round(value * 100) if np.isfinite(value) else -1
        if word and not 0 <= cents < MOST_CENTS:
            self._unknown[word[:60]] += 1
        return cents if 0 < cents < MOST_CENTS else None

    def _found(self, known: Mapping[str, Any], word: str) -> Any:
        found = known.get(word.lower())
        if word and found is None:
            self._unknown[word[:60]] += 1
        return found

    def _spots(self, batch: Batch) -> list[Any]:
        """A shape, None for no place, or False for one outside the town."""
        x, y = self._named["x"], self._named["y"]
        if batch.wkb is None and x and y:
            given = numbers(batch.columns[x]), numbers(batch.columns[y])
            east, north = crs.to_storage(*given, self._crs)
            pairs = zip(east.tolist(), north.tolist(), strict=True)
            shapes = [shapely.Point(pair) if np.isfinite(pair).all() else None for pair in pairs]
        else:
            shapes = list(crs.reproject_all(batch.geometries(), self._crs, crs.STORAGE))
        return [one if one is None or self._is_here(one) else False for one in shapes]

    def _is_here(self, shape: Any) -> bool:
        return self._ground is None or bool(self._ground.intersects(shape))

    def _said(self, batch: Batch, column: str | None, index: int) -> str:
        return texts(batch.columns[column][index : index + 1])[0] if column else ""

    def _key(self, batch: Batch, index: int) -> bytes:
        said = [self._said(batch, name, index) for name in self._ids] or [str(int(batch.rows[index]))]
        return hashlib.sha256("\x1f".join(said).encode()).digest()

    def _store(self, lines: list[Line], number: int) -> int:
        """New rows and changed ones, each with its step; gives how many are new."""
        known = Proposal.objects.filter(round=self.of, import_key__in=[line.key for line in lines])
        rows = {bytes(one.import_key or b""): one for one in known.only("pk", "import_key", *FIELDS, "version")}
        new = [line for line in lines if line.key not in rows]
        changed = [line for line in lines if line.key in rows and not _same(rows[line.key], line)]
        now = timezone.now()
        made = [
            Proposal(
                municipality=self.town,
                round=self.of,
                number=number + place,
                import_key=line.key,
                published_at=now,
                language=self.town.first_language,
                **line.values,
            )
            for place, line in enumerate(new)
        ]
        Proposal.objects.bulk_create(made, batch_size=CHUNK)
        edited = [_changed(rows[line.key], line) for line in changed]
        Proposal.objects.bulk_update(edited, [*FIELDS, "version"], batch_size=CHUNK)
        self._trace(made, ProposalStep.Kind.MADE)
        self._trace(edited, ProposalStep.Kind.EDITED)
        for outcome, count in (("accepted", len(new)), ("updated", len(changed))):
            self.report.count(outcome, count)
        self.report.count("unchanged", len(lines) - len(new) - len(changed))
        self.report.without_place += sum(line.values["geom"] is None for line in lines)
        return len(new)

    def _trace(self, proposals: list[Proposal], kind: str) -> None:
        ProposalStep.objects.bulk_create(
            (ProposalStep(municipality=self.town, proposal=one, kind=kind, state=one.state) for one in proposals),
            batch_size=CHUNK,
        )


def _same(row: Proposal, line: Line) -> bool:
    return bytes(row.content_hash or b"") == bytes(line.values["content_hash"])


def _changed(row: Proposal, line: Line) -> Proposal:
    for name, value in line.values.items():
        setattr(row, name, value)
    row.version += 1
    return row


def _by_words(things: Any) -> dict[str, Any]:
    """Things with a code and names, by each of them in small letters."""
    return {word.lower(): one for one in things for word in (one.code, *one.names.values()) if word}
