"""An area's page to take along: PDF, DOCX and the map file, over the wire."""

from __future__ import annotations

import datetime
import io
import re
from typing import Any

import pypdf
import pytest
from django.test import Client
from django.utils import timezone
from docx import Document

from delivery.services import Limit, allow
from frontend.views.documents import MOST_MADE
from geo.models import AreaSet, Municipality
from participation.models import Process
from tests.frontend.conftest import pin_at
from tests.frontend.coverage_example import release_example
from tests.frontend.test_areas import released

SHEET = "/testila/areas/district/W/sheet.pdf"
AGENDA = "/testila/areas/district/W/agenda.docx"
MAP = "/testila/areas/district/W/map.html"


def pages(response: Any) -> list[str]:
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(response.content)).pages]


@pytest.fixture
def district(town: Municipality) -> AreaSet:
    return AreaSet.objects.get(municipality=town)


def test_the_sheet_tells_the_class_and_the_newest_messages_on_two_pages(client: Client, district: AreaSet) -> None:
    released(district)
    pin_at(district.municipality, 1, 1, text="Lamppu on pimeänä")
    pin_at(district.municipality, 1, 2, text="Salainen asia", visibility="private")
    told = pages(client.get(SHEET))
    assert len(told) <= 2
    assert "osallistujaa" in told[0]
    assert "Lamppu on pimeänä" in " ".join(told)
    assert "Salainen asia" not in " ".join(told)


def test_the_sheet_tells_until_when_a_consultation_is_open(client: Client, district: AreaSet) -> None:
    town, today = district.municipality, timezone.localdate()
    ends = today + datetime.timedelta(days=30)
    for slug, closes_on in (("puisto", ends), ("tori", None)):
        Process.objects.create(
            municipality=town, slug=slug, title={"fi": slug.title()}, opens_on=today, closes_on=closes_on
        )
    told = " ".join(" ".join(pages(client.get(SHEET))).split())
    begins = f"{today.day}.{today.month}.{today.year}"
    assert f"Puisto, {begins} – {ends.day}.{ends.month}.{ends.year} (koko kunta)" in told
    assert f"Tori, {begins} – toistaiseksi (koko kunta)" in told


def test_without_a_release_the_sheet_says_so_and_still_tells_what_is_known(client: Client, district: AreaSet) -> None:
    pin_at(district.municipality, 1, 1, text="Lamppu on pimeänä")
    told = " ".join(pages(client.get(SHEET)))
    assert "ei ole vielä julkaistu" in told
    assert "Lamppu on pimeänä" in told


@pytest.mark.parametrize(("prefix", "language"), [("/sv", "sv"), ("/fi-selko", "fi")])
def test_the_sheet_speaks_the_language_of_its_address(
    client: Client, district: AreaSet, prefix: str, language: str
) -> None:
    release_example(district.municipality)
    made = pypdf.PdfReader(io.BytesIO(client.get(prefix + SHEET).content))
    assert made.trailer["/Root"]["/Lang"] == language  # type: ignore[index]


def test_the_agenda_has_the_map_with_words_for_those_who_do_not_see_it(client: Client, district: AreaSet) -> None:
    release_example(district.municipality)
    made = Document(io.BytesIO(client.get(AGENDA).content))
    picture = re.findall(r'<wp:docPr [^>]*descr="([^"]+)"', made.element.xml)
    assert len(picture) == 1
    assert "kartta" in picture[0].lower()


def test_the_map_file_is_kept_not_shown_and_holds_published_messages_only(client: Client, district: AreaSet) -> None:
    pin_at(district.municipality, 1, 1, text="Lamppu <b>on</b> pimeänä")
    pin_at(district.municipality, 1, 2, text="Salainen asia", visibility="private")
    response = client.get(MAP)
    made = response.content.decode()
    assert response.headers["Content-Disposition"] == 'attachment; filename="alue-w.html"'
    assert "Lamppu &lt;b&gt;on" in made
    assert "Salainen" not in made


def test_hidden_numbers_are_told_in_words(client: Client, district: AreaSet) -> None:
    release_example(district.municipality)
    told = " ".join(pages(client.get(SHEET)))
    assert "alle 5" in told
    assert "ei näytetä" in told


@pytest.mark.parametrize("address", [SHEET, AGENDA, MAP])
def test_documents_of_areas_that_are_not_there_are_not_found(client: Client, district: AreaSet, address: str) -> None:
    assert client.get(address.replace("/W/", "/Q/")).status_code == 404


@pytest.mark.parametrize("address", [SHEET, AGENDA])
def test_a_sheet_with_the_same_contents_is_set_once(client: Client, district: AreaSet, address: str) -> None:
    assert client.get(address).content == client.get(address).content


def test_who_has_too_many_files_made_is_asked_to_wait(client: Client, district: AreaSet) -> None:
    limit = Limit("documents", "127.0.0.1", MOST_MADE)
    for _ in range(MOST_MADE):
        allow(limit)
    response = client.get(MAP)
    assert (response.status_code, response.headers["Cache-Control"]) == (429, "private, no-store")
    assert int(response.headers["Retry-After"]) > 0
    assert "yritä uudelleen" in response.content.decode()
