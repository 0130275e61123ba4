"""The catalogue record, and the map of the site."""

from __future__ import annotations

from defusedxml import ElementTree
from django.conf import settings
from django.test import Client

from geo.models import Municipality
from tests.doors.world import EVERY, answer, ask, items, said

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_the_catalogue_has_what_dcat_ap_asks_of_every_dataset(town: Municipality) -> None:
    response = answer("catalogue")
    assert response.headers["Content-Type"] == "application/ld+json"
    found = response.json()
    assert found["@type"] == "dcat:Catalog"
    assert {"dct:title", "dct:description", "dct:publisher", "dct:license"} <= set(found)
    assert {one["dct:identifier"] for one in found["dcat:dataset"]} == {f"avoin_{name}" for name in EVERY}
    for dataset in found["dcat:dataset"]:
        assert {text["@language"] for text in dataset["dct:title"]} == {"fi", "sv", "en"}
        assert dataset["dct:description"] and dataset["dct:publisher"]["@type"] == "foaf:Agent"
        assert dataset["dcat:contactPoint"] and dataset["dcat:theme"] and dataset["dct:spatial"]
        for distribution in dataset["dcat:distribution"]:
            assert distribution["dct:license"]["@id"].startswith("https://creativecommons.org/")
            assert Client().get(distribution["dcat:accessURL"]["@id"]).status_code == 200


def test_titles_in_the_catalogue_are_translated(town: Municipality) -> None:
    dataset = next(one for one in ask("catalogue")["dcat:dataset"] if one["dct:identifier"] == "avoin_pins")
    titles = [text["@value"] for text in dataset["dct:title"]]
    assert len(set(titles)) == 3


def test_the_map_of_the_site_names_public_pages_and_no_others(town: Municipality) -> None:
    hidden = said(town, 4, 4, visibility="private")
    shown = items("avoin_pins")["features"][0]["id"]
    found = ElementTree.fromstring(Client().get("/sitemap.xml").content)
    places = [one.text or "" for one in found.iter(f"{NAMESPACE}loc")]
    own = [place.removeprefix(settings.SITE_ADDRESS) for place in places]
    assert {"/avoin/", "/sv/avoin/", "/avoin/plans/satama/", f"/avoin/pins/{shown}", "/avoin/areas/district/E"} <= set(
        own
    )
    assert not any(hidden.id in place for place in own)
    for address in ("/avoin/", "/avoin/plans/satama/", "/avoin/budget/kierros/", "/avoin/areas/district/E"):
        assert address in own and Client().get(address).status_code == 200
