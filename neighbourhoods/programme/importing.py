"""Bringing a programme in from its table. Run again with the same file it changes nothing.

A measure is known by its goal and its title. What staff have said of its progress since stays as it is; rows that are
no longer in the file stay too, and are told of.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils import translation

from accounts.models import Body
from geo.importing.report import ImportReport
from geo.languages import text_in
from geo.models import Area, AreaSet, Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from neighbourhoods.models import Goal, Measure, Programme
from neighbourhoods.programme.file import ProgrammeRow, rows_of
from neighbourhoods.programme.indicators import INDICATORS
from neighbourhoods.programme.schedule import schedule_of
from neighbourhoods.programme.services import (
    MeasureWords,
    ProgrammeWords,
    Progress,
    Shown,
    add_evidence,
    add_measure,
    change_measure,
    change_programme,
    make_programme,
    tell_progress,
)
from participation.models import FormOfParticipation

FORMS = {
    "tieto": FormOfParticipation.INFORMATION,
    "suunnittelu": FormOfParticipation.PLANNING,
    "päätös": FormOfParticipation.DECISION,
    "toiminta": FormOfParticipation.ACTION,
    "arviointi": FormOfParticipation.EVALUATION,
}
LONGEST = {"owner": 400, "evaluation": 400, "schedule": 200, "measure": 1_000, "goal": 1_000, "told": 5_000}


class WrongRow(Exception):
    """A row that is not taken: the code of the reason, and what is wrong with it."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail


@dataclass
class ProgrammeFile:
    """A file, the programme it is of, and the language it is written in."""

    path: Path
    slug: str
    words: ProgrammeWords
    language: str
    today: datetime.date
    seen: set[tuple[int, str]] = field(default_factory=set)


def import_programme(*, town: Municipality, file: ProgrammeFile, report: ImportReport) -> Programme:
    """The programme with its rows; each row's fate is in the report."""
    with in_town(town):
        programme = _programme(town, file)
        goals = _Goals(town, programme, file.language)
        known = Known.of(town)
        for row in rows_of(file.path):
            try:
                report.count(_store(town, file, goals, _checked(row, known)))
            except WrongRow as wrong:
                report.reject(row.number, wrong.reason, wrong.detail, row.raw)
        gone = Measure.objects.filter(goal__programme=programme).count() - len(file.seen)
        if gone > 0:
            report.note(f"{gone} measures of the programme are not in the file; they stay as they are.")
    return programme


def _programme(town: Municipality, file: ProgrammeFile) -> Programme:
    known = Programme.objects.filter(municipality=town, slug=file.slug).first()
    if known is None:
        return make_programme(town=town, slug=file.slug, words=file.words)
    return change_programme(town=town, programme=known, words=file.words, version=known.version)


@dataclass
class _Goals:
    """The goals of the programme as the file names them; new ones come last."""

    town: Municipality
    programme: Programme
    language: str
    known: dict[tuple[str, str], Goal] = field(default_factory=dict)
    last: int = 0

    def __post_init__(self) -> None:
        for goal in Goal.objects.filter(programme=self.programme):
            self.known[goal.headings.get(self.language, ""), goal.titles.get(self.language, "")] = goal
            self.last = goal.number

    def named(self, row: ProgrammeRow, form: str) -> Goal:
        key = (row["part"], row["goal"] or row["part"])
        if key not in self.known:
            self.last += 1
            self.known[key] = Goal.objects.create(
                municipality=self.town,
                programme=self.programme,
                number=self.last,
                headings={self.language: key[0]} if key[0] else {},
                titles={self.language: key[1]},
                form=form,
            )
        goal = self.known[key]
        if form and goal.form != form:
            goal.form = form
            goal.save(update_fields=["form"])
        return goal


@dataclass(frozen=True)
class Known:
    """What a row may name: units by code and by any of their names, areas as SET/CODE, forms and statuses by word."""

    units: Mapping[str, Body]
    areas: Mapping[str, Area]
    statuses: Mapping[str, str]

    @classmethod
    def of(cls, town: Municipality) -> Known:
        units: dict[str, Body] = {}
        for body in Body.objects.filter(municipality=town):
            units.update({name.lower(): body for name in body.names.values() if name}, **{body.code: body})
        sets = AreaSet.objects.of(town).valid(datetime.date.today())
        areas = Area.objects.filter(area_set__in=sets).select_related("area_set").defer("geom")
        return cls(units, {f"{area.area_set.kind}/{area.code}": area for area in areas}, _status_words())


@dataclass(frozen=True)
class _Checked:
    """A row whose words have been found."""

    row: ProgrammeRow
    unit: Body | None
    area: Area | None
    form: str
    status: str
    target: float | None


