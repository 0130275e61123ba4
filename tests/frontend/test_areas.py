"""An area's page: what a board member reads before a meeting, with and without a class."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
import shapely
from django.test import Client
from django.utils import timezone

from feedback_map.models import Pin
from feedback_map.services import Change, PinInput, Words, answer_pin, place_pin
from geo.models import AreaSet, Place, PopulationCount
from geo.tenancy import in_town
from neighbourhoods.models import AreaFigure, Release
from neighbourhoods.results import AreaRow
from participation.models import Event, Process
from tests.factories import SOUTH, WEST, box, make_area, make_category, make_halves, make_town, spot
from tests.frontend.coverage_example import BORDERS, example, hidden, release_example

WESTERN = "/en/testtown/areas/district/W"
EASTERN = "/en/testtown/areas/district/E"


@pytest.fixture
def halves(db: None) -> AreaSet:
    town = make_town("testtown")
    make_category(town)
    return make_halves(town)


def pin_at(halves: AreaSet, east_km: float, **fields: str) -> None:
    point = shapely.Point(WEST + east_km * 1000, SOUTH + 5000)
    values = {"kind": "feedback", "text": "Lamppu on pimeänä", "category": "streets", **fields}
    place_pin(town=halves.municipality, pin=PinInput(geometry=point, **values))  # type: ignore[arg-type]


def page(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def released(halves: AreaSet, **rows: AreaRow) -> None:
    """The example, with other rows in place of some."""
    areas = tuple(rows.get(row.code, row) for row in example().areas)
    release_example(halves.municipality, replace(example(), areas=areas))


def test_an_area_page_counts_published_pins_by_kind_and_shows_the_newest(client: Client, halves: AreaSet) -> None:
    pin_at(halves, 2)
    pin_at(halves, 2, text="Kiitos uimarannasta", kind="thanks")
    pin_at(halves, 2, text="Salainen asia", visibility="private")
    pin_at(halves, 8, text="Toisaalla")
    html = page(client, WESTERN)
    assert "Kiitos uimarannasta" in html
    assert "Salainen asia" not in html and "Toisaalla" not in html
    assert '<dd class="figure-card__number">2</dd>' in html


def test_people_are_told_with_their_year(client: Client, halves: AreaSet) -> None:
    west = halves.areas.get(code="W")
    PopulationCount.objects.create(municipality=halves.municipality, area=west, year=2024, count=1234.4)
    html = page(client, WESTERN)
    assert "1,234" in html and "(2024)" in html


def test_without_a_release_the_page_says_so_and_tells_the_rest(client: Client, halves: AreaSet) -> None:
    pin_at(halves, 2)
    html = page(client, WESTERN)
    assert "have not been published yet" in html and "There is no class yet" in html
    assert "Lamppu on pimeänä" in html and "Meeting places" in html


def test_the_class_comes_with_its_sentence_its_interval_and_what_to_do(client: Client, halves: AreaSet) -> None:
    released(halves)
    html = page(client, EASTERN)
    told = html.split('class="verdict"')[1]
    assert told.index("19</dd>") < told.index("Less than elsewhere")
    assert "Area E: 19 participants, 0.37% of residents. If people here took part as much as in the town" in told
    assert "its 95% interval 0.27–0.71" in told and "Take the survey to the area" in told


def test_the_finnish_sentence_is_the_methods_own(client: Client, halves: AreaSet) -> None:
    released(halves)
    assert (
        "Alue E: 19 osallistujaa, 0,37\u00a0% asukkaista. Jos täältä osallistuttaisiin yhtä paljon kuin kunnassa "
        "keskimäärin (ikärakenne huomioiden), osallistujia olisi noin 42. Ero on suurempi kuin sattuma yleensä tuottaa."
    ) in page(client, "/testtown/areas/district/E")


def test_an_area_compared_with_the_rest_is_told_so(client: Client, halves: AreaSet) -> None:
    released(halves)
    assert "Osallistuminen on samaa tasoa kuin muualla kunnassa keskimäärin." in page(
        client, "/testtown/areas/district/W"
    )


def test_an_unknown_class_tells_what_it_would_take(client: Client, halves: AreaSet) -> None:
    released(halves, E=replace(example().areas[2], code="E", names={"fi": "Alue E"}))
    html = page(client, "/testtown/areas/district/E")
    assert "Määrä on niin pieni, ettei eroa voi erottaa sattumasta." in html
    assert "koko kunnassa tarvitaan noin 2\u00a0000 osallistujaa, jotta alueesta voi sanoa enemmän." in html


def test_a_hidden_number_is_under_five_and_nothing_follows_from_it(client: Client, halves: AreaSet) -> None:
    released(halves, E=hidden(replace(example().areas[0], class_="too_little_data"), "under_five"))
    html = page(client, "/testtown/areas/district/E")
    verdict = html.split('class="verdict"')[1].split("</section>")[0]
    assert "alle 5" in verdict and "Osallistujia ÷ odotettu" not in verdict and "% asukkaista" not in verdict


def test_nobody_from_an_area_is_said_only_where_it_may_be_known(client: Client, halves: AreaSet) -> None:
    nobody = replace(example().areas[0], participants=0, share_percent=0.0)
    released(halves, E=nobody)
    assert "Täältä ei ole osallistunut kukaan." in page(client, "/testtown/areas/district/E")


def test_missing_voices_are_named(client: Client, halves: AreaSet) -> None:
    released(halves, E=replace(example().areas[0], ages=example().ages, channels=example().channels))
    html = page(client, EASTERN)
    assert "Heard less than their share of residents: 0–17 years." in html and "How to reach those" in html


def test_parts_of_the_area_that_are_silent_are_named(client: Client, halves: AreaSet) -> None:
    town, east = halves.municipality, halves.areas.get(code="E")
    villages = AreaSet.objects.create(
        municipality=town, kind="village", names={"fi": "Kylät"}, valid_from=halves.valid_from
    )
    make_area(villages, "N", box(5, 5, 10, 10), parent=east)
    row = replace(example().areas[0], code="N", names={"en": "North village"})
    release_example(town, replace(example(), borders=replace(BORDERS, kind="village"), areas=(row,)))
    html = page(client, EASTERN)
    assert "Less than elsewhere: Area N." in html and "/en/testtown/areas/village/N" in html


def test_history_shows_each_release(client: Client, halves: AreaSet) -> None:
    for month in (9, 10, 11):
        until = datetime.datetime(2026, month, 1, tzinfo=datetime.UTC)
        method = replace(example().method, made_at=until, window=replace(example().method.window, until=until))
        release_example(halves.municipality, replace(example(), method=method))
    history = page(client, EASTERN).split('id="history-heading"')[1].split("</section>")[0]
    assert history.count("<tr><th") == 3 + 1


def test_meeting_places_are_counted_and_measured_per_thousand_residents(client: Client, halves: AreaSet) -> None:
    town, west = halves.municipality, halves.areas.get(code="W")
    PopulationCount.objects.create(municipality=town, area=west, year=2024, count=2000)
    for number, (east, floor) in enumerate([(1, 100.0), (2, 60.5), (3, None), (8, 999.0)]):
        Place.objects.create(
            municipality=town, code=f"p{number}", kind="hall", point=spot(east, 5), floor_area_m2=floor, is_free=True
        )
    places = page(client, WESTERN).split('id="places-heading"')[1].split("</section>")[0]
    assert "<dd>3 (free of charge: 3)</dd>" in places and "<dd>1.5</dd>" in places
    assert "<dd>160\u00a0m²</dd>" in places and "<dd>80\u00a0m²</dd>" in places
    assert "The floor area of 1 place is not known." in places


def test_a_place_whose_floor_area_nobody_knows_is_not_a_place_without_a_floor(client: Client, halves: AreaSet) -> None:
    Place.objects.create(municipality=halves.municipality, code="p", kind="hall", point=spot(1, 5))
    assert "<dt>Floor area</dt><dd>–</dd>" in page(client, WESTERN)


def test_what_is_coming_up_in_the_area_and_in_the_whole_town(client: Client, halves: AreaSet) -> None:
    town, west, east = halves.municipality, halves.areas.get(code="W"), halves.areas.get(code="E")
    today = timezone.localdate()
    for slug, area in (("rannat", west), ("metsat", None), ("idassa", east)):
        Process.objects.create(municipality=town, slug=slug, title={"en": slug}, area=area, opens_on=today)
    hall = Place.objects.create(
        municipality=town, code="hall", names={"en": "Village hall"}, kind="hall", point=spot(1, 5)
    )
    Event.objects.create(
        municipality=town,
        code="ilta",
        names={"en": "Evening"},
        place=hall,
        starts_at=timezone.now() + datetime.timedelta(3),
    )
    coming = page(client, WESTERN).split('id="coming-heading"')[1].split("</section>")[0]
    assert "rannat" in coming and "metsat" in coming and "idassa" not in coming
    assert "Evening" in coming and "Village hall" in coming


def test_neighbours_are_linked(client: Client, halves: AreaSet) -> None:
    assert '<a class="chip" href="/en/testtown/areas/district/E">Area E</a>' in page(client, WESTERN)


def test_what_was_answered_since_the_last_meeting_is_counted_by_published_messages(
    client: Client, halves: AreaSet
) -> None:
    pin_at(halves, 2)
    pin_at(halves, 8)
    town = halves.municipality
    with in_town(town):
        pins = list(Pin.objects.filter(municipality=town))
    for pin in pins:
        answer_pin(town=town, pin=pin, words=Words("Korjattu.", "fi"), change=Change())
    assert "1 published message about places here was answered since" in page(client, WESTERN)
    later = datetime.date.today() + datetime.timedelta(days=2)
    assert "0 published messages about places here were answered" in page(client, f"{WESTERN}?since={later}")


def test_the_reader_sets_since_when_messages_are_new(client: Client, halves: AreaSet) -> None:
    pin_at(halves, 2)
    tomorrow = datetime.date.today() + datetime.timedelta(days=2)
    html = page(client, f"{WESTERN}?since={tomorrow}")
    assert '<dd class="figure-card__number">0</dd>' in html


def test_a_wrong_date_is_told_and_the_page_still_works(client: Client, halves: AreaSet) -> None:
    for wrong in ("kesä", "2026-13-45", "2026-02-30"):
        assert "That is not a date" in page(client, f"{WESTERN}?since={wrong}", 400)


def test_an_unknown_area_or_set_is_not_found(client: Client, halves: AreaSet) -> None:
    page(client, "/testtown/areas/district/X", 404)
    page(client, "/testtown/areas/nothing/W", 404)


def test_the_area_page_asks_the_database_little(client: Client, halves: AreaSet, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for _ in range(3):
        pin_at(halves, 2)
    released(halves)
    release = Release.objects.get(municipality=halves.municipality)
    ids = {"release": release, "municipality": halves.municipality, "area_set": halves}
    AreaFigure.objects.create(area=halves.areas.get(code="W"), people=4000, participants_home=300, **ids)
    client.get(WESTERN)  # results never change, and are read once per process
    with django_assert_max_num_queries(12 + 1):  # one gives the test's own transaction its town back
        page(client, WESTERN)
