"""OGC API Features Part 1: the abstract tests of Core, GeoJSON, HTML and OpenAPI 3.0 (docs/conformance.md)."""

from __future__ import annotations

import datetime
import json
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localtime

from doors.ogc.conformance import CLASSES
from feedback_map.models import PublishedPin
from geo.models import Municipality
from tests.doors.world import CRS84, EVERY, answer, ask, items, many_pins, refused, said, texts, walk

ADDRESSES = ("", "api", "conformance", "collections", "collections/avoin_pins", "collections/avoin_pins/items")


def rels(document: dict[str, object]) -> dict[str, dict[str, str]]:
    links: list[dict[str, str]] = document["links"]  # type: ignore[assignment]
    return {link["rel"]: link for link in links}


def test_the_landing_page_leads_to_the_description_the_conformance_and_the_collections(town: Municipality) -> None:
    found = rels(ask(""))
    assert {"self", "alternate", "service-desc", "service-doc", "conformance", "data"} <= set(found)
    for link in found.values():
        assert Client().get(link["href"]).status_code == 200, link


def test_the_description_is_open_api_3_and_says_so_in_its_media_type(town: Municipality) -> None:
    response = answer("api")
    assert response.headers["Content-Type"] == "application/vnd.oai.openapi+json;version=3.0"
    described = json.loads(response.content)
    assert described["openapi"].startswith("3.0.")
    paths = described["paths"]
    assert {"/", "/conformance", "/collections", "/collections/{collectionId}/items"} <= set(paths)


def test_the_description_names_every_answer_of_every_operation(town: Municipality) -> None:
    described = ask("api")
    for path, operations in described["paths"].items():
        for reference in operations["get"]["parameters"]:
            assert reference["$ref"].rpartition("/")[2] in described["components"]["parameters"], path
        assert {"200", "400", "404"} <= set(operations["get"]["responses"]), path


def test_the_description_has_no_security_because_all_is_open(town: Municipality) -> None:
    described = ask("api")
    assert "security" not in described and "securitySchemes" not in described["components"]


def test_the_description_tells_the_parameters_as_the_standard_has_them(town: Municipality) -> None:
    told = ask("api")["components"]["parameters"]
    assert told["limit"]["schema"] == {"type": "integer", "minimum": 1, "maximum": 10_000, "default": 100}
    assert (told["bbox"]["style"], told["bbox"]["explode"], told["bbox"]["required"]) == ("form", False, False)
    assert told["bbox"]["schema"]["oneOf"] == [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}]
    assert (told["datetime"]["in"], told["datetime"]["schema"]) == ("query", {"type": "string"})


def test_the_conformance_names_the_classes_that_are_followed(town: Municipality) -> None:
    assert ask("conformance") == {"conformsTo": list(CLASSES)}
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in CLASSES


def test_every_collection_of_the_town_is_listed_and_is_the_same_by_itself(town: Municipality) -> None:
    listed = {record["id"]: record for record in ask("collections")["collections"]}
    assert set(listed) == {f"avoin_{name}" for name in EVERY}
    for name, record in listed.items():
        assert ask(f"collections/{name}") == record
        links = [(link["rel"], link["type"]) for link in record["links"]]
        assert ("items", "application/geo+json") in links and ("items", "text/html") in links
        assert "license" in dict(links)


def test_the_extent_of_a_collection_holds_all_of_its_features(town: Municipality) -> None:
    for record in ask("collections")["collections"]:
        extent = record["extent"]["spatial"]
        west, south, east, north = extent["bbox"][0]
        assert extent["crs"] == CRS84
        inside = items(record["id"], bbox=f"{west},{south},{east},{north}")
        assert inside["numberMatched"] == items(record["id"])["numberMatched"]
        if "temporal" in record["extent"]:
            begin, end = record["extent"]["temporal"]["interval"][0]
            assert items(record["id"], datetime=f"{begin}/{end or '..'}")["numberMatched"] == inside["numberMatched"]


