"""An area's page on two sheets of paper: what a board takes to its meeting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from feedback_map.models import Kind, PublishedPin
from frontend import coverage_charts, coverage_words
from frontend.area_page import AreaPage, Part
from frontend.budget.after_page import Work
from frontend.budget.area_budget import RoundHere
from frontend.charts import numbers
from frontend.charts.class_map import ClassMap
from frontend.charts.looks import look_of
from frontend.documents.class_map_png import class_map_png
from frontend.documents.sheet import Picture, Section, Sheet, Table
from frontend.pages import html_lang
from frontend.templatetags.money import euros
from geo.languages import text_in
from geo.models import Area
from geo.outlines import drawing_of
from neighbourhoods.coming import Consultation
from neighbourhoods.results import OUTSIDE, AreaRow

MESSAGE_LETTERS = 140
MOST_NEIGHBOURS = 12
SMALLER = 2.4  # times that a map on paper is smaller than on a screen: its names and stripes are larger by as much


def area_sheet(told: AreaPage, newest: Sequence[PublishedPin], address: str, *, with_png: bool = False) -> Sheet:
    """The sheet in the language of the page. `address` is the page's own, for the QR code; a PNG is for Word.

    Inside `in_town`.
    """
    sections = (
        _heard(told, with_png),
        _missing(told),
        _parts(told),
        _new(told, newest),
        _budget(told),
        _places(told),
        _coming(told),
        _next(told),
    )
    member = text_in(told.area.area_set.member_term, told.language)
    return Sheet(
        title=told.name,
        subtitle=" · ".join(part for part in (told.town.name(told.language), member, _today()) if part),
        language=html_lang(told.language),
        sections=tuple(section for section in sections if section is not None),
        address=address,
        address_words=_("The same page on the web"),
        footer=tuple(_footer(told)),
    )


def _today() -> str:
    return str(date_format(timezone.localdate(), "SHORT_DATE_FORMAT"))


def _heard(told: AreaPage, with_png: bool) -> Section:
    title = _("Have the people who live here been heard?")
    if told.row is None or told.coverage is None:
        none = _("Participants have not been published yet: the town publishes them monthly.")
        return Section(title, (none,), tuple(_people(told)))
    has_classes = told.coverage.town.has_classes
    paragraphs = [f"{told.class_name}. {told.sentence}" if has_classes else told.sentence]
    paragraphs += [*told.warnings, str(coverage_words.ALWAYS)]
    figures = [(_("Participants who live here"), told.participants), (_("Share of residents"), told.share)]
    return Section(title, tuple(paragraphs), (*figures, *_people(told)), _compared(told), _map(told, with_png))


def _people(told: AreaPage) -> Iterable[tuple[str, str]]:
    people = told.summary.figures.people
    yield _("Residents"), numbers.count(people.people)
    if people.holiday_homes is not None:
        yield _("Holiday homes"), numbers.count(people.holiday_homes)
    if told.seasonal is not None:
        yield _("Holiday residents who took part"), told.seasonal_participants


def _map(told: AreaPage, with_png: bool) -> Picture | None:
    """The classes of all areas: where this one stands among them."""
    codes = dict(Area.objects.filter(area_set=told.area.area_set).values_list("pk", "code"))
    drawing, coverage = drawing_of(told.area.area_set, codes.keys()), told.coverage
    if drawing is None or coverage is None:
        return None
    drawn: ClassMap = coverage_charts.class_map(coverage, drawing, codes, told.language)
    drawn = replace(drawn, chosen=told.area.code, unit=SMALLER * drawn.unit)
    words = f"{drawn.title}. {drawn.sentence}"
    return Picture(str(drawn.svg), words, class_map_png(drawn) if with_png else b"")


def _compared(told: AreaPage) -> Table | None:
    """The area beside the others of its set; in a large set beside the whole town only."""
    rows = [row for row in told.coverage.areas if row.code != OUTSIDE] if told.coverage else []
    if not rows or len(rows) > MOST_NEIGHBOURS:
        return None
    head = (_("Area"), _("Participants"), _("Share of residents"), _("Class"))
    return Table(_("The area beside the others"), head, tuple(_row(row, told) for row in rows))


def _row(row: AreaRow, told: AreaPage) -> tuple[str, ...]:
    share = None if row.share_percent is None else row.share_percent / 100
    class_ = str(look_of(row.class_).name)
    name = text_in(row.names, told.language) or row.code
    return name, numbers.participants(row.participants, row.suppressed), numbers.percent(share), class_


def _missing(told: AreaPage) -> Section | None:
    if told.row is None or not told.row.ages:
        return None
    chart = coverage_charts.ages(told.row.ages)
    head = (_("Age"), _("Participants"), _("Share of participants"), _("Share of residents"))
    rows = tuple(
        (
            bar.name,
            numbers.participants(bar.participants, bar.hidden),
            numbers.percent(bar.share),
            numbers.percent(bar.residents_share),
        )
        for bar in chart.bars
    )
    told_apart = any(bar.share is not None for bar in chart.bars)
    table = Table(_("By age"), head, rows) if told_apart else None
    return Section(_("Whose voice is missing"), (chart.sentence,), table=table)


def _parts(told: AreaPage) -> Section | None:
    if not told.parts:
        return None
    return Section(_("Parts of the area"), lines=tuple(_part(part) for part in told.parts), shortens=True)


def _part(part: Part) -> str:
    share = "" if part.share == numbers.NOT_KNOWN else f" ({part.share})"
    return f"{part.name}: {part.participants}{share} · {part.class_name}"


def _new(told: AreaPage, newest: Sequence[PublishedPin]) -> Section:
    since = date_format(told.since, "SHORT_DATE_FORMAT")
    pins = told.summary.pins
    figures = (
        (_("New since %(day)s") % {"day": since}, numbers.count(pins.since)),
        (_("Published messages about places here"), numbers.count(pins.pins)),
    )
    lines = tuple(_message(pin) for pin in newest)
    nothing = () if lines else (_("No published messages from here yet."),)
    title = _("New since our last meeting")
    return Section(title, nothing, figures, lines=lines, shortens=True)


def _message(pin: PublishedPin) -> str:
    day = date_format(timezone.localtime(pin.received_at), "SHORT_DATE_FORMAT")
    text = " ".join(pin.text.split())
    if len(text) > MESSAGE_LETTERS:
        text = text[:MESSAGE_LETTERS].rsplit(" ", 1)[0] + " …"
    return f"{day} {Kind(pin.kind).label}: {text}"


def _budget(told: AreaPage) -> Section | None:
    """The page's own rounds and works, as lines."""
    here = told.budget
    lines = [_round(one, told.language) for one in here.rounds]
    lines += [_work(one, told.language) for one in here.works]
    return Section(_("Participatory budgeting here"), lines=tuple(lines), shortens=True) if lines else None


