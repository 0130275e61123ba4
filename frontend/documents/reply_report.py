"""The reply report as three files: an accessible PDF, a Word document to be edited, and a spreadsheet to be sorted."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from zoning.reply_report import ReplyReport, ReportPiece, ReportReply

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
WIDEST_CELL = 32_767


def report_as_pdf(report: ReplyReport) -> bytes:
    """Tagged (PDF/UA-1), with a title and a language; headings by theme."""
    from weasyprint import HTML

    from frontend.documents.offline_map import VENDOR
    from frontend.documents.pdf import OwnFilesOnly, fonts

    with translation.override(report.language):
        context = {"report": report, "private_person": _("A private person")}
        page = render_to_string("frontend/documents/reply_report.html", context)
    source = HTML(string=page, base_url=VENDOR.as_uri() + "/", url_fetcher=OwnFilesOnly())
    document = source.render(font_config=fonts(), pdf_variant="pdf/ua-1", pdf_tags=True)
    pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    return pdf


def report_as_docx(report: ReplyReport) -> bytes:
    """Headings, a table whose head repeats, and each quotation in its own language."""
    from frontend.documents.docx import add_table, new_document

    with translation.override(report.language):
        made = new_document(report.title, report.language)
        made.add_heading(_clean(report.title), level=0)
        made.add_paragraph(_clean(" · ".join(part for part in _head(report) if part)))
        made.add_paragraph(_taken_out())
        for theme in report.themes:
            made.add_heading(_clean(theme.name), level=1)
            if theme.summary:
                made.add_paragraph(_clean(theme.summary))
            made.add_heading(_("What was said"), level=2)
            _add_pieces(made, theme.pieces)
            _add_reply(made, theme.reply, 2)
        if report.without_theme:
            made.add_heading(_("Other remarks"), level=1)
            _add_pieces(made, report.without_theme)
        made.add_heading(_("All statements"), level=1)
        add_table(made, _statement_head(), _statement_rows(report))
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def report_as_xlsx(report: ReplyReport) -> bytes:
    """A sheet of pieces with their replies, and a sheet of statements. Every cell is text: nothing is computed."""
    from openpyxl import Workbook

    with translation.override(report.language):
        book = Workbook()
        book.properties.title, book.properties.language = report.title, report.language
        book.properties.creator = report.town
        pieces = book.active
        pieces.title = _("Replies")
        head = (_("Statement"), _("Theme"), _("What was said"), _("Reply"), _("What became of it"),
                _("What changed"), _("Who answers"))  # fmt: skip
        _fill(pieces, head, (_piece_row(piece, reply) for piece, reply in report.pieces), (18, 24, 70, 70, 24, 50, 24))
        statements = book.create_sheet(_("List of statements"))
        _fill(statements, _statement_head(), _statement_rows(report), (24, 14, 40, 60))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _head(report: ReplyReport) -> tuple[str, ...]:
    made = f"{report.made_on:%-d.%-m.%Y}"
    return report.town, report.case_number, report.identifier, report.hearing, made


def _taken_out() -> str:
    return _(
        "Names, addresses, telephone numbers, e-mail addresses, personal identity codes and property identifiers of "
        "private persons have been taken out of this report."
    )


def _add_pieces(made: Any, pieces: Iterable[ReportPiece]) -> None:
    from frontend.documents.docx import add_quote

    for piece in pieces:
        made.add_heading(_clean(piece.statement), level=3)
        add_quote(made, _clean(piece.text), piece.language)
        if piece.reply:
            _add_reply(made, piece.reply, 4)


def _add_reply(made: Any, reply: ReportReply | None, level: int) -> None:
    if reply is None:
        made.add_paragraph(_("There is no reply yet."))
        return
    made.add_heading(_clean(": ".join(part for part in (_("Reply"), reply.by) if part)), level=level)
    made.add_paragraph(_clean(reply.text))
    line = made.add_paragraph()
    line.add_run(_clean(f"{reply.effect}. ")).bold = True
    line.add_run(_clean(reply.change))


def _statement_head() -> tuple[str, ...]:
    return _("Statement"), _("Arrived"), _("Sender"), _("Themes")


def _statement_rows(report: ReplyReport) -> Iterable[tuple[str, ...]]:
    for one in report.statements:
        marks = [_("late")] * one.is_late + [_("withdrawn")] * one.is_withdrawn
        title = f"{one.title} ({', '.join(marks)})" if marks else one.title
        yield title, f"{one.received_on:%-d.%-m.%Y}", one.sender or _("A private person"), ", ".join(one.themes)


def _piece_row(piece: ReportPiece, reply: ReportReply | None) -> tuple[str, ...]:
    said = (piece.statement, piece.theme, piece.text)
    return (*said, reply.text, reply.effect, reply.change, reply.by) if reply else (*said, "", "", "", "")


def _fill(sheet: Any, head: tuple[str, ...], rows: Iterable[tuple[str, ...]], widths: tuple[int, ...]) -> None:
    from openpyxl.styles import Alignment, Font

    for at, row in enumerate([head, *rows], 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(at, column)
            _put(cell, text)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=at == 1)
    for column, width in zip(sheet.columns, widths, strict=True):
        sheet.column_dimensions[column[0].column_letter].width = width
    sheet.freeze_panes = "B2"
    sheet.print_title_rows = "1:1"


def _put(cell: Any, text: str) -> None:
    """As text, whatever it begins with; and marked as such, so that it stays text when somebody copies it elsewhere."""
    cell.value = _clean(text)[:WIDEST_CELL]
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(FORMULA_STARTS)


def _clean(text: str) -> str:
    from frontend.documents.docx import XML_ALLOWS_NOT

    return text.translate(XML_ALLOWS_NOT)
