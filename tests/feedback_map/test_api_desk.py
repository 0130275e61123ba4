"""The desk over the wire: the queue and its filters, one message, edits with versions, and many at once."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.conf import settings
from django.db.models import Func, TextField, Value
from django.test import Client
from django.utils import timezone

from accounts.models import Role, User
from feedback_map.desk_list import COUNTED_TO, DeskFilters, counted_in_full, desk_page_of
from feedback_map.models import Pin, StateType
from feedback_map.services import Change, Words, answer_pin, change_state
from feedback_map.services.words import learn_missing_words
from geo.models import AreaSet, Municipality
from geo.tenancy import in_town
from tests.factories import SOUTH, WEST, make_category, make_town
from tests.feedback_map.handling import again, history, make_clerk, make_pin, make_state, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(town: Municipality) -> User:
    return make_clerk(town)


class Desk:
    """A clerk's program."""

    def __init__(self, town: Municipality, user: User) -> None:
        self.base, self.client = f"/api/v1/towns/{town.slug}/desk/pins", Client()
        self.client.force_login(user)

    def list(self, **asked: str) -> list[str]:
        response = self.client.get(self.base, asked)
        assert response.status_code == 200, response.content
        return [feature["id"] for feature in response.json()["features"]]

    def act(self, pin: Pin, version: int | None, **said: object) -> Any:
        headers = {} if version is None else {"If-Match": f'"{version}"'}
        address = f"{self.base}/{pin.public_id}"
        return self.client.post(address, said, content_type="application/json", headers=headers)

    def many(self, **said: object) -> Any:
        return self.client.post(f"{self.base}/bulk", said, content_type="application/json").json()


@pytest.fixture
def desk(town: Municipality, clerk: User) -> Desk:
    return Desk(town, clerk)


def test_the_queue_holds_unpublished_messages_and_no_cache_keeps_it(town: Municipality, desk: Desk) -> None:
    shown, private = make_pin(town), make_pin(town, visibility="private")
    assert desk.list() == [private.public_id, shown.public_id]
    response = desk.client.get(desk.base)
    assert "no-store" in response.headers["Cache-Control"]
    assert response.json()["numberMatched"] == 2


def test_every_message_is_counted_however_many_there_are(town: Municipality, desk: Desk) -> None:
    many = COUNTED_TO + 2
    with in_town(town):
        now = timezone.now()
        Pin.objects.bulk_create(
            Pin(municipality=town, kind="feedback", text="Kuoppa", code=f"Kuusi {n}", received_at=now)
            for n in range(many)
        )
    first = desk.client.get(desk.base, {"limit": "2"}).json()
    assert (first["numberMatched"], first["numberReturned"]) == (many, 2)
    second = desk.client.get(first["next"]).json()
    assert (second["numberMatched"], second["numberReturned"]) == (many, 2)
    with in_town(town):
        assert desk_page_of(town, DeskFilters(), limit=2).matched is None  # the pages do not wait for it


