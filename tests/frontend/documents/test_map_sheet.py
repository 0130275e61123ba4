"""A map sheet on paper: the map on the first page, a form for each person after it, in the sheet's language."""

from __future__ import annotations

import io
from typing import Any

import pypdf
import pytest

from feedback_map.map_sheets import frame_of
from feedback_map.models import MapSheet
from feedback_map.services import SheetWishes, make_sheet
from frontend.documents.map_sheet import map_sheet_as_pdf
from frontend.sheet_map import scale_bar, sheet_svg
from geo.models import Area, MapFeature, Municipality
from tests.factories import box
from tests.frontend.documents.test_pdf import tags

pytestmark = pytest.mark.django_db
A4, A3 = (595, 842), (842, 1191)


def make(town: Municipality, **wishes: Any) -> MapSheet:
    area = Area.objects.get(municipality=town, code="W")
    said = {"area": area, "title": area.name(wishes.get("language", "fi")), **wishes}
    return make_sheet(town=town, wishes=SheetWishes(area.geom.extent, **said), by=None)


def read(sheet: MapSheet) -> tuple[list[str], list[tuple[int, int]], Any]:
    document = pypdf.PdfReader(io.BytesIO(map_sheet_as_pdf(sheet)))
    sizes = [(round(page.mediabox.width), round(page.mediabox.height)) for page in document.pages]
    return [" ".join(page.extract_text().split()) for page in document.pages], sizes, document.trailer["/Root"]


def test_a_sheet_in_finnish_tells_what_to_do_and_asks_no_child_for_contact_data(town: Municipality) -> None:
    sheet = make(town, forms=2, title="Alue <b>W")
    (front, first, second), sizes, root = read(sheet)
    assert sizes == [A4, A4, A4] and root["/Lang"] == "fi"
    for words in ("Alue <b>W", sheet.code, "Piirrä kartalle piste", "1 : "):
        assert words in front
    for words in ("Nro", "Palaute", "Saako sen näyttää kartalla?", "13–17 vuotta", "Alue E", "emme kysy", sheet.code):
        assert words in first
    assert " A " in f" {first} " and " B " in f" {second} "
    figures = [one for one in tags(root["/StructTreeRoot"]["/K"]) if one["/S"] == "/Figure"]
    assert root["/MarkInfo"]["/Marked"] and len(figures) == 3 and all(one["/Alt"] for one in figures)


@pytest.mark.parametrize(
    ("language", "map_words", "form_words"),
    [("sv", "Rita en prick", "vi frågar inte barn"), ("en", "Draw a dot", "we do not ask children")],
)
def test_the_other_languages_on_a_large_paper_on_its_side(
    town: Municipality, language: str, map_words: str, form_words: str
) -> None:
    (front, form), sizes, root = read(make(town, language=language, paper="A3", orientation="landscape"))
    assert sizes == [A3[::-1], A4] and root["/Lang"] == language
    assert map_words in front and form_words in form


def test_the_map_has_its_grid_its_corners_and_the_towns_ground(town: Municipality) -> None:
    MapFeature.objects.create(
        municipality=town, code="lampi", kind="water", geom=box(1, 1, 2, 2), names={"fi": "Lampi"}
    )
    sheet = make(town)
    frame = frame_of(sheet.paper, sheet.orientation)
    drawn = str(sheet_svg(sheet))
    assert drawn.count('fill="#bcd6df"') == 1 and "Testitori" in drawn
    assert all(f">{number}</text>" in drawn for number in range(1, frame.rows + 1))
    assert drawn.count('width="6" height="6"') == 4


def test_what_is_called_as_a_script_is_text(town: Municipality) -> None:
    sheet = make(town, title="<script>alert(1)</script>")
    assert "<script>" not in sheet_svg(sheet, says=sheet.title)


@pytest.mark.parametrize("scale", [500, 5_000, 25_000, 150_000, 1_000_000])
def test_the_bar_is_as_long_as_it_says(scale: int) -> None:
    length, distance = scale_bar(MapSheet(scale=scale))
    number, unit = distance.split()
    metres = float(number) * (1000 if unit == "km" else 1)
    assert length * scale / 1000 == pytest.approx(metres)
    assert 5 <= length <= 45
