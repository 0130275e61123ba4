"""A report of participation on paper (tagged PDF/UA-1) and as a spreadsheet, each figure with its source beside it."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from frontend.pages import html_lang
from frontend.report_page import ReportPage
from frontend.report_words import ToldFigure
from neighbourhoods.reports.forms import FormsMatrix
from participation.models import FormOfParticipation

Row = tuple[str | float | None, ...]
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
FORMATS = {"percent": "0.0", "euros": "#,##0", "per_1000": "0.00", "m2_per_1000": "0", "days": "0", "count": "0"}


def report_as_pdf(told: ReportPage, address: str) -> bytes:
    from weasyprint import HTML

    from frontend.documents.offline_map import VENDOR
    from frontend.documents.pdf import OwnFilesOnly, fonts

    with translation.override(told.page.language):
        context = {"told": told, "language": html_lang(told.page.language), "address": address, "page": told.page}
        context |= {"forms": FormOfParticipation, "town_name": told.scope.town.name(told.page.language)}
        page = render_to_string("frontend/documents/period_report.html", context)
    source = HTML(string=page, base_url=VENDOR.as_uri() + "/", url_fetcher=OwnFilesOnly())
    document = source.render(font_config=fonts(), pdf_variant="pdf/ua-1", pdf_tags=True)
    pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    return pdf


def report_as_xlsx(told: ReportPage, address: str) -> bytes:
    """A sheet of figures, one of forms by area, and one that says what the report is of."""
    from openpyxl import Workbook

    with translation.override(told.page.language):
        book = Workbook()
        book.properties.title, book.properties.language = told.title, html_lang(told.page.language)
        book.properties.creator = told.scope.town.name(told.page.language)
        figures = book.active
        figures.title = _("Figures")
        _fill(figures, _head(), _rows(told), (30, 42, 14, 24, 10, 12, 12, 60, 60, 40))
        for row, figure in enumerate((one for section in told.sections for one in section.figures), 2):
            figures.cell(row, 3).number_format = FORMATS.get(figure.figure.unit, "General")
        if told.report.forms:
            _fill_forms(book.create_sheet(_("Forms by area")), told.report.forms, told.page.language)
        about = book.create_sheet(_("About"))
        _fill(about, (_("What"), ""), _about(told, address), (30, 90))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _head() -> Row:
    return (
        _("Part"),
        _("Figure"),
        _("Value"),
        _("If there is none, why"),
        _("Rests on (n)"),
        _("95 % low"),
        _("95 % high"),
        _("How it comes about"),
        _("Source"),
        _("Page"),
    )


def _rows(told: ReportPage) -> Iterable[Row]:
    for section in told.sections:
        for one in section.figures:
            yield (section.name, one.name, _value(one), _why(one), *_limits(one), one.method, one.source, one.url)


def _value(one: ToldFigure) -> float | str | None:
    return one.value if one.figure.unit == "word" and one.is_known else one.figure.value


def _why(one: ToldFigure) -> str:
    return "" if one.is_known else one.value


def _limits(one: ToldFigure) -> tuple[float | None, ...]:
    return one.figure.n, one.figure.low, one.figure.high


def _fill_forms(sheet: Any, matrix: FormsMatrix, language: str) -> None:
    head = (_("Area"), *(str(label) for label in FormOfParticipation.labels))
    rows: list[Row] = [((row.area.name(language) if row.area else ""), *row.counts.values()) for row in matrix.rows]
    _fill(sheet, head, [*rows, (_("The whole town"), *matrix.town.counts.values())], (30, *(16 for _label in head[1:])))


def _about(told: ReportPage, address: str) -> Iterable[Row]:
    period = told.scope.period
    yield _("Report"), f"{told.title}: {told.about}"
    yield _("First day"), f"{period.first:%-d.%-m.%Y}"
    yield _("Last day"), f"{period.last:%-d.%-m.%Y}"
    yield _("Made on"), f"{period.today:%-d.%-m.%Y}"
    yield _("The same page on the web"), address
    yield _("Made from"), _("What is public alone; figures about persons come from the town's monthly releases.")


def _fill(sheet: Any, head: Row, rows: Iterable[Row], widths: tuple[int, ...]) -> None:
    from openpyxl.styles import Alignment, Font

    for at, row in enumerate([head, *rows], 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(at, column)
            _put(cell, value)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=at == 1)
    for column, width in zip(sheet.columns, widths, strict=True):
        sheet.column_dimensions[column[0].column_letter].width = width
    sheet.freeze_panes = "B2"


def _put(cell: Any, value: str | float | None) -> None:
    """Numbers as numbers; text as text whatever it begins with, and marked so that it stays text elsewhere."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(FORMULA_STARTS)
