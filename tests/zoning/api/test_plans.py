"""Plans as open data: only what is published, with its versions, objects and hearings."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from geo.models import Municipality
from geo.tenancy import in_town
from tests.factories import make_town, spot
from tests.zoning.factories import make_hearing, make_plan, make_version
from zoning.models import PlanObject

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town("kaavala")


def get(client: Client, path: str = "", status: int = 200) -> Any:
    answer = client.get(f"/api/v1/towns/kaavala/plans{path}")
    assert answer.status_code == status
    return answer.json()


def slugs(answer: Any) -> list[str]:
    return [feature["properties"]["slug"] for feature in answer["features"]]


def test_the_list_has_published_plans_page_by_page(town: Municipality, client: Client) -> None:
    for slug in ("eka", "toka", "kolmas"):
        make_plan(town, slug)
    make_plan(town, "luonnos", published_at=None)
    make_plan(make_town("muualla"), "toisen")
    page = get(client, "?limit=2")
    assert (slugs(page), page["numberMatched"], page["numberReturned"]) == (["kolmas", "toka"], 3, 2)
    rest = client.get(page["next"]).json()
    assert (slugs(rest), rest["next"]) == (["eka"], None)


def test_the_list_is_filtered_by_state_kind_and_what_is_on_display(town: Municipality, client: Client) -> None:
    make_plan(town, "asema", state="04")
    make_plan(town, "yleis", kind="21")
    make_hearing(make_plan(town, "nahtavilla", kind="33"))
    assert slugs(get(client, "?state=04")) == ["asema"]
    assert slugs(get(client, "?kind=21,33")) == ["nahtavilla", "yleis"]
    assert slugs(get(client, "?on_display=today")) == ["nahtavilla"]
    assert get(client, "?state=99", 400)["errors"][0]["field"] == "state"
    assert get(client, "?colour=red", 400)["errors"][0]["code"] == "unknown_parameter"


def test_one_plan_has_its_area_in_degrees_and_its_facts(town: Municipality, client: Client) -> None:
    plan = make_plan(town, "pajakatu")
    feature = get(client, "/pajakatu")
    assert (feature["id"], feature["properties"]["state"]) == (plan.public_id, "03")
    longitude, latitude = feature["geometry"]["coordinates"][0][0][0]
    assert 26 < longitude < 28 and 61 < latitude < 62
    assert feature["properties"]["area_m2"] == pytest.approx(1e6)
    assert feature["properties"]["initiated_on"] == "2026-01-08"


def test_versions_and_what_is_drawn_in_them_are_given_once_published(town: Municipality, client: Client) -> None:
    plan = make_plan(town, "pajakatu")
    shown = make_version(plan, "draft", option="A")
    hidden = make_version(plan, "draft", option="B", published_at=None)
    with in_town(town):
        for version in (shown, hidden):
            PlanObject.objects.create(
                municipality=town, version=version, layer="pisteet", key="1", code="sr", geom=spot(2.5, 2.5)
            )
    versions = get(client, "/pajakatu/versions")["features"]
    assert [(one["id"], one["properties"]["option"], one["properties"]["objects"]) for one in versions] == [
        (shown.public_id, "A", 1)
    ]
    (drawn,) = get(client, f"/pajakatu/versions/{shown.public_id}/objects")["features"]
    assert (drawn["id"], drawn["geometry"]["type"], drawn["properties"]["code"]) == ("pisteet/1", "Point", "sr")
    get(client, f"/pajakatu/versions/{hidden.public_id}/objects", 404)


def test_hearings_have_their_days_and_a_cancelled_one_says_so(town: Municipality, client: Client) -> None:
    hearing = make_hearing(make_plan(town, "pajakatu"), notice={"fi": "Kuulutus"})
    (told,) = get(client, "/pajakatu/hearings")["hearings"]
    assert told["id"] == hearing.public_id
    assert (told["last_day"], told["notice"], told["cancelled_at"]) == (
        hearing.last_day.isoformat(), {"fi": "Kuulutus"}, None,
    )  # fmt: skip


@pytest.mark.parametrize("path", ["/luonnos", "/luonnos/versions", "/luonnos/hearings", "/ei-ole", "/toisen"])
def test_what_is_not_published_here_is_not_found(town: Municipality, client: Client, path: str) -> None:
    make_plan(town, "luonnos", published_at=None)
    make_plan(make_town("muualla"), "toisen")
    get(client, path, 404)
