"""What everybody reads of plans: the list, one plan, its versions compared, its scheme, and whether a home is near."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.test import Client

from geo.models import Municipality
from geo.tenancy import in_town
from tests.factories import box, make_halves, make_town
from tests.wire import degrees
from tests.zoning.factories import area, make_hearing, make_plan, make_version
from tests.zoning.test_schemes import whole
from zoning.models import Plan, PlanDocument, PlanObject, PlanVersion
from zoning.services import (
    DocumentFacts,
    SentFile,
    add_document,
    publish_document,
    publish_scheme,
    withdraw_document,
    write_scheme,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Municipality:
    made = make_town("kokeila", languages=["fi", "sv", "en"])
    make_halves(made)
    return made


def read(path: str, status: int = 200, **asked: str) -> str:
    response = Client().get(path, asked)
    assert response.status_code == status, path
    return response.content.decode()


def scheme(plan: Plan) -> None:
    town = plan.municipality
    publish_scheme(town=town, scheme=write_scheme(town=town, plan=plan, facts=whole()))


def document(plan: Plan, **facts: Any) -> PlanDocument:
    said = DocumentFacts("06", datetime.date(2026, 3, 2), {"fi": "Kaavaselostus"}, **facts)
    town = plan.municipality
    made = add_document(town=town, plan=plan, facts=said, file=SentFile("selostus.pdf", b"%PDF-1.7"))
    return publish_document(town=town, document=made)


# ── The list ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_town_without_plans_tells_what_will_be_here(town: Municipality) -> None:
    assert "/kokeila/pins/new" in read("/kokeila/plans/")


def test_the_list_shows_what_is_under_way_with_a_picture_and_the_rest_by_a_link(town: Municipality) -> None:
    make_plan(town, "uusi")
    make_plan(town, "vanha", state="13")
    make_plan(town, "salainen", published_at=None)
    page = read("/kokeila/plans/")
    assert "/kokeila/plans/uusi/" in page
    assert "/kokeila/plans/vanha/" not in page
    assert "<svg" in page
    assert "pattern" in page
    everything = read("/kokeila/plans/", state="all")
    assert "/kokeila/plans/vanha/" in everything
    assert "salainen" not in everything


def test_plans_on_display_come_first_and_say_until_when(town: Municipality) -> None:
    make_plan(town, "a-hiljainen", initiated_on=datetime.date(2026, 9, 1))
    make_hearing(
        make_plan(town, "b-nahtavilla", state="04"),
        first_day=datetime.date(2020, 1, 1),
        last_day=datetime.date(2090, 1, 1),
    )
    page = read("/kokeila/plans/")
    assert page.index("/plans/b-nahtavilla/") < page.index("/plans/a-hiljainen/")
    assert "1.1.2090" in page


def test_the_list_is_narrowed_by_the_kind_of_plan(town: Municipality) -> None:
    make_plan(town, "asema")
    make_plan(town, "katu", kind="street", state="04")
    page = read("/kokeila/plans/", kind="street")
    assert "/plans/katu/" in page
    assert "/plans/asema/" not in page


# ── One plan ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_of_a_plan_tells_its_steps_versions_documents_and_what_may_change(town: Municipality) -> None:
    plan = make_plan(town, "paja", contact={"fi": "Kaavoittaja Kalle, 015 1941"})
    make_version(plan, "draft", option="A", texts={"fi": "Vaihtoehto säilyttää puiston."})
    make_version(plan, "draft", option="B", texts={"fi": "Salaa"}, published_at=None)
    document(plan)
    scheme(plan)
    page = read("/kokeila/plans/paja/")
    for said in ("8.1.2026", "Vaihtoehto säilyttää puiston.", "Kaavaselostus", "Kaavoittaja Kalle", "/paja/scheme"):
        assert said in page
    assert "Salaa" not in page
    assert 'aria-current="step"' in page


def test_an_approved_plan_says_that_a_message_is_no_appeal(town: Municipality) -> None:
    make_plan(town, "paja", state="06")
    assert "is not an appeal" in read("/en/kokeila/plans/paja/")


def test_the_timetable_of_the_scheme_shows_what_is_ahead(town: Municipality) -> None:
    plan = make_plan(town, "paja")
    facts = whole()
    rows = [{"names": {"fi": "Hyväksyminen"}, "from": "2090-05"}, {"names": {"fi": "Mennyttä"}, "from": "2001-01"}]
    town_scheme = write_scheme(town=town, plan=plan, facts=type(facts)(**{**vars(facts), "timetable": rows}))
    publish_scheme(town=town, scheme=town_scheme)
    page = read("/kokeila/plans/paja/")
    assert "Hyväksyminen" in page
    assert "Mennyttä" not in page


def test_a_document_is_downloaded_with_its_name_and_nothing_in_it_can_run(town: Municipality) -> None:
    plan = make_plan(town, "paja")
    kept = document(plan)
    path = f"/kokeila/plans/paja/documents/{kept.public_id}"
    response = Client().get(path)
    assert (response.status_code, response.content) == (200, b"%PDF-1.7")
    assert "selostus.pdf" in response.headers["Content-Disposition"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    withdraw_document(town=town, document=kept)
    assert Client().get(path).status_code == 404


def test_a_plan_of_another_town_is_not_there(town: Municipality) -> None:
    make_plan(make_town("muualla"), "paja")
    read("/kokeila/plans/paja/", 404)


# ── Versions side by side ─────────────────────────────────────────────────────────────────────────────────────────


def drawn(version: PlanVersion, code: str, west: float, east: float) -> PlanVersion:
    town = version.municipality
    with in_town(town):
        PlanObject.objects.create(
            municipality=town, version=version, layer="alueet", key=code, code=code, geom=box(west, 2, east, 3)
        )
    return version


def test_two_options_are_compared_in_square_metres_on_one_map_and_side_by_side(town: Municipality) -> None:
    plan = make_plan(town, "paja")
    drawn(make_version(plan, "draft", option="A", texts={"en": "Keeps the park."}), "AK", 2, 2.5)
    drawn(make_version(plan, "draft", option="B", texts={"en": "Builds more."}), "AK", 2, 2.8)
    page = read("/en/kokeila/plans/paja/compare")
    row = re.search(r'<th scope="row">AK</th>(.*?)</tr>', page)
    assert row
    assert [
        re.sub(r"\D", "", cell) for cell in re.findall(r'<td class="number">(.*?)</td>', row[1].replace("m²", ""))
    ] == [
        "500000",
        "800000",
        "300000",
        "",
        "",
    ]
    assert "Keeps the park." in page
    assert "Builds more." in page
    assert 'id="together-added-45"' in page


def test_a_single_version_has_nothing_to_be_compared_with(town: Municipality) -> None:
    make_version(make_plan(town, "paja"))
    assert "/plans/paja/" in read("/kokeila/plans/paja/compare")


def test_an_unpublished_version_is_not_compared(town: Municipality) -> None:
    plan = make_plan(town, "paja")
    shown, hidden = make_version(plan, "oas"), make_version(plan, "draft", published_at=None)
    page = read("/kokeila/plans/paja/compare", first=shown.public_id, second=hidden.public_id)
    assert hidden.public_id not in page


# ── The scheme ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_scheme_tells_parties_methods_impacts_contacts_and_timetable(town: Municipality) -> None:
    plan = make_plan(town, "paja")
    scheme(plan)
    page = read("/kokeila/plans/paja/scheme")
    for said in ("Maanomistajat", "Suunnitelma nähtävillä", "Liikenne", "015 1941", "Ehdotus", "Kortteliin tutkitaan"):
        assert said in page
    assert "<svg" in page


def test_a_text_that_is_not_translated_says_in_which_language_it_is(town: Municipality) -> None:
    plan = make_plan(town, "paja")
    scheme(plan)
    page = read("/sv/kokeila/plans/paja/scheme")
    assert "Boende utreds." in page
    assert '<li lang="fi"><b>Maanomistajat</b>' in page


def test_earlier_versions_of_a_scheme_stay_readable(town: Municipality) -> None:
    plan = make_plan(town, "paja")
    scheme(plan)
    facts = whole()
    second = type(facts)(**{**vars(facts), "changes": {"fi": "Alue kasvoi."}, "area": {"fi": "Laajempi."}})
    publish_scheme(town=town, scheme=write_scheme(town=town, plan=plan, facts=second))
    assert "Alue kasvoi." in read("/kokeila/plans/paja/scheme")
    first = read("/kokeila/plans/paja/scheme/1")
    assert "Pajakadun varsi." in first
    assert "Alue kasvoi." not in first
    read("/kokeila/plans/paja/scheme/3", 404)


# ── Is my home affected? ──────────────────────────────────────────────────────────────────────────────────────────


def ask(**said: str) -> str:
    response = Client().post("/en/kokeila/plans/paja/affected", said)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
    return response.content.decode()


@pytest.mark.parametrize(
    ("east", "north", "said"),
    [
        (2.5, 2.5, "Yes: the place is inside"),
        (3.1, 2.5, "Maybe: the place is next"),
        (7, 7, "outside the plan"),
        (14, 2, "outside the town"),
    ],
)
def test_a_chosen_place_is_inside_near_or_outside(town: Municipality, east: float, north: float, said: str) -> None:
    make_plan(town, "paja", geom=area())
    lon, lat = degrees(east, north)
    assert said in ask(at=f"{lon},{lat},Koti")


def test_a_tap_on_the_picture_is_a_place_without_any_script(town: Municipality) -> None:
    make_plan(town, "paja", geom=area())
    picture = Client().get("/kokeila/plans/paja/affected.svg")
    assert picture.headers["Content-Type"] == "image/svg+xml"
    width, height = (int(n) for n in re.findall(r'<svg width="(\d+)" height="(\d+)"', picture.content.decode())[0])
    assert "Yes: the place is inside" in ask(**{"tap.x": str(width // 2), "tap.y": str(height // 2)})
    assert "outside the plan" in ask(**{"tap.x": "2", "tap.y": "2"})


def test_an_area_of_the_town_is_found_by_its_name(town: Municipality) -> None:
    make_plan(town, "paja", geom=area())
    assert "Alue W" in ask(place="Alue W")


def test_a_name_that_nobody_knows_is_told_so(town: Municipality) -> None:
    make_plan(town, "paja", geom=area())
    assert "No place was found" in ask(place="Olematon tie 7")