def test_when_a_collection_changed_is_told(town: Municipality) -> None:
    newest = PublishedPin.objects.latest("received_at").received_at.astimezone(datetime.UTC)
    assert ask("collections/avoin_pins")["updated"] == newest.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_features_come_as_geojson_in_longitude_and_latitude(town: Municipality) -> None:
    response = answer("collections/avoin_pins/items")
    assert response.headers["Content-Type"] == "application/geo+json"
    assert response.headers["Content-Crs"] == f"<{CRS84}>"
    found = json.loads(response.content)
    assert found["type"] == "FeatureCollection"
    placed = next(feature for feature in found["features"] if feature["geometry"])
    longitude, latitude = placed["geometry"]["coordinates"]
    assert 26 < longitude < 28 and 61 < latitude < 62
    assert set(placed) == {"type", "id", "geometry", "properties"}


def test_a_list_says_when_it_was_made_how_many_there_are_and_how_many_it_holds(town: Municipality) -> None:
    before = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    found = items("avoin_pins", limit="2")
    assert datetime.datetime.fromisoformat(found["timeStamp"]) >= before
    assert (found["numberMatched"], found["numberReturned"], len(found["features"])) == (3, 2, 2)
    assert {"self", "alternate", "next", "collection"} == set(rels(found))
    assert {"href", "rel", "type"} <= set(rels(found)["next"])


def test_a_list_in_a_box_holds_what_touches_it_and_what_has_no_place(town: Municipality) -> None:
    found = items("avoin_pins", bbox=box_of("Penkki puuttuu."))
    assert texts(found) == ["Koko kaupungista.", "Penkki puuttuu."]
    assert found["numberMatched"] == 2
    assert texts(items("avoin_pins", bbox=with_heights(box_of("Penkki puuttuu.")))) == texts(found)


def box_of(text: str) -> str:
    feature = next(one for one in items("avoin_pins")["features"] if one["properties"]["text"] == text)
    longitude, latitude = feature["geometry"]["coordinates"]
    return f"{longitude - 0.001},{latitude - 0.001},{longitude + 0.001},{latitude + 0.001}"


def with_heights(box: str) -> str:
    west, south, east, north = box.split(",")
    return f"{west},{south},0,{east},{north},100"


def test_a_box_over_the_edge_of_the_world_goes_round_it(town: Municipality) -> None:
    assert len(items("avoin_pins", bbox="170,60,-170,70")["features"]) == 1  # the one without a place
    assert len(items("avoin_pins", bbox="20,60,-170,70")["features"]) == 3


@pytest.mark.parametrize("collection", EVERY)
def test_a_box_of_the_whole_world_holds_everything(town: Municipality, collection: str) -> None:
    whole = items(f"avoin_{collection}")
    assert whole["numberReturned"] > 0
    assert items(f"avoin_{collection}", bbox="-180,-90,180,90")["features"] == whole["features"]
    assert all(not one["geometry"] for one in items(f"avoin_{collection}", bbox="-60,-20,-50,-10")["features"])


def test_time_is_an_instant_or_an_interval_with_one_end_open_at_most(town: Municipality) -> None:
    at = items("avoin_pins", sortby="received_at")["features"][0]["properties"]["received_at"]
    day = localtime(datetime.datetime.fromisoformat(at)).date().isoformat()  # a day is the town's, not UTC's
    for interval, many in {
        at: 1, day: 3, f"{day}/..": 3, f"../{day}": 3, f"{day}/": 3, f"/{day}": 3, f"{day}/{day}": 3,
        "../2020-01-01": 0, "2099-01-01T00:00:00Z/..": 0, f"../{at}": 1,
    }.items():  # fmt: skip
        assert items("avoin_pins", datetime=interval)["numberMatched"] == many, interval


def test_an_interval_meets_hearings_by_their_days(town: Municipality) -> None:
    [hearing] = items("avoin_hearings")["features"]
    last = hearing["properties"]["last_day"]
    assert items("avoin_hearings", datetime=last)["numberMatched"] == 1
    after = datetime.date.fromisoformat(last) + datetime.timedelta(days=1)
    assert items("avoin_hearings", datetime=f"{after}/..")["numberMatched"] == 0


def test_features_without_a_time_are_in_every_interval(town: Municipality) -> None:
    assert items("avoin_places", datetime="1999-01-01")["numberMatched"] == 1