def _round(one: RoundHere, language: str) -> str:
    said = [f"{_('Proposals about places here')}: {numbers.count(one.proposals)}"]
    if one.has_result:
        voters = _("too few to tell") if one.voters is None else numbers.count(one.voters)
        said.append(f"{_('Voters who live here')}: {voters}")
    return f"{one.round.name(language)}. {', '.join(said)}"


def _work(work: Work, language: str) -> str:
    cost = "" if work.proposal.cost_cents is None else f", {euros(work.proposal.cost_cents)}"
    title = text_in(work.proposal.titles, language).rstrip(". ")  # some are whole sentences
    return f"{title}: {work.proposal.get_state_display()}{cost}"


def _places(told: AreaPage) -> Section:
    places = told.places
    figures = (
        (_("Meeting places"), numbers.count(places.count)),
        (_("Per 1,000 residents"), places.per_thousand),
        (_("Floor area"), places.square_metres),
        (_("Floor area per 1,000 residents"), places.square_metres_per_thousand),
    )
    return Section(_("Meeting places"), (places.not_measured,) if places.not_measured else (), figures, gives_way=True)


def _coming(told: AreaPage) -> Section | None:
    lines = [_consultation(one, told.language) for one in told.coming.consultations]
    for one in told.coming.meetings:
        when = date_format(timezone.localtime(one.starts_at), "SHORT_DATETIME_FORMAT")
        lines.append(f"{text_in(one.names, told.language)}, {when}")
    return Section(_("Coming up"), lines=tuple(lines), shortens=True) if lines else None


def _consultation(one: Consultation, language: str) -> str:
    closes = date_format(one.closes_on, "SHORT_DATE_FORMAT") if one.closes_on else _("until further notice")
    whose = f" ({_('the whole town')})" if one.is_town else ""
    days = f"{date_format(one.opens_on, 'SHORT_DATE_FORMAT')} – {closes}"
    return f"{text_in(one.title, language) or one.slug}, {days}{whose}"


def _next(told: AreaPage) -> Section:
    lines = (
        _("Go where people are: school, shop, village hall, library, sports field."),
        _("Hand out the form on paper, and tell the phone number: a person enters the message."),
        _("Ask holiday residents in summer, and young people at school."),
    )
    return Section(_("What to do next"), (told.next_step,) if told.next_step else (), lines=lines)


def _footer(told: AreaPage) -> Iterable[str]:
    """The first line stands at the foot of each page."""
    if told.coverage is None:
        yield "Kuuluvuus"
        return
    method, town = told.coverage.method, told.coverage.town
    run = _("run %(run)s") % {"run": method.run}
    version = _("method %(version)s") % {"version": method.version}
    yield f"Kuuluvuus · {coverage_words.period(method.window)} · {run} · {version}"
    unknown = _("Share of participants whose home area is not known"), numbers.percent(town.unknown_home_share)
    age = _("Age structure"), _("allowed for") if town.standardised else _("not allowed for")
    yield " · ".join(f"{word}: {value}" for word, value in (unknown, age)) + f" · {coverage_words.LICENCE}"
