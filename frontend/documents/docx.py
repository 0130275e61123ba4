"""A sheet as a Word document, for a meeting's agenda: real headings, lists and tables, to be edited and read aloud."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from frontend.documents.sheet import Picture, Section, Sheet, Table

XML_ALLOWS_NOT = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)])


def sheet_as_docx(sheet: Sheet) -> bytes:
    """The document. Characters that XML does not know are left out."""
    made = new_document(sheet.title, sheet.language)
    made.add_heading(_clean(sheet.title), level=0)
    made.add_paragraph(_clean(sheet.subtitle))
    made.add_paragraph(_clean(f"{sheet.address_words}: {sheet.address}"))
    for section in sheet.sections:
        _add_section(made, section)
    for line in sheet.footer:
        made.add_paragraph(_clean(line))
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def new_document(title: str, language: str) -> Any:
    """An empty document on A4 in a language, with a title that programs read."""
    made = Document()
    made.core_properties.title = _clean(title)
    made.core_properties.language = language
    made.core_properties.author = ""
    page = made.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    style = made.styles["Normal"]
    style.font.name, style.font.size = "Arial", Pt(12)
    _speak(style.element.get_or_add_rPr(), language)
    return made


def add_quote(made: Any, text: str, language: str) -> None:
    """What somebody wrote, in its own language, line by line."""
    for line in text.splitlines() or [""]:
        run = made.add_paragraph(style="Quote").add_run(_clean(line))
        _speak(run._r.get_or_add_rPr(), language)


def add_table(made: Any, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Any:
    """A table whose head repeats on each page; gives it, with the cells as text."""
    drawn = made.add_table(rows=1, cols=len(head), style="Table Grid")
    _repeat_on_each_page(drawn.rows[0])
    for cell, word in zip(drawn.rows[0].cells, head, strict=True):
        cell.paragraphs[0].add_run(_clean(word)).bold = True
    for row in rows:
        for cell, text in zip(drawn.add_row().cells, row, strict=True):
            cell.text = _clean(text)
    return drawn


def _speak(properties: Any, language: str) -> None:
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}.get(language, language))
    properties.append(spoken)


def _add_section(made: Any, section: Section) -> None:
    made.add_heading(_clean(section.title), level=1)
    for paragraph in section.paragraphs:
        made.add_paragraph(_clean(paragraph))
    for word, number in section.figures:
        line = made.add_paragraph(_clean(f"{word}: "), style="List Bullet")
        line.add_run(_clean(number)).bold = True
    if section.picture is not None and section.picture.png:
        _add_picture(made, section.picture)
    if section.table is not None:
        _add_table(made, section.table)
    for text in section.lines:
        made.add_paragraph(_clean(text), style="List Bullet")


def _add_picture(made: Any, picture: Picture) -> None:
    placed = made.add_picture(io.BytesIO(picture.png), width=Cm(12))
    placed._inline.docPr.set("descr", _clean(picture.words))


def _add_table(made: Any, table: Table) -> None:
    made.add_paragraph().add_run(_clean(table.caption)).bold = True
    drawn = add_table(made, table.head, table.rows)
    for row in drawn.rows[1:]:
        for cell in row.cells[1:]:
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _repeat_on_each_page(row: Any) -> None:
    """Marks the row as the table's heading, which screen readers go by too."""
    heading = OxmlElement("w:tblHeader")
    heading.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(heading)


def _clean(text: str) -> str:
    return text.translate(XML_ALLOWS_NOT)