def test_too_large_a_limit_is_not_an_error_and_gives_the_most(town: Municipality) -> None:
    assert items("avoin_pins", limit="10001")["numberReturned"] == 3
    assert items("avoin_pins", limit="99999999999999999")["numberReturned"] == 3
    assert items("avoin_pins", limit="1")["numberReturned"] == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", "0"), ("limit", "-1"), ("limit", "x"), ("limit", ""), ("limit", "1.5"), ("bbox", "1,2,3"),
        ("bbox", "a,b,c,d"), ("bbox", "1,2,nan,4"), ("bbox", "1,2,3,inf"), ("bbox", "20,62,28,61"), ("bbox", ""),
        ("bbox", "0,0,0,91"), ("datetime", "yesterday"), ("datetime", "../.."), ("datetime", "2026-13-01"),
        ("datetime", "2026-02-01/2026-01-01"), ("datetime", "a/b/c"), ("datetime", ""), ("crs", "EPSG:1"),
        ("bbox-crs", "x"), ("filter", "kind ="), ("filter", ""), ("filter-lang", "cql2-json"), ("filter-crs", "x"),
        ("properties", "secret"), ("sortby", "text"), ("sortby", "nothing"), ("cursor", "abc"), ("supports", "many"),
        ("received_at", "now"), ("f", "xml"),
    ],
)  # fmt: skip
def test_a_wrong_value_of_a_parameter_is_a_bad_request(town: Municipality, name: str, value: str) -> None:
    response = Client().get("/ogc/collections/avoin_pins/items", {name: value})
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    assert name in {error["field"] for error in response.json()["errors"]}


@pytest.mark.parametrize("address", [*ADDRESSES, "collections/avoin_pins/schema", "tileMatrixSets", "catalogue"])
def test_an_unknown_parameter_is_a_bad_request_everywhere(town: Municipality, address: str) -> None:
    assert refused(ask(address, 400, unheard="1")) == {("unheard", "unknown_parameter")}


def test_one_feature_leads_to_itself_its_page_and_its_collection(town: Municipality) -> None:
    [feature] = items("avoin_pins", kind="idea")["features"]
    response = answer(f"collections/avoin_pins/items/{feature['id']}")
    assert (response.headers["Content-Type"], response.headers["Content-Crs"]) == ("application/geo+json", f"<{CRS84}>")
    alone = json.loads(response.content)
    assert {"self", "alternate", "collection"} == set(rels(alone))
    assert {**alone, "links": None} == {**feature, "links": None}


@pytest.mark.parametrize("collection", EVERY)
def test_every_listed_feature_is_found_by_its_id(town: Municipality, collection: str) -> None:
    for feature in items(f"avoin_{collection}")["features"]:
        alone = ask(f"collections/avoin_{collection}/items/{feature['id']}")
        assert alone["properties"] == feature["properties"]
        assert alone["geometry"] == feature["geometry"]