def test_what_cannot_be_counted_in_time_is_not_counted(
    town: Municipality, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_pin(town)
    monkeypatch.setattr("feedback_map.desk_list.COUNTED_WITHIN_MS", 50)
    slow = Func(Value(0.5), function="pg_sleep", output_field=TextField())
    with in_town(town):
        assert counted_in_full(Pin.objects.all()) == 1
        assert counted_in_full(Pin.objects.alias(slow=slow).filter(slow__isnull=False)) is None
        assert counted_in_full(Pin.objects.all()) == 1


def test_each_filter_is_a_link(town: Municipality, halves: AreaSet, desk: Desk, clerk: User) -> None:
    unit, done = make_unit(town), make_state(town, "done", StateType.DONE)
    make_category(town, "parks")
    yesterday = datetime.date(2020, 1, 1)
    west = make_pin(town, 1, owner=unit, due_on=yesterday, is_shortlisted=True)
    east = make_pin(town, 9, kind="thanks", category="parks", text="Puistojen penkit kiiltävät", assignee=clerk)
    closed = make_pin(town, 4.9, visibility="private", moderation="waiting", owner=unit)
    change_state(town=town, pin=closed, state=done, change=Change())
    learn_missing_words(town=town)
    by_filter: dict[tuple[str, str], list[Pin]] = {
        ("state", "open"): [east, west],
        ("state", "open,planned"): [east, west],
        ("state", "done"): [closed],
        ("owner", "kadut"): [closed, west],
        ("owner", "none"): [east],
        ("assignee", "me"): [east],
        ("assignee", "clerk@example.org"): [east],
        ("assignee", "none"): [closed, west],
        ("category", "parks"): [east],
        ("kind", "thanks"): [east],
        ("moderation", "waiting"): [closed],
        ("area", "district/E"): [east],
        ("area", "district/outside"): [],
        ("overdue", "1"): [west],
        ("shortlisted", "1"): [west],
        ("text", "puisto"): [east],
        ("text", "kiilt"): [east],
        ("text", west.code.lower()): [west],
        ("order", "oldest"): [west, east, closed],
        ("order", "due"): [west],
    }
    for (name, value), wanted in by_filter.items():
        assert desk.list(**{name: value}) == [pin.public_id for pin in wanted], (name, value)


def test_a_box_and_a_drawn_outline_select(town: Municipality, desk: Desk) -> None:
    inside, outside = make_pin(town, 2, 2), make_pin(town, 8, 8)
    box = f"{WEST + 1000},{SOUTH + 1000},{WEST + 3000},{SOUTH + 3000}"
    assert desk.list(bbox=box, **{"bbox-crs": "EPSG:3067"}) == [inside.public_id]
    lon, lat = desk.client.get(f"{desk.base}/{outside.public_id}").json()["geometry"]["coordinates"]
    corners = ((-0.01, -0.01), (0.01, -0.01), (0, 0.01))
    drawn = ";".join(f"{lon + east},{lat + north}" for east, north in corners)
    assert desk.list(polygon=drawn) == [outside.public_id]
    assert desk.client.get(desk.base, {"polygon": "1,2;3"}).status_code == 400


@pytest.mark.parametrize("order", ["newest", "oldest", "due"])
def test_the_list_goes_on_where_it_ended(town: Municipality, desk: Desk, order: str) -> None:
    pins = [make_pin(town, due_on=datetime.date(2020, 1, 1 + number // 2)) for number in range(7)]
    found, address = [], f"{desk.base}?order={order}&limit=3"
    while address:
        page = desk.client.get(address).json()
        found += [feature["id"] for feature in page["features"]]
        address = page["next"]
    expected = [pin.public_id for pin in pins]
    assert found == (expected[::-1] if order == "newest" else expected)


def test_the_list_asks_the_database_a_handful_of_times(
    town: Municipality, desk: Desk, django_assert_max_num_queries: Any
) -> None:
    unit = make_unit(town)
    for _ in range(12):
        make_pin(town, owner=unit)
    with django_assert_max_num_queries(12):
        desk.list(state="open", owner="kadut", text="kuoppa")


def test_an_edit_without_a_version_is_refused(town: Municipality, desk: Desk) -> None:
    pin = make_pin(town)
    response = desk.act(pin, None, act="acknowledge")
    assert (response.status_code, response.json()["errors"][0]["code"]) == (428, "version_required")
    assert history(pin) == []


def test_a_stale_edit_gets_both_versions(town: Municipality, desk: Desk) -> None:
    pin, done = make_pin(town), make_state(town, "done", StateType.DONE)
    answer_pin(town=town, pin=pin, words=Words("Paikataan.", "fi", "Tilattu."), state=done, change=Change())
    response = desk.act(pin, 1, act="answer", text="Ei ole meidän.", note="Kysyn Liisalta", state="done")
    told = response.json()
    assert (response.status_code, response.headers["ETag"]) == (412, '"2"')
    assert response.headers["Content-Type"] == "application/problem+json"
    assert (told["current"]["version"], told["current"]["state"]) == (2, "done")
    assert [(update["text"], update["note"]) for update in told["current"]["updates"]] == [("Paikataan.", "Tilattu.")]
    assert told["yours"] == {
        "version": 1,
        "kind": "answer",
        "text": "Ei ole meidän.",
        "language": "fi",
        "note": "Kysyn Liisalta",
        "sets": {"state": "done"},
    }
    assert history(pin) == ["answer"]


def test_the_etag_is_the_version_and_grows_with_each_edit(town: Municipality, desk: Desk, clerk: User) -> None:
    pin = make_pin(town, owner=make_unit(town))
    make_unit(town, "puistot")
    make_state(town, "planned", StateType.PLANNED)
    assert desk.client.get(f"{desk.base}/{pin.public_id}").headers["ETag"] == '"1"'
    acts: list[dict[str, object]] = [
        {"act": "acknowledge"},
        {"act": "assign", "assignee": clerk.email},
        {"act": "note", "note": "Soitettu"},
        {"act": "shortlist", "is_shortlisted": True},
        {"act": "state", "state": "planned", "text": "Ensi kesänä."},
        {"act": "answer", "text": "Suunnittelemme."},
        {"act": "reroute", "owner": "puistot"},
    ]
    for version, act in enumerate(acts, 1):
        response = desk.act(pin, version, **act)
        assert (response.status_code, response.headers["ETag"]) == (200, f'"{version + 1}"'), response.content
    said = desk.client.get(f"{desk.base}/{pin.public_id}/updates").json()["updates"]
    kinds = ["acknowledged", "assigned", "note", "note", "state", "answer", "routed"]
    assert [update["kind"] for update in said] == kinds
    assert {update["by"] for update in said} == {"Virpi Virkailija"}
    now = again(pin)
    assert (now.owner and now.owner.code, now.state and now.state.code) == ("puistot", "planned")


def test_messages_are_joined_and_parted_over_the_wire(town: Municipality, desk: Desk) -> None:
    kept, other = make_pin(town), make_pin(town)
    assert desk.act(kept, 1, act="merge", others=[other.public_id]).status_code == 200
    assert again(other).merged_into == kept
    assert desk.act(other, 2, act="part").status_code == 200
    assert again(other).merged_into is None


def test_many_are_looked_at_done_and_taken_back(town: Municipality, desk: Desk) -> None:
    make_state(town, "done", StateType.DONE)
    first, second = make_pin(town), make_pin(town)
    named = [{"id": first.public_id, "version": 1}, {"id": second.public_id, "version": 9}]
    asked = {"pins": named, "do": {"act": "state", "state": "done"}}
    looked = desk.many(**asked, preview=True)
    assert (looked["batch"], looked["changed"], looked["refused"], history(first)) == (None, 1, 1, [])
    done = desk.many(**asked)
    assert done["lines"] == looked["lines"]
    assert (history(first), history(second)) == (["state"], [])
    desk.many(undo=done["batch"])
    assert (history(first), again(first).state) == (["state", "undone"], None)


def test_many_are_changed_only_by_whoever_names_the_version_of_each(town: Municipality, desk: Desk) -> None:
    make_state(town, "done", StateType.DONE)
    first, second = make_pin(town), make_pin(town)
    named = [{"id": first.public_id, "version": 1}, {"id": second.public_id}]
    refused = desk.many(pins=named, do={"act": "state", "state": "done"})
    assert (refused["status"], refused["errors"][0]["code"]) == (428, "version_required")
    assert history(first) == history(second) == []


def test_a_unit_reads_anothers_messages_and_changes_them_not(town: Municipality) -> None:
    pin = make_pin(town, owner=make_unit(town, "puistot"))
    desk = Desk(town, make_clerk(town, body=make_unit(town)))
    assert desk.list() == [pin.public_id]
    assert desk.act(pin, 1, act="acknowledge").status_code == 403


@pytest.mark.parametrize("role", [Role.BOARD, Role.ANALYST, Role.AUDITOR])
def test_to_others_the_desk_is_not_there(town: Municipality, role: str) -> None:
    pin, desk = make_pin(town), Desk(town, make_clerk(town, role=role))
    for address in ("", f"/{pin.public_id}", f"/{pin.public_id}/updates"):
        assert desk.client.get(desk.base + address).status_code == 404
    assert desk.act(pin, 1, act="acknowledge").status_code == 404


def test_another_towns_clerk_finds_nothing(town: Municipality) -> None:
    pin, elsewhere = make_pin(town), make_town()
    desk = Desk(elsewhere, make_clerk(elsewhere))
    assert desk.act(pin, 1, act="acknowledge").status_code == 404
    assert desk.client.get(f"/api/v1/towns/{town.slug}/desk/pins").status_code == 404


def test_what_is_not_understood_is_named(town: Municipality, desk: Desk) -> None:
    pin = make_pin(town)
    for said, field in (
        ({"act": "dance"}, "act"),
        ({"act": "answer"}, "text"),
        ({"act": "state", "state": "olematon"}, "state"),
        ({"act": "state"}, "state"),
        ({"act": "assign", "assignee": "kuka@example.org"}, "assignee"),
        ({"act": "reroute", "owner": "olematon"}, "owner"),
        ({"act": "merge"}, "others"),
        ({"act": "note", "note": "x" * 10_001}, "note"),
        ({"act": "note", "note": "ok", "vari": 1}, "vari"),
    ):
        response = desk.act(pin, 1, **said)
        assert (response.status_code, response.json()["errors"][0]["field"]) == (400, field), said
    assert history(pin) == []


@pytest.mark.parametrize("name", ["owner", "assignee", "category", "area", "plan", "text"])
def test_a_character_that_cannot_be_looked_up_is_refused(desk: Desk, name: str) -> None:
    response = desk.client.get(desk.base, {name: "a\x00"})
    assert response.status_code == 400
    assert response.json()["errors"][0]["code"] == "bad_text"


def test_true_is_no_version(town: Municipality, desk: Desk) -> None:
    pins = [{"id": make_pin(town).public_id, "version": True}]
    asked = {"pins": pins, "do": {"act": "note", "note": "x"}}
    assert desk.client.post(f"{desk.base}/bulk", asked, content_type="application/json").status_code == 428


def test_json_nested_too_deep_is_refused_before_it_is_parsed(town: Municipality, clerk: User) -> None:
    """Of a browser's session the framework itself looks into the body, for the sake of forged requests."""
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(clerk)
    address = f"/api/v1/towns/{town.slug}/desk/pins/{make_pin(town).public_id}"
    headers = {"If-Match": '"1"', "X-CSRFToken": "a" * 32}
    strict.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    sent = strict.post(address, "[" * 100_000, content_type="application/json", headers=headers)
    assert sent.status_code == 400
    assert sent.json()["errors"][0]["code"] == "too_deep"
    note = strict.post(address, {"act": "note", "note": "x"}, content_type="application/json", headers=headers)
    assert note.status_code == 200
