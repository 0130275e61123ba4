"""A sheet on paper: two pages at most, tagged, in its language, and nothing fetched from elsewhere."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pypdf
import pytest

from frontend.documents.pdf import OwnFilesOnly, sheet_as_pdf
from frontend.documents.sheet import Picture, Section, Sheet, Table

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><rect width="20" height="10" fill="#b3470b"/></svg>'
)
LONG = "Katu on pimeä ja valot puuttuvat koko matkalta koululle asti, toivomme korjausta pian. "


def sheet(lines: int = 3) -> Sheet:
    return Sheet(
        title="Anttola <b>",
        subtitle="Mikkeli",
        language="fi",
        sections=(
            Section(
                "Miten aluetta on kuultu", ("Vain 14.",), (("Asukkaita", "1 402"),), picture=Picture(DRAWING, "Kartta")
            ),
            Section("Kenen ääni puuttuu", table=Table("Ikä", ("Ikä", "Osallistujia"), (("13–17", "alle 5"),))),
            Section("Viestit", lines=tuple(f"{n}. {LONG}" for n in range(lines)), shortens=True),
            Section("Mitä seuraavaksi", ("Viimeinen sana.",)),
        ),
        address="https://kuuluvuus.example/mikkeli",
        address_words="Sama sivu verkossa",
        footer=("Laskenta abc", "Lisenssi CC BY 4.0"),
    )


def read(made: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(made))


def tags(node: Any) -> Iterator[Any]:
    """Every structure element of a document, in reading order."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for child in node:
            yield from tags(child)
    elif isinstance(node, dict):
        if "/S" in node:
            yield node
        yield from tags(node.get("/K", []))


def test_the_document_says_its_language_and_title_and_is_tagged() -> None:
    root: Any = read(sheet_as_pdf(sheet())).trailer["/Root"]
    assert root["/Lang"] == "fi"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert (
        b"<pdfuaid:part>1" in root["/Metadata"].get_object().get_data()
        or b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    )


def test_headings_tables_lists_and_figures_are_tagged_in_reading_order() -> None:
    found = list(tags(read(sheet_as_pdf(sheet())).trailer["/Root"]["/StructTreeRoot"]))  # type: ignore[index]
    kinds = [str(one["/S"]) for one in found]
    last_list = len(kinds) - kinds[::-1].index("/L")
    assert kinds.index("/H1") < kinds.index("/Figure") < kinds.index("/H2") < kinds.index("/Table") < last_list
    assert {"/TH", "/TD", "/LI", "/Figure"} <= set(kinds)
    assert all(one.get("/Alt") for one in found if one["/S"] == "/Figure")


@pytest.mark.parametrize("lines", [0, 60])
def test_the_sheet_stands_on_two_pages_and_loses_messages_before_anything_else(lines: int) -> None:
    pages = read(sheet_as_pdf(sheet(lines))).pages
    told = " ".join(page.extract_text() for page in pages)
    assert len(pages) <= 2
    assert "Viimeinen sana." in told
    assert ("0. Katu on" in told) == bool(lines)


def test_what_gives_way_gives_way_when_no_message_is_left_to_leave_out() -> None:
    long = Section("Pitkä", (LONG * 30,))
    full = replace(
        sheet(3), sections=(*[long] * 4, Section("Väistyy", (LONG * 30,), gives_way=True), Section("Loppu", ("x",)))
    )
    told = " ".join(page.extract_text() for page in read(sheet_as_pdf(full)).pages)
    assert "Väistyy" not in told
    assert "Loppu" in told


def test_what_residents_wrote_is_text_and_not_markup() -> None:
    assert "Anttola <b>" in read(sheet_as_pdf(sheet())).pages[0].extract_text()


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/x", "file:///etc/passwd", "ftp://elsewhere/x"])
def test_nothing_is_fetched_from_elsewhere(address: str) -> None:
    with pytest.raises(ValueError, match="nothing from elsewhere"):
        OwnFilesOnly().fetch(address)
