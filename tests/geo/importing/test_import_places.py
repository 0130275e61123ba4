"""import_places: lists that towns have at hand, twice without harm, and every wrong row with its reason."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from geo.models import Municipality, Place
from tests.factories import SOUTH, WEST, make_town

pytestmark = pytest.mark.django_db
HEADING = "tunnus;nimi_fi;nimi_sv;tyyppi;x;y;osoite;pinta-ala;maksuton;esteetön;kenelle;hinta"
GOOD = "tupa;Kylätupa;Bystugan;kylätalo;{x};{y};Kylätie 1;120,5;kyllä;ei;varattava;10 €/t"


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town("kylä-kunta".replace("ä", "a"))


def bring_in(tmp_path: Path, *rows: str, heading: str = HEADING, **options: object) -> dict[str, object]:
    path, out = tmp_path / "paikat.csv", StringIO()
    path.write_text("\n".join([heading, *rows]), "utf-8")
    options.setdefault("crs", "3067")
    call_command("import_places", str(path), town="kyla-kunta", stdout=out, **options)
    answer: dict[str, object] = json.loads(out.getvalue().splitlines()[-1])
    return answer


def good(x: float = WEST + 1000, y: float = SOUTH + 1000) -> str:
    return GOOD.format(x=x, y=y)


def test_finnish_headings_and_words_are_understood(town: Municipality, tmp_path: Path) -> None:
    assert bring_in(tmp_path, good())["accepted"] == 1
    place = Place.objects.get(code="tupa")
    assert place.names == {"fi": "Kylätupa", "sv": "Bystugan"}
    assert (place.kind, place.open_to, place.is_free, place.is_accessible) == ("village_house", "booking", True, False)
    assert (place.floor_area_m2, place.price, place.address) == (120.5, {"fi": "10 €/t"}, "Kylätie 1")


def test_the_same_file_again_changes_nothing_and_another_price_one(town: Municipality, tmp_path: Path) -> None:
    bring_in(tmp_path, good())
    assert bring_in(tmp_path, good())["unchanged"] == 1
    assert bring_in(tmp_path, good().replace("10 €", "12 €"))["updated"] == 1
    assert Place.objects.get(code="tupa").version == 2


def test_places_that_the_file_does_not_name_stay(town: Municipality, tmp_path: Path) -> None:
    bring_in(tmp_path, good())
    bring_in(tmp_path, good().replace("tupa;", "talo;"))
    assert set(Place.objects.values_list("code", flat=True)) == {"tupa", "talo"}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (GOOD.format(x=WEST - 5000, y=SOUTH), "outside_town"),
        (GOOD.format(x=SOUTH + 1000, y=WEST + 1000), "swapped_axes"),
        (GOOD.format(x=0, y=0), "null_island"),
        (GOOD.format(x="", y=""), "no_coordinates"),
        (good().replace("varattava", "naapureille"), "unknown_open_to"),
        (good().replace("120,5", "-3"), "bad_value"),
        (good().replace("120,5", "paljon"), "bad_value"),
        (good().replace("tupa;Kylätupa;Bystugan", ";;"), "no_code"),
    ],
)
def test_a_wrong_row_is_refused_with_its_reason_and_nothing_is_written(
    town: Municipality, tmp_path: Path, row: str, reason: str
) -> None:
    with pytest.raises(CommandError):
        bring_in(tmp_path, good().replace("tupa;", "hyva;"), row)
    assert not Place.objects.exists()
    kept = bring_in(tmp_path, good().replace("tupa;", "hyva;"), row, reject_file=tmp_path / "rejects.csv")
    assert (kept["accepted"], kept["reasons"]) == (1, {reason: 1})


def test_the_same_code_twice_in_a_file_is_refused(town: Municipality, tmp_path: Path) -> None:
    kept = bring_in(tmp_path, good(), good(), reject_file=tmp_path / "rejects.csv")
    assert kept["reasons"] == {"duplicate_id": 1}


def test_metres_without_a_coordinate_system_are_not_guessed(town: Municipality, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="coordinate system"):
        bring_in(tmp_path, good(), crs=None)


def test_columns_may_be_named(town: Municipality, tmp_path: Path) -> None:
    row = f"Torni;{WEST + 1000};{SOUTH + 1000}"
    asked = "name=mika,x=missa1,y=missa2"
    assert bring_in(tmp_path, row, heading="mika;missa1;missa2", columns=asked)["accepted"] == 1
    assert Place.objects.get().code == "torni"
    with pytest.raises(CommandError, match="no column"):
        bring_in(tmp_path, row, heading="mika;missa1;missa2", columns="name=nimi")


def test_a_polygon_is_a_place_at_a_point_inside_it(town: Municipality, tmp_path: Path) -> None:
    ring = [[27.2, 61.62], [27.21, 61.62], [27.21, 61.63], [27.2, 61.63], [27.2, 61.62]]
    feature = {
        "type": "Feature",
        "properties": {"nimi": "Puisto"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    path = tmp_path / "p.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    call_command("import_places", str(path), town="kyla-kunta", stdout=StringIO())
    assert Place.objects.get().code == "puisto"
