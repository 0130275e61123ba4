"""Yearly reports as a page, on paper and as a spreadsheet: the same figures, each traceable."""

from __future__ import annotations

import datetime
import io
import json
from pathlib import Path

import openpyxl
import pypdf
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone, translation
from django.utils.formats import date_format

from geo.models import Area, Municipality
from neighbourhoods.models import ReleasedCoverage
from participation.models import Process
from tests.factories import make_category, make_halves, make_town
from tests.frontend.conftest import pin_at
from tests.frontend.coverage_example import example, release_example
from tests.neighbourhoods.programmes import make_a_goal, make_a_measure, make_a_programme, make_unit

YEAR = timezone.localdate().year
URL = f"/en/kokeila/reports/{YEAR}"


@pytest.fixture
def town(db: None) -> Municipality:
    town = make_town("kokeila", languages=["fi", "sv", "en"])
    make_halves(town)
    make_category(town)
    make_unit(town)
    make_a_measure(make_a_goal(make_a_programme(town)))
    pin_at(town, 2, 2, visibility="public")
    return town


def told(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return " ".join(answer.content.decode().split())


def rows_of(client: Client, query: str = "") -> dict[str, tuple[object, ...]]:
    answer = client.get(f"{URL}.xlsx{query}")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return {str(row[1]): row for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)}


def test_page_tagged_paper_and_spreadsheet_tell_the_same_figures(client: Client, town: Municipality) -> None:
    release_example(town, example())
    page, rows = told(client, URL), rows_of(client)
    pdf = pypdf.PdfReader(io.BytesIO(client.get(f"{URL}.pdf").content))
    paper = " ".join(" ".join(one.extract_text().split()) for one in pdf.pages)
    root = pdf.trailer["/Root"]
    assert root["/Lang"] == "en" and root["/StructTreeRoot"]  # type: ignore[index]  # tagged for screen readers
    assert rows["Messages received"][2] == 1 and rows["Residents who took part"][2] == 412
    for name, row in rows.items():
        assert name.replace("'", "&#x27;") in page and name in paper
        assert row[7] and row[8]  # how it comes about, and its source
    assert "412" in page and "412" in paper


def test_a_figure_of_persons_names_its_release_and_run(client: Client, town: Municipality) -> None:
    run = release_example(town, example())
    release = ReleasedCoverage.objects.get().release.public_id
    source = str(rows_of(client)["Residents who took part"][8])
    assert f"release {release} run {run}" in source
    assert f"release {release} run {run}" in told(client, URL)


def test_a_report_is_of_a_unit_or_an_area(client: Client, town: Municipality) -> None:
    east, unit = f"{URL}?area=district/E", f"{URL}?unit=viestinta"
    assert "Area E" in told(client, east) and "Kaupungin viestintä" in told(client, unit)
    assert rows_of(client, "?area=district/E")["Messages received"][2] == 0
    assert rows_of(client, "?area=district/W")["Messages received"][2] == 1
    assert rows_of(client, "?unit=viestinta")["Events held"][3] == "not told by unit"


def test_days_of_the_year_can_be_said(client: Client, town: Municipality) -> None:
    period = f"?from={YEAR}-01-01&to={YEAR}-01-01"
    assert rows_of(client, period)["Messages received"][2] == 0
    with translation.override("en"):
        first = date_format(datetime.date(YEAR, 1, 1), "SHORT_DATE_FORMAT")
    assert f"Report of participation {first}–{first}" in told(client, URL + period)


@pytest.mark.parametrize("query", ["?unit=none", "?area=x/y", "?from=1", "?from=2999-01-01", "?to=1990-01-01"])
def test_what_is_not_there_is_not_found(client: Client, town: Municipality, query: str) -> None:
    assert client.get(URL + query).status_code == 404


def test_a_year_to_come_is_not_found(client: Client, town: Municipality) -> None:
    assert client.get(f"/en/kokeila/reports/{YEAR + 1}").status_code == 404


def test_a_name_that_looks_like_a_formula_stays_text(client: Client, town: Municipality) -> None:
    Area.objects.filter(municipality=town, code="E").update(names={"en": '=HYPERLINK("https://paha.example")'})
    Process.objects.create(municipality=town, slug="a", opens_on=f"{YEAR}-01-01", forms=["planning"])
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{URL}.xlsx").content))
    cells = [cell for row in book.worksheets[1].iter_rows() for cell in row if str(cell.value).startswith("=")]
    assert cells and all(cell.data_type == "s" and cell.quotePrefix for cell in cells)


def test_every_figure_has_its_method_on_the_sheet(client: Client, town: Municipality) -> None:
    sheet = told(client, "/en/kokeila/reports/method")
    for name in rows_of(client):
        assert name.replace("'", "&#x27;") in sheet


def test_the_table_of_forms_shows_where_a_form_is_missing(client: Client, town: Municipality) -> None:
    area = Area.objects.get(municipality=town, code="E")
    Process.objects.create(municipality=town, slug="a", opens_on=f"{YEAR}-01-01", forms=["planning"], area=area)
    page = told(client, "/en/kokeila/reports/forms")
    assert page.count('is-gap"') == 9 and "9 times a form of participation is missing in an area." in page
    assert "The town has no such areas" in told(client, "/en/kokeila/reports/forms?set=none")


def test_the_list_of_reports_leads_to_years_units_and_areas(client: Client, town: Municipality) -> None:
    page = told(client, "/en/kokeila/reports/")
    assert f'href="{URL}"' in page and "district/E" in page and 'value="viestinta"' in page


def test_one_command_makes_the_report_and_every_figure_of_it_can_be_traced(town: Municipality, tmp_path: Path) -> None:
    for suffix in ("json", "xlsx"):
        call_command("make_report", "kokeila", "--year", str(YEAR), "--out", str(tmp_path / f"r.{suffix}"))
    record = json.loads((tmp_path / "r.json").read_text("utf-8"))
    assert {one["key"]: one["value"] for one in record["figures"]}["messages"] == 1
    assert all(
        one["source"] and (one["value"] is not None or one["missing"] or one["word"]) for one in record["figures"]
    )
    assert (tmp_path / "r.xlsx").stat().st_size > 4_000


def test_the_command_says_what_is_wrong(town: Municipality, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="ends in one of"):
        call_command("make_report", "kokeila", "--year", str(YEAR), "--out", str(tmp_path / "r.doc"))
    with pytest.raises(CommandError, match="No such unit"):
        call_command("make_report", "kokeila", "--year", str(YEAR), "--unit", "x", "--out", str(tmp_path / "r.pdf"))
