"""Where the town is heard: the page of all areas, its method sheet, and the exact numbers behind a door."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from accounts.models import AccessLog, Role
from accounts.services import Post, create_staff
from geo.models import AreaSet
from geo.tenancy import in_town
from neighbourhoods.results import Coverage
from tests.factories import box as rectangle
from tests.factories import make_area, make_category, make_halves, make_town
from tests.frontend.coverage_example import TOWN, exact_example, example, release_example

PATH = "/en/testtown/coverage"
EXACT = replace(example().areas[3], participants=3, suppressed="", share_percent=0.43)


@pytest.fixture
def areas(db: None) -> AreaSet:
    """The areas of the example: W, E, and four that share the east."""
    town = make_town("testtown")
    make_category(town)
    halves = make_halves(town)
    for number, code in enumerate("NSTZ"):
        make_area(halves, code, rectangle(5 + number, 0, 6 + number, 1))
    return halves


def page(client: Client, path: str = PATH, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def released(areas: AreaSet, coverage: Coverage | None = None) -> str:
    return release_example(areas.municipality, coverage)


def test_a_town_without_areas_says_what_to_do(client: Client, db: None) -> None:
    make_town("emptytown")
    assert "no areas yet" in page(client, "/en/emptytown/coverage")


def test_before_the_first_release_people_and_messages_are_counted_and_the_reader_is_told_what_to_do(
    client: Client, areas: AreaSet
) -> None:
    html = page(client)
    assert "not been published yet" in html and "Leave a message" in html
    assert "Messages about places here" in html and "Less than elsewhere" not in html


def test_an_unknown_set_is_not_found(client: Client, areas: AreaSet) -> None:
    page(client, PATH + "?set=nothing", 404)


def test_the_share_comes_before_the_class_and_the_comparison_is_named(client: Client, areas: AreaSet) -> None:
    released(areas)
    html = page(client)
    heads = html[html.index('<table class="coverage-table">') :]
    assert heads.index("% of residents") < heads.index("Class") < heads.index("Expected")
    assert "compared with the town's average, not with a goal" in html


def test_few_heard_anywhere_is_the_headline(client: Client, areas: AreaSet) -> None:
    released(areas)
    assert "Few people have been heard anywhere: in the whole town 412 participants, 0.81% of residents." in page(
        client
    )


def test_areas_whose_number_is_hidden_come_last_in_the_order_of_their_codes(client: Client, areas: AreaSet) -> None:
    released(areas)
    table = page(client).split('<table class="coverage-table">')[1].split("</table>")[0]
    order = [part[0] for part in table.split('<tr data-code="')[1:]]
    assert order[-3:] == ["S", "T", "Z"]


def test_a_hidden_number_and_what_gives_it_back_are_nowhere(client: Client, areas: AreaSet) -> None:
    released(areas)
    row = page(client).split('<tr data-code="S"')[1].split("</tr>")[0]
    assert "under 5" in row and row.count('<td class="number coverage-table__first">–</td>') == 1


def test_everything_is_switched_by_links(client: Client, areas: AreaSet) -> None:
    released(areas)
    window = replace(example().method.window, months=24)
    release_two = replace(example(), method=replace(example().method, window=window))
    html = page(client, PATH + "?age=0-17&amp;channel=paper")
    assert 'href="?age=18-29"' in html and 'href="?channel=phone&amp;age=0-17"' not in html
    released(areas, release_two)
    assert "12 months" not in page(client, PATH + "?months=24")


def test_an_age_group_has_a_column_of_its_own(client: Client, areas: AreaSet) -> None:
    with_ages = tuple(replace(row, ages=example().ages) if row.code == "W" else row for row in example().areas)
    released(areas, replace(example(), areas=with_ages))
    html = page(client, PATH + "?age=0-17")
    assert '<th scope="col" class="number">0–17</th>' in html
    assert '<td class="number">12</td>' in html.split('<tr data-code="W"')[1].split("</tr>")[0]


def test_a_wrong_choice_is_the_usual_one(client: Client, areas: AreaSet) -> None:
    released(areas)
    assert "Less than elsewhere" in page(client, PATH + "?months=7&who=everybody")


def test_a_result_without_classes_says_why(client: Client, areas: AreaSet) -> None:
    town = replace(TOWN, has_classes=False, provisional=True, reasons=("few_persons", "young"))
    unclassed = tuple(replace(row, class_=None) for row in example().areas)
    released(areas, replace(example(), town=town, areas=unclassed))
    html = page(client)
    assert (
        "Fewer than 30 participants of this period have told where they live" in html
        and "The result is provisional." in html
    )
    assert "Heard less than elsewhere: what to do" not in html


def test_a_hidden_total_is_not_called_too_small(client: Client, areas: AreaSet) -> None:
    released(areas, replace(example(), town=replace(TOWN, placed=None, has_classes=False, reasons=("few_persons",))))
    html = page(client)
    assert "Too few numbers of participants may be shown" in html and "Fewer than 30 participants" not in html


def test_the_footer_names_version_hash_period_unknown_homes_ages_delta_and_seed(client: Client, areas: AreaSet) -> None:
    run = released(areas)
    foot = page(client).split('class="method"')[1]
    for said in ("1.0", run, "3f9a1c0d5e7b2468", "6%", "allowed for", "0.8", "20261101"):
        assert said in foot


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("", "Ero on suurempi kuin sattuma yleensä tuottaa."),
        ("/sv", "Skillnaden är större än vad slumpen brukar ge."),
        ("/en", "The difference is larger than chance usually produces."),
        ("/fi-selko", "Ero ei todennäköisesti johdu sattumasta."),
    ],
)
def test_the_page_speaks_each_language(client: Client, areas: AreaSet, language: str, said: str) -> None:
    released(areas)
    assert said in page(client, f"{language}/testtown/coverage")


def test_the_page_asks_the_database_little(client: Client, areas: AreaSet, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    released(areas)
    with django_assert_max_num_queries(9):
        page(client)


def test_the_method_sheet_tells_inputs_borders_formula_and_how_to_repeat_it(client: Client, areas: AreaSet) -> None:
    run = released(areas)
    html = page(client, f"/en/testtown/runs/{run}")
    for said in (
        run,
        "51,151",
        "2020-01-01",
        "Benjamini–Hochberg",
        "compute_coverage --town testtown",
        "no class changes",
    ):
        assert said in html


def test_a_run_behind_no_release_has_no_public_sheet(client: Client, areas: AreaSet) -> None:
    page(client, f"/en/testtown/runs/{exact_example(areas.municipality, example())}", 404)
    page(client, "/en/testtown/runs/0000000000000000000000", 404)


def test_exact_numbers_are_shown_to_staff_and_the_look_is_logged(client: Client, areas: AreaSet) -> None:
    exact = tuple(EXACT if row.code == "S" else row for row in example().areas)
    run = exact_example(areas.municipality, replace(example(), areas=exact, masked=False))
    client.force_login(create_staff(email="p@testtown.fi", post=Post(areas.municipality, Role.PLANNER)).user)
    response = client.get("/en/testtown/desk/coverage")
    row = response.content.decode().split('<tr data-code="S"')[1].split("</tr>")[0]
    assert '<td class="number coverage-table__first">3</td>' in row
    assert response.headers["Cache-Control"] == "private, no-store"
    with in_town(areas.municipality):
        assert AccessLog.objects.get().subject == f"run {run}"


def test_exact_numbers_are_not_for_a_board_member_without_a_grant(client: Client, areas: AreaSet) -> None:
    exact_example(areas.municipality, example())
    client.force_login(create_staff(email="b@testtown.fi", post=Post(areas.municipality, Role.BOARD)).user)
    page(client, "/en/testtown/desk/coverage", 403)


def test_before_the_first_run_staff_are_told_how_to_start_one(client: Client, areas: AreaSet) -> None:
    client.force_login(create_staff(email="p@testtown.fi", post=Post(areas.municipality, Role.PLANNER)).user)
    assert "compute_coverage --town testtown" in page(client, "/en/testtown/desk/coverage")
