"""A sheet as a Word document."""

from __future__ import annotations

import io
from dataclasses import replace

from docx import Document

from frontend.documents.docx import sheet_as_docx
from tests.frontend.documents.test_pdf import sheet


def test_headings_lists_and_tables_are_real_ones() -> None:
    made = Document(io.BytesIO(sheet_as_docx(sheet())))
    styles = [paragraph.style.name for paragraph in made.paragraphs if paragraph.style is not None]
    assert styles[0] == "Title"
    assert styles.count("Heading 1") == 4
    assert "List Bullet" in styles
    assert [cell.text for cell in made.tables[0].rows[1].cells] == ["13–17", "alle 5"]


def test_the_heading_of_a_table_and_the_language_are_marked() -> None:
    made = Document(io.BytesIO(sheet_as_docx(sheet())))
    assert "w:tblHeader" in made.tables[0].rows[0]._tr.xml
    assert 'w:lang w:val="fi-FI"' in made.styles["Normal"].element.xml


def test_characters_that_xml_does_not_know_break_nothing() -> None:
    made = Document(io.BytesIO(sheet_as_docx(replace(sheet(), title="Ant\x00tola\x0b \ud800!"))))
    assert made.paragraphs[0].text == "Anttola !"