@pytest.mark.parametrize(
    "address",
    ["collections/nowhere_pins", "collections/avoin_secrets", "collections/avoin_areas_none", "collections/avoin",
     "collections/avoin_pins/items/nothing", "collections/%00/items", "collections/avoin_pins/items/%00", "elsewhere"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(town: Municipality, address: str) -> None:
    response = Client().get(f"/ogc/{address}")
    assert (response.status_code, response.headers["Content-Type"]) == (404, "application/problem+json")


def test_only_reading_is_answered(town: Municipality) -> None:
    for address in ADDRESSES:
        assert Client().head(f"/ogc/{address}").status_code == 200
        assert Client().post(f"/ogc/{address}", {}).status_code == 405


class Page(HTMLParser):
    """What a reader of pages looks for."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.language = ""
        self.feed(body)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.language = given.get("lang") or ""
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))


@pytest.mark.parametrize(
    "address",
    [*ADDRESSES, *(f"collections/avoin_{name}/items" for name in EVERY), "collections/avoin_pins/schema",
     "collections/avoin_pins/tiles", "tileMatrixSets", "tileMatrixSets/WebMercatorQuad"],
)  # fmt: skip
def test_a_browser_gets_a_page_with_the_same_content(town: Municipality, address: str) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "sv"}
    response = answer(address, headers=browser)
    assert response.headers["Content-Type"].startswith("text/html")
    page = Page(response.content.decode())
    assert page.language == "sv" and page.links
    named = answer(address, f="html")
    assert named.headers["Content-Type"].startswith("text/html")


def test_the_page_of_a_list_holds_every_property_of_its_features(town: Municipality) -> None:
    [feature] = items("avoin_pins", kind="idea")["features"]
    shown = answer("collections/avoin_pins/items", kind="idea", f="html").content.decode()
    assert feature["id"] in shown and feature["properties"]["code"] in shown
    assert "Puisto tänne – &#x27;oikeasti&#x27;." in shown


def test_a_form_that_is_not_there_is_not_acceptable(town: Municipality) -> None:
    assert answer("collections", headers={"Accept": "application/gml+xml"}).status_code == 406


def test_a_page_of_a_collection_tells_search_engines_what_it_is(town: Municipality) -> None:
    shown = answer("collections/avoin_pins", f="html").content.decode()
    told = json.loads(shown.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert (told["@type"], told["identifier"]) == ("Dataset", "avoin_pins")
    assert told["license"] == "https://creativecommons.org/licenses/by/4.0/"


def test_pages_go_on_without_doubles_or_gaps_while_others_write(town: Municipality) -> None:
    expected = {*many_pins(town, 60), *(feature["id"] for feature in items("avoin_pins")["features"])}
    for sortby in ("", "-received_at", "supports,-code", "answered_at,supports"):
        found: list[str] = []
        sorted_by: dict[str, Any] = {"sortby": sortby} if sortby else {}
        page = items("avoin_pins", limit="7", **sorted_by)
        while True:
            found += [feature["id"] for feature in page["features"]]
            following = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)
            if following is None:
                break
            new = said(town, 5, 5, text="Kesken kaiken.")
            PublishedPin.objects.filter(public_id=new.id).update(supports=2)
            page = json.loads(Client().get(following).content)
        assert len(found) == len(set(found)), sortby
        assert expected <= set(found), sortby
        PublishedPin.objects.filter(text="Kesken kaiken.").delete()


def test_a_cursor_is_good_for_its_own_list_alone(town: Municipality) -> None:
    many_pins(town, 5)
    cursor = rels(items("avoin_pins", limit="2", sortby="-supports"))["next"]["href"].partition("cursor=")[2]
    assert refused(items("avoin_pins", 400, limit="2", cursor=cursor)) == {("cursor", "not_a_cursor")}


def test_sorting_puts_what_is_not_known_last_both_ways(town: Municipality) -> None:
    PublishedPin.objects.filter(kind="idea").update(answered_at=datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC))
    for sortby in ("answered_at", "-answered_at"):
        assert walk("avoin_pins", limit="1", sortby=sortby)[0]["properties"]["kind"] == "idea"


def test_chosen_properties_are_told_and_no_others(town: Municipality) -> None:
    [feature, *_] = items("avoin_pins", properties="kind,code")["features"]
    assert set(feature["properties"]) == {"kind", "code"}


def test_nothing_that_is_not_published_is_told(town: Municipality) -> None:
    everything = b"".join(answer(f"collections/avoin_{name}/items").content for name in EVERY)
    assert b"silmille" not in everything
    hidden, shown = (one["properties"] for one in items("avoin_population_district", sortby="code")["features"])
    assert (hidden["people"], hidden["participants_home"], hidden["suppressed"]) == (None, None, "under_five")
    assert (shown["people"], shown["participants_home"]) == (900, 41)


def test_coverage_has_its_class_and_its_interval(town: Municipality) -> None:
    found = items("avoin_coverage_district", filter="class IS NOT NULL AND sir IS NOT NULL")["features"]
    assert found and all(
        one["properties"]["sir_lo95"] <= one["properties"]["sir"] <= one["properties"]["sir_hi95"] for one in found
    )


def test_a_proposal_has_its_cost_in_euros(town: Municipality) -> None:
    [proposal] = items("avoin_proposals", filter="cost_eur > 12344.5")["features"]
    assert (proposal["properties"]["cost_eur"], proposal["properties"]["title_fi"]) == (12345, "Laituri")


def test_titles_are_in_the_language_that_is_asked_for(town: Municipality) -> None:
    in_swedish = ask("collections/avoin_plans", headers={"Accept-Language": "sv"})["title"]
    assert in_swedish.startswith("Öppen: ") and in_swedish != "Öppen: Plans"


def test_lists_make_few_queries_however_much_there_is(town: Municipality) -> None:
    many_pins(town, 30)
    for address in ("collections/avoin_pins/items", "collections/avoin_areas_district/items", "collections"):
        with CaptureQueriesContext(connection) as made:
            answer(address)
        assert len(made) <= 4, (address, [query["sql"][:80] for query in made])