def _checked(row: ProgrammeRow, known: Known) -> _Checked:
    if not row["measure"]:
        raise WrongRow("empty_text", "the row has no measure")
    if not row["goal"] and not row["part"]:
        raise WrongRow("empty_text", "neither this row nor one above it has a goal")
    if not row["owner"] and not row["unit"]:
        raise WrongRow("no_owner", "the row names nobody who is responsible")
    for name, longest in LONGEST.items():
        if len(row[name]) > longest:
            raise WrongRow("text_too_long", f"{name}: longer than {longest} characters")
    if row["indicator"] and row["indicator"] not in INDICATORS:
        raise WrongRow("unknown_word", f"indicator “{row['indicator']}”; there are: {', '.join(INDICATORS)}")
    # A unit that is named exactly as one of the town's becomes the owner; other words stay words
    unit = _named(row, "unit", known.units) or known.units.get(row["owner"].lower())
    return _Checked(
        row,
        unit,
        _named(row, "area", known.areas),
        _form(row["form"]),
        _named(row, "status", known.statuses) or Measure.Status.PLANNED,
        _number(row["target"]),
    )


def _named(row: ProgrammeRow, name: str, known: Mapping[str, Any]) -> Any:
    said = row[name]
    if said and said.lower() not in known and said not in known:
        raise WrongRow("unknown_word", f"{name}: “{said}” is not known")
    return known.get(said) or known.get(said.lower())


def _form(said: str) -> str:
    if not said or said in FormOfParticipation.values:
        return said
    found = next((form for word, form in FORMS.items() if said.lower().startswith(word)), None)
    if found is None:
        raise WrongRow("unknown_word", f"form: “{said}” is not known; there are: {', '.join(FORMS)}")
    return found


def _number(said: str) -> float | None:
    try:
        return float(said.replace(" ", "").replace("\N{NO-BREAK SPACE}", "").replace(",", ".")) if said else None
    except ValueError as error:
        raise WrongRow("unknown_word", f"target: “{said}” is not a number") from error


def _status_words() -> dict[str, str]:
    """Statuses by their code and by their name in every language."""
    found: dict[str, str] = {}
    for language in ("fi", "sv", "en"):
        with translation.override(language):
            found.update({str(status.label).lower(): status.value for status in Measure.Status})
    return {**found, **{status.value: status.value for status in Measure.Status}}


def _store(town: Municipality, file: ProgrammeFile, goals: _Goals, checked: _Checked) -> str:
    row, goal = checked.row, goals.named(checked.row, checked.form)
    if (goal.pk, row["measure"]) in file.seen:
        raise WrongRow("duplicate_id", "the same measure stands under the same goal in an earlier row")
    file.seen.add((goal.pk, row["measure"]))
    words = _words(checked, file.language)
    known = Measure.objects.filter(goal=goal, **{f"titles__{file.language}": row["measure"]}).first()
    try:
        if known is None:
            _new(town, file, add_measure(town=town, goal=goal, words=words), checked)
            return "accepted"
        kept = {**known.titles, file.language: row["measure"]}
        changed = change_measure(
            town=town, measure=known, words=MeasureWords(**{**vars(words), "titles": kept}), version=known.version
        )
    except Refused as refused:
        with translation.override("en"):
            raise WrongRow("unknown_word", "; ".join(str(error.detail) for error in refused.errors)) from refused
    return "unchanged" if changed.version == known.version else "updated"


def _words(checked: _Checked, language: str) -> MeasureWords:
    row, schedule = checked.row, schedule_of(checked.row["schedule"])
    same_words = checked.unit is not None and row["owner"] in (
        *checked.unit.names.values(),
        text_in(checked.unit.names, language),
    )
    return MeasureWords(
        titles={language: row["measure"]},
        owner=checked.unit,
        owner_words="" if same_words else row["owner"],
        schedule=row["schedule"],
        starts_on=schedule.starts_on,
        due_on=schedule.due_on,
        evaluation=row["evaluation"],
        indicator=row["indicator"],
        target=checked.target,
        area=checked.area,
    )


def _new(town: Municipality, file: ProgrammeFile, measure: Measure, checked: _Checked) -> None:
    """What a file says of progress counts when the measure is new; afterwards its owner says it."""
    told = {file.language: checked.row["told"]} if checked.row["told"] else {}
    if checked.status != Measure.Status.PLANNED or told:
        progress = Progress(checked.status, told, file.today)
        tell_progress(town=town, measure=measure, progress=progress, version=None)
    for url in checked.row["evidence"].split():
        add_evidence(town=town, measure=measure, shown=Shown(file.today, url), by=None)
